"""What is doubtful about records, and what editors have confirmed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from core.language.formatting import plain, printed
from core.records.changes import by_kind
from core.records.doubts import Doubt, Kind, Names
from sources.evidence.citations import PROBLEMS, Citation, State, article_of, check, says_otherwise
from sources.models import ArticleText, CitedModel, ConfirmedDoubt, digest

FETCHED = ("metric", "source")  # what the checks read of related records
QUOTED = ("quote", "source")
FIGURE = ("quote", "value", "unit", "value_text", "source")


def open_doubts(records: Sequence[models.Model], known: Names | None = None) -> list[list[Doubt]]:
    """The unconfirmed doubts of each record, all of one model, saved or not.

    Some six queries for any number of records. For batches pass one `known` dictionary.
    """
    if not records:
        return []
    model = type(records[0])
    relations = {field.name for field in model._meta.concrete_fields if field.is_relation}
    models.prefetch_related_objects(records, *relations.intersection(FETCHED))
    found = model.doubts_about(records, known)
    if issubclass(model, CitedModel):
        of_quotations = about_quotations(records)
        found = [[*row, *more] for row, more in zip(found, of_quotations, strict=True)]
    slugs = {
        doubt.record or record.slug
        for record, doubts in zip(records, found, strict=True)
        for doubt in doubts
    }
    if not slugs:
        return found
    rows = ConfirmedDoubt.objects.filter(model=model._meta.label_lower).order_by()
    rows = rows.filter(models.Q(slug__in=slugs) | models.Q(about__in=slugs))
    answered = set(rows.values_list("slug", "kind", "about"))
    answered |= {(about, kind, slug) for slug, kind, about in answered}  # in both directions
    return [
        [
            doubt
            for doubt in doubts
            if (doubt.record or record.slug, doubt.kind, doubt.about) not in answered
        ]
        for record, doubts in zip(records, found, strict=True)
    ]


def doubts_of(records: Iterable[models.Model]) -> dict[models.Model, list[Doubt]]:
    """The open doubts of records of any kinds. Some six queries for each kind."""
    return {
        record: doubts
        for rows in by_kind(records).values()
        for record, doubts in zip(rows, open_doubts(rows), strict=True)
    }


def mark_of(doubts: Iterable[Doubt]) -> str:
    """A short digest that tells whether a person has seen just these doubts."""
    return digest(repr(sorted((doubt.kind, doubt.about) for doubt in doubts)))[:16]


def about_quotations(facts: Sequence[CitedModel]) -> list[list[Doubt]]:
    """What the article, if its text is attached, or the quotation itself says otherwise.

    One query. Each article is read once: 50 ms for a newspaper page, then remembered.
    """
    quoted: dict[int, list[CitedModel]] = {}
    for fact in facts:
        if fact.quote:
            quoted.setdefault(fact.source_id, []).append(fact)
    texts = ArticleText.objects.order_by().filter(source__in=quoted)
    found: dict[int, Citation] = {}
    for source, text in texts.values_list("source_id", "text"):
        facts_of_it = quoted[source]
        report = check(article_of(facts_of_it[0].source, text), facts_of_it)
        found |= {id(citation.fact): citation for citation in report.citations}
    return [[*_about_quotation(fact, found.get(id(fact)))] for fact in facts]


def _about_quotation(fact: CitedModel, citation: Citation | None) -> Iterator[Doubt]:
    """The doubts about one fact; without its article's text there is no citation."""
    state = citation.state if citation else None
    others = [] if state in (State.FOUND, State.FIGURE_AWAY) else says_otherwise(fact)
    if state not in PROBLEMS and not others:
        return
    value, unit = getattr(fact, "value", None), getattr(fact, "unit", "")
    shown = printed(value, unit) if unit else plain(value) or getattr(fact, "value_text", "")
    words = {"quote": fact.quote, "source": fact.source, "value": shown}
    if state == State.MISSING:
        sentence = _("The quotation “%(quote)s” is not in the text of “%(source)s”.")
        yield Doubt(Kind.QUOTE_MISSING, _about(fact), QUOTED, sentence % words)
    elif state == State.SEVERAL:
        words["times"] = len(citation.spans)
        sentence = _("The text of “%(source)s” has the quotation “%(quote)s” %(times)s times.")
        yield Doubt(Kind.QUOTE_SEVERAL, _about(fact), QUOTED, sentence % words)
    elif state == State.FIGURE_AWAY:
        sentence = _(
            "The text of “%(source)s” has the quotation “%(quote)s”, but not %(value)s near it."
        )
        yield Doubt(Kind.FIGURE_AWAY, _about(fact, shown), FIGURE, sentence % words)
    if others:
        words["printed"] = "、".join(number.text for number in others)
        sentence = _("The quotation says %(printed)s, but the value is %(value)s.")
        yield Doubt(Kind.OTHER_NUMBER, _about(fact, shown), FIGURE, sentence % words)


def _about(fact: CitedModel, *more: str) -> str:
    """The quotation and its source: a tick holds for these."""
    longest = ConfirmedDoubt._meta.get_field("about").max_length
    return " · ".join([fact.quote, *more, fact.source.slug])[:longest]


def confirm(
    doubtful: Iterable[tuple[models.Model, Iterable[Doubt]]], *, reason: str, actor
) -> None:
    """Store the doubts about each of these records as confirmed. One query."""
    ConfirmedDoubt.objects.bulk_create(
        (
            ConfirmedDoubt(
                model=record._meta.label_lower,
                slug=doubt.record or record.slug,
                kind=doubt.kind,
                about=doubt.about,
                reason=reason,
                confirmed_by=actor,
            )
            for record, doubts in doubtful
            for doubt in doubts
        ),
        ignore_conflicts=True,
    )


def confirmed_within(days: int) -> models.QuerySet:
    since = timezone.now() - timedelta(days=days)
    return ConfirmedDoubt.objects.filter(confirmed__gte=since)
