"""What the rules have missed: words that a person marks as a fact, read as far as they can be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.language.formatting import plain as plain_number
from core.language.prose.entries import understand
from intake.articles.citing import Citing
from intake.articles.models import ArticleProposal, ArticleReview, ProposalKind
from intake.articles.proposing.known import known
from intake.articles.proposing.passages import passages_of
from intake.articles.proposing.zones import find as zones_in
from intake.articles.reviewing import BEFORE
from sources.evidence.citations import article_of
from sources.models import ArticleText, Source
from zones.choices import ZoneKind

LONGEST = 200  # characters that can be marked
WITH_ZONE = (ProposalKind.FIGURE, ProposalKind.REFORM)


def mark_missed(review: ArticleReview, start: int, end: int, kind: str) -> ArticleProposal:
    """Propose the words of the text from `start` to `end` as a fact of this kind.

    Its values are what the words say, and the zone of the proposal before it. Raises
    ValidationError.
    """
    text = ArticleText.objects.get(source=review.source).text
    words = text[start:end] if 0 <= start < end <= len(text) else ""
    start, quote = start + len(words) - len(words.lstrip()), words.strip()
    if not quote or kind not in ProposalKind.values:
        raise ValidationError(_("Select words of the text, and say what they are."))
    if len(quote) > LONGEST:
        limit = _("Select fewer words: %(limit)s characters at most.")
        raise ValidationError(limit % {"limit": LONGEST})
    end = start + len(quote)
    citing = citing_of(review.source, text)
    joined = "".join(quote.split("\n"))
    values = _values(kind, joined) | {
        "zone": _zone_before(review, start) if kind in WITH_ZONE else "",
        "source": review.source.slug,
        "locator": citing.locator(start),
        "quote": citing.quote(start, end),
    }
    ArticleReview.objects.filter(pk=review.pk).update(finished=None)
    return ArticleProposal.objects.create(
        review=review,
        kind=kind,
        start=start,
        end=end,
        quote=quote,
        before=text[max(start - BEFORE, 0) : start],
        values={name: value for name, value in values.items() if value},
        is_missed=True,
        why=gettext_noop("marked by hand"),
    )


def citing_of(source: Source, text: str) -> Citing:
    """A few queries for the names of zones."""
    return Citing(article_of(source, text), zones_in(passages_of(text, ""), known()))


def _values(kind: str, words: str) -> dict:
    if kind == ProposalKind.ZONE:
        return {"name": words, "kind": ZoneKind.OTHER}
    if kind in (ProposalKind.REFORM, ProposalKind.POLICY):
        return {"title": words, "summary": words}
    entry = understand(words, has_range=kind == ProposalKind.FIGURE)
    number = {
        "value": plain_number(entry.value),
        "unit": entry.unit if entry.value is not None else "",
        "bound": entry.bound,
        "value_text": entry.value_text if entry.value is None else "",
    }
    if kind == ProposalKind.TARGET:
        return {"title": words, "due": entry.period, **number}
    high = plain_number(entry.value_high)
    return {"value_high": high, "period": entry.period, **number, **entry.qualifiers}


def _zone_before(review: ArticleReview, start: int) -> str:
    """The zone of the nearest proposal before a place, or of the first one."""
    rows = review.proposals.filter(kind__in=WITH_ZONE, values__has_key="zone").order_by("start")
    row = rows.filter(start__lte=start).last() or rows.first()
    return row.values["zone"] if row else ""
