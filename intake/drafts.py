"""The drafts of one source, with all that a curator needs to decide on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.pages import record_address
from core.language.formatting import number, quantity
from core.records.batches import in_chunks
from core.records.changes import by_kind, unit
from core.records.doubts import Doubt
from core.records.models import StaleRecordError, needs
from core.records.plain import editable_fields, fetched
from core.web.tables import in_words
from history.models import Change, Remark
from history.remarks import Key, key_of, open_remarks
from intake.articles.sources_read import note_read
from intake.articles.texts import Words, passage
from sources.doubts import confirm, doubts_of, mark_of
from sources.drafts import needed_drafts
from sources.evidence.citations import Citation, article_of, check, cited_models
from sources.evidence.reading import Article
from sources.models import ArticleText, CitedModel, Source, digest
from zones.choices import Rank
from zones.reported import ReportedValue

# Fields that are shown elsewhere on the page, or that say nothing about the world.
CITATION = {"source", "locator", "quote"}
OF_THE_SITE = {"slug", "is_draft", "position", "pinyin"}
VALUE = {"value", "unit", "bound", "value_text", "value_text_en"}


@dataclass(eq=False)
class Entry:
    """A draft on the page of its source. Its relations are fetched."""

    record: models.Model
    citation: Citation | None = None  # where a text is attached
    doubts: list[Doubt] = field(default_factory=list)
    remark: Remark | None = None
    group: str = ""
    is_ticked: bool = False
    because: str = ""  # why it is right in spite of its doubts
    passage: list[Words] = field(default_factory=list)
    first: Change | None = None
    last: Change | None = None

    @property
    def key(self) -> str:
        return f"{self.record._meta.model_name}-{self.record.pk}"

    @cached_property
    def ticket(self) -> str:
        """Its key, with a digest of what a person sees when they tick it."""
        seen = f"{self.record.revision} {mark_of(self.doubts)}"
        return f"{self.key}-{digest(seen)[:12]}"

    @cached_property
    def needs(self) -> list[models.Model]:
        """The drafts that it refers to, and without which it would not be public."""
        found = [getattr(self.record, name) for name in self.record.waits_for]
        for one in needs(type(self.record)):
            related = getattr(self.record, one.name)
            found += related.all() if one.many_to_many else [related]
        return [*dict.fromkeys(other for other in found if other and other.is_draft)]

    @property
    def lacks(self) -> list[str]:
        """What it needs to be public and does not have, in sentences."""
        needed = self.record.needed_in_public.items()
        return [words for name, words in needed if not getattr(self.record, name).all()]

    @property
    def needed(self) -> list[tuple[str, models.Model]]:
        return [(Entry(record).key, record) for record in self.needs]

    @property
    def kind(self) -> str:
        return capfirst(self.record._meta.verbose_name)

    @property
    def form(self) -> str:
        return record_address(self.record)

    @property
    def is_cited(self) -> bool:
        return isinstance(self.record, CitedModel)

    @property
    def is_reported(self) -> bool:
        return isinstance(self.record, ReportedValue)

    @property
    def converted(self) -> str:
        """The value in the metric's unit or one like it; blank if it is printed in that."""
        record = self.record
        if record.value is None or record.unit == record.canonical_unit:
            return ""
        return quantity(record.canonical_value, record.canonical_unit)

    def properties(self) -> Iterator[tuple[str, str]]:
        """Label and value of what its other fields say, in words; nothing of blank ones."""
        record = self.record
        shown = {*record.named_after, *OF_THE_SITE, *(CITATION if self.is_cited else ())}
        shown |= VALUE if self.is_reported else set()
        for one in editable_fields(type(record)):
            value = getattr(record, one.name)
            if one.many_to_many:
                value = "; ".join(map(str, value.all()))
            if one.name in shown or value in (None, "", False, "not-stated", Rank.NORMAL):
                continue
            text = str(value) if one.is_relation else in_words(one, value)
            if isinstance(value, Decimal):
                text = number(value)
            if text != str(record):
                yield capfirst(one.verbose_name), text


def drafts_of(source: Source, *, with_text: bool) -> list[Entry]:
    """The drafts of a source: first those that they refer to, then in the order of the article.

    By kind where no text is attached. Two queries for each kind with its relations to many, two
    for doubts and one for remarks of each kind, one for the text.
    """
    facts = [record for model in cited_models() for record in _drafts(model, source=source)]
    above = by_kind({*needed_drafts(facts), *([source] if source.is_draft else [])})
    needed = [row for kind in above for row in _drafts(kind, pk__in=[r.pk for r in above[kind]])]
    text = ArticleText.objects.filter(source=source).first() if with_text else None
    article = article_of(source, text.text) if text else None
    entries = [Entry(record, group=_("Needed first")) for record in needed]
    entries += _in_order(article, facts)
    records = [entry.record for entry in entries]
    doubts, remarks = doubts_of(records), open_remarks(records)
    for entry in entries:
        entry.doubts = doubts[entry.record]
        entry.remark = remarks.get(key_of(entry.record))
        if article and entry.citation and entry.citation.spans:
            entry.passage = passage(article, entry.citation.spans[0], entry.citation.number)
    return entries


def _drafts(model: type[models.Model], **condition) -> models.QuerySet:
    return fetched(model.objects.filter(is_draft=True, **condition)).order_by("pk")


def _in_order(article: Article | None, facts: Sequence) -> Iterator[Entry]:
    if article is None:
        for record in facts:
            yield Entry(record, group=capfirst(record._meta.verbose_name_plural))
        return
    for one in check(article, facts).citations:
        group = _("In the order of the article") if one.spans else _("Without their place in it")
        yield Entry(one.fact, one, group=group)


def ready(chosen: Sequence[Entry]) -> list[Entry]:
    """Those of the chosen that would be public: they lack nothing, what they need is chosen too."""
    chosen = [entry for entry in chosen if not entry.lacks]
    while True:
        records = {entry.record for entry in chosen}
        kept = [entry for entry in chosen if records.issuperset(entry.needs)]
        if len(kept) == len(chosen):
            return kept
        chosen = kept


def publish(entries: Sequence[Entry], *, user, reason: str) -> UUID:
    """Publish drafts and confirm their doubts, all or none; returns the unit of work.

    A few queries per kind. Raises StaleRecordError, or ValidationError where a rule forbids it.
    """
    with unit(actor=user, route="admin", reason=reason) as work:
        for model, records in by_kind(entry.record for entry in entries).items():
            expected = {record.pk: record.revision + 1 for record in records}
            for keys in in_chunks(expected):
                rows = model.objects.filter(pk__in=keys)
                rows.update(is_draft=False)
                if dict(rows.values_list("pk", "revision")) != {pk: expected[pk] for pk in keys}:
                    raise StaleRecordError
        note_read([entry.record for entry in entries], user)
        for entry in entries:
            confirm([(entry.record, entry.doubts)], reason=entry.because, actor=user)
    return work.context.unit


def add_history(entries: Sequence[Entry]) -> None:
    """Set the first and the last change of each. One query."""
    rows = Change.objects.about(entry.record for entry in entries)
    rows = rows.defer("before", "after").order_by("pk")
    first: dict[Key, Change] = {}
    last: dict[Key, Change] = {}
    for row in rows:
        first.setdefault((row.model, row.record), row)
        last[row.model, row.record] = row
    for entry in entries:
        key = key_of(entry.record)
        entry.first, entry.last = first.get(key), last.get(key)
