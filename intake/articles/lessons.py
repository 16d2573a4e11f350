"""What became of what was proposed: article by article, and over all, so that rules can be mended.

What a person marked by hand was missed by the rules: it counts as missed and as nothing else. What
was settled without a person's look says nothing of the rules: it is counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Field, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from core.records.plain import editable_fields, slugs_in
from history.models import Change
from history.wording import FieldChange, field_changes, names_in
from intake.articles.models import ArticleProposal, ArticleReview, ProposalKind, ProposalState

LOOKED_AT = 2000  # newest corrections, whose fields are counted
LISTED = 20  # fields, reasons
EXAMPLES = 50
PROPOSED_TOO = "#"  # before the key of a proposal that stands for its record


def _proposed(**what) -> Count:
    return Count("pk", filter=Q(is_missed=False, **what))


COUNTS = {
    "proposed": _proposed(),
    "open": _proposed(state=ProposalState.OPEN),
    "accepted": _proposed(state=ProposalState.ACCEPTED, settled_by__isnull=False),
    "corrected": _proposed(state=ProposalState.CORRECTED),
    "rejected": _proposed(state=ProposalState.REJECTED),
    "unseen": _proposed(state=ProposalState.ACCEPTED, settled_by__isnull=True),
    "missed": Count("pk", filter=Q(is_missed=True) & ~Q(state=ProposalState.REJECTED)),
}


def became(proposal: ArticleProposal) -> str:
    """What became of it, in words: its state, unless nobody has looked at it."""
    is_unseen = proposal.state == ProposalState.ACCEPTED and not proposal.settled_by_id
    return _("settled unseen") if is_unseen else proposal.get_state_display()


@dataclass(frozen=True)
class Tally:
    """How many were proposed, and what became of them.

    `accepted`: as they were; `unseen`: settled without a person's look.
    """

    proposed: int = 0
    open: int = 0
    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    unseen: int = 0
    missed: int = 0

    @property
    def right(self) -> int | None:
        """Per cent of those that persons have settled that were accepted as they were, or None."""
        settled = self.accepted + self.corrected + self.rejected
        return round(100 * self.accepted / settled) if settled else None


def by_review(reviews: Iterable[ArticleReview]) -> dict[int, Tally]:
    """The tallies of reviews by key; none where nothing was proposed. One query."""
    return _tallies(ArticleProposal.objects.filter(review__in=reviews), "review")


def by_kind() -> list[tuple[str, Tally]]:
    """The tallies of all articles, for each kind that was proposed, with its name. One query."""
    found = _tallies(ArticleProposal.objects.all(), "kind")
    return [(kind.label, found[kind]) for kind in ProposalKind if kind in found]


def _tallies(rows: QuerySet, by: str) -> dict:
    counted = rows.order_by().values_list(by).annotate(**COUNTS)
    return {key: Tally(*counts) for key, *counts in counted}


def reasons() -> list[tuple[str, str, int]]:
    """Kind, reason and number of the most frequent rejections. One query."""
    rejected = ArticleProposal.objects.filter(state=ProposalState.REJECTED, is_missed=False)
    counted = rejected.order_by().values_list("kind", "reason").annotate(n=Count("pk"))
    most = counted.order_by("-n", "kind", "reason")[:LISTED]
    return [(ProposalKind(kind).label, gettext(reason), n) for kind, reason, n in most]


def _corrected() -> QuerySet:
    """What was accepted after a correction, the newest first."""
    rows = ArticleProposal.objects.filter(state=ProposalState.CORRECTED, is_missed=False)
    return rows.order_by("-settled", "-pk")


@dataclass(frozen=True)
class CorrectedField:
    model: str  # as "zones.observation"
    name: str
    count: int

    @property
    def field(self) -> Field | None:
        """None if there is no such field any more."""
        try:
            fields = editable_fields(apps.get_model(self.model))
        except (LookupError, ValueError):
            return None
        return next((field for field in fields if field.name == self.name), None)

    @property
    def kind(self) -> str:
        return str(self.field.model._meta.verbose_name) if self.field else self.model

    @property
    def label(self) -> str:
        return str(self.field.verbose_name) if self.field else self.name


def often_corrected() -> list[CorrectedField]:
    """The fields that were corrected most often. One query."""
    newest = _corrected().values_list("model", "corrected")[:LOOKED_AT]
    counts = Counter((model, name) for model, names in newest for name in names)
    return [CorrectedField(*which, n) for which, n in counts.most_common(LISTED)]


@dataclass(frozen=True)
class Correction:
    """A proposal of which one field was corrected: as proposed, and as it was saved then.

    In the form of `history.models.Change`, which `history.wording` says in words. `after` is empty
    where the history does not know what was saved.
    """

    proposal: ArticleProposal
    model: str
    slug: str
    before: dict
    after: dict


def corrections(field: Field, user) -> list[tuple[ArticleProposal, FieldChange | None]]:
    """The newest proposals of which this field was corrected, and how. Five queries at most."""
    model = field.model._meta.label_lower
    newest = _corrected().filter(model=model).values_list("pk", "corrected")[:LOOKED_AT]
    chosen = [pk for pk, names in newest if field.name in names][:EXAMPLES]
    rows = _corrected().filter(pk__in=chosen).select_related("review__source")
    found = list(_with_saved(list(rows), field.name))
    names = names_in(found, user)
    if field.is_relation:
        names |= _names_of_proposals(found, field)
    shown = (
        field_changes(field.model, one.before, one.after, names) if one.after else ()
        for one in found
    )
    return [(one.proposal, next(iter(how), None)) for one, how in zip(found, shown, strict=True)]


def _with_saved(rows: list[ArticleProposal], name: str) -> Iterator[Correction]:
    made = Change.objects.filter(unit__in={one.unit for one in rows}).order_by("pk")
    saved = {(row.unit, row.model, row.record): row.after or {} for row in made}
    for one in rows:
        after = saved.get((one.unit, one.model, one.record), {})
        known = {name: after[name]} if name in after else {}
        yield Correction(one, one.model, one.slug, {name: one.values.get(name)}, known)


def _names_of_proposals(found: Iterable[Correction], field: Field) -> dict:
    """What was proposed too and was no record yet ("#12"), by the words that it was found in."""
    texts = {text for one in found for text in slugs_in(one.before[field.name])}
    keys = {text: text.removeprefix(PROPOSED_TOO) for text in texts if text[0] == PROPOSED_TOO}
    quotes = dict(ArticleProposal.objects.filter(pk__in=keys.values()).values_list("pk", "quote"))
    return {(field.related_model, text): quotes.get(int(key), text) for text, key in keys.items()}
