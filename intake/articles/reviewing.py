"""A review of an article: what is proposed of its text, stored until a person has settled it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.language.formatting import plain as plain_number
from core.language.units import UNITS
from history.reverting import RefusedError
from intake.articles.citing import Citing
from intake.articles.models import (
    ENTERED,
    ArticleProposal,
    ArticleReview,
    ProposalKind,
    ProposalState,
)
from intake.articles.proposing import proposals as proposing
from intake.articles.proposing.propose import propose
from policies.models import Policy, Target
from reforms.models import Reform
from sources.evidence.citations import article_of
from sources.models import MAX_CHARACTERS, ArticleText, CitedModel, Source
from zones.choices import ZoneKind
from zones.models import Observation, Zone

MODELS: dict[str, type[CitedModel]] = {
    ProposalKind.ZONE: Zone,
    ProposalKind.FIGURE: Observation,
    ProposalKind.REFORM: Reform,
    ProposalKind.POLICY: Policy,
    ProposalKind.TARGET: Target,
}
BEFORE = ArticleProposal._meta.get_field("before").max_length
OUT_OF_THE_WAY = 10 * MAX_CHARACTERS  # rows are unique at once: what moves leaves its place first


def begin(source: Source, user, found: proposing.Proposals | None = None) -> ArticleReview:
    """The review of a source's text with its proposals; anew if the text was replaced.

    `found`: what is proposed, by callers in a transaction: it takes a second. Raises DoesNotExist.
    """
    text = ArticleText.objects.get(source=source)
    review = ArticleReview.objects.filter(source=source).first()
    if review is None or review.sha256 != text.sha256:
        found = found or propose(text.text, issued_of(source.issued))
        with transaction.atomic():
            who = {"actor": user}
            review, _is_new = ArticleReview.objects.get_or_create(source=source, defaults=who)
            if review.sha256 != text.sha256:
                _store(review, text, found)
    return review


def propose_again(review: ArticleReview) -> None:
    """Propose anew, after rules, records or the text have changed.

    Open proposals of the rules are replaced. Those that are settled, marked by a person or a
    model's stay, and move with their words. Some twenty queries.
    """
    text = ArticleText.objects.get(source=review.source)
    _store(review, text, propose(text.text, issued_of(review.source.issued)))


def _store(review: ArticleReview, text: ArticleText, found: proposing.Proposals) -> None:
    """`text` as it was read: if another has replaced it meanwhile, the review is outdated."""
    with transaction.atomic():
        now = ArticleReview.objects.select_for_update().get(pk=review.pk)
        review.sha256, review.finished = now.sha256, now.finished
        rows = review.proposals.all()
        anew = {"state": ProposalState.OPEN, "is_missed": False, "by_model": False}
        replaced, kept = rows.filter(**anew), list(rows.exclude(**anew))
        if review.sha256 != text.sha256:
            _move([*kept, *replaced], text.text)
        keys = {(one.kind, one.start, one.end): one.pk for one in replaced}
        replaced.delete()
        _Storing(review, text.text, kept, found, keys=keys).store()
        is_open = review.proposals.filter(state=ProposalState.OPEN).exists()
        review.finished = None if is_open else review.finished or timezone.now()
        review.sha256 = text.sha256
        review.aside = [
            {"start": one.start, "end": one.end, "quote": one.quote, "why": one.why}
            for one in found.set_aside
        ]
        review.save(update_fields=["sha256", "aside", "finished"])


def add_of_model(review: ArticleReview, sha256: str, found: proposing.Proposals) -> int:
    """Store what a model proposes of the text of this digest; how many are new.

    Where something of a kind is proposed already, nothing of it is added, nor where a person has
    rejected it. Raises RefusedError if the text was replaced.
    """
    with transaction.atomic():
        review = ArticleReview.objects.select_for_update().get(pk=review.pk)
        text = ArticleText.objects.get(source=review.source)
        if not review.sha256 == text.sha256 == sha256:
            raise RefusedError(_("The text was replaced meanwhile. Nothing was written."))
        kept = list(review.proposals.all())
        new = replace(
            found,
            figures=_beside(kept, ProposalKind.FIGURE, found.figures),
            reforms=_beside(kept, ProposalKind.REFORM, found.reforms),
        )
        _Storing(review, text.text, kept, new, by_model=True).store()
        places = {place for one in new.figures for place in range(one.start, one.end)}
        review.aside = [
            one for one in review.aside if places.isdisjoint(range(one["start"], one["end"]))
        ]
        if new.figures or new.reforms:
            review.finished = None
        review.save(update_fields=["aside", "finished"])
    return len(new.figures) + len(new.reforms)


def _beside(kept: list[ArticleProposal], kind: str, found: Iterable) -> tuple:
    """Those that stand in no words of which something of the kind is proposed already."""
    taken = {place for one in kept if one.kind == kind for place in range(one.start, one.end)}
    return tuple(one for one in found if taken.isdisjoint(range(one.start, one.end)))


def stands(proposal: ArticleProposal, text: str) -> bool:
    """Whether the text has a proposal's words at its place; a replaced text may have lost them."""
    return text[proposal.start : proposal.end] == proposal.quote


def issued_of(issued: str) -> str:
    """A source's date as the rules take it: one whose year is not known is none."""
    return issued if issued[:4].isdigit() else ""


def _move(kept: list[ArticleProposal], text: str) -> None:
    """Find the words of proposals in another text, by what stands before them, then the nearest.

    Those whose words are lost are kept behind its end, where they are in nobody's way.
    """
    moved = [one for one in kept if not stands(one, text)]
    taken = {(one.kind, one.start, one.end) for one in kept if stands(one, text)}
    for number, one in enumerate(moved):
        places = [match.start() for match in re.finditer(re.escape(one.quote), text)]
        spans = [(place, place + len(one.quote)) for place in places]
        free = [span for span in spans if (one.kind, *span) not in taken]
        if free:
            start = one.start
            one.start, one.end = max(
                free, key=lambda span: (_alike(one, text, span[0]), -abs(span[0] - start))
            )
            one.before = text[max(one.start - BEFORE, 0) : one.start]
            taken.add((one.kind, one.start, one.end))
        else:
            one.start = len(text) + number
            one.end = one.start + len(one.quote)
    rows = ArticleProposal.objects.filter(pk__in=[one.pk for one in moved])
    rows.update(start=F("start") + OUT_OF_THE_WAY, end=F("end") + OUT_OF_THE_WAY)
    ArticleProposal.objects.bulk_update(moved, ["start", "end", "before"])


def _alike(proposal: ArticleProposal, text: str, place: int) -> int:
    """How many characters before a place are those before the proposal."""
    pairs = zip(reversed(proposal.before), reversed(text[:place][-BEFORE:]), strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), BEFORE)


@dataclass
class _Storing:
    """Stores what is proposed, but for what is kept. Records that are proposed too get "#key".

    `keys`: of the open proposals that are replaced, by kind and span. What is proposed there again
    keeps its key, which pages and other proposals name.
    """

    review: ArticleReview
    text: str
    kept: list[ArticleProposal]
    found: proposing.Proposals
    by_model: bool = False
    keys: dict[tuple[str, int, int], int] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)  # "#key" by the printed name

    def __post_init__(self):
        self.source = self.review.source
        self.citing = Citing(article_of(self.source, self.text), self.found.zones)
        kept = [one for one in self.kept if self.by_model or not one.by_model]
        self.known = {(one.kind, one.start, one.end): one for one in kept}

    def store(self) -> None:
        found, self.recorded = self.found, self._recorded()
        zones = [one for one in found.zones if one.slug is None and self._is_needed(one)]
        rows = self._rows(ProposalKind.ZONE, zones, _zone)
        self.zones = {one.name: f"#{row.pk}" for one, row in zip(zones, rows, strict=True)}
        reforms = self._rows(ProposalKind.REFORM, found.reforms, self._reform)
        self.reforms = [f"#{row.pk}" for row in reforms]
        figures = self._rows(ProposalKind.FIGURE, found.figures, self._figure)
        self._name_totals(figures)
        policies = self._rows(ProposalKind.POLICY, found.policies, _policy)
        owners = {
            id(target): row
            for policy, row in zip(found.policies, policies, strict=True)
            for target in policy.targets
        }
        targets = [target for policy in found.policies for target in policy.targets]
        self._rows(ProposalKind.TARGET, targets, lambda one: _target(one, owners[id(one)]))

    def _is_needed(self, zone: proposing.ProposedZone) -> bool:
        named = (one.zone for one in (*self.found.figures, *self.found.reforms))
        is_subject = zone.role == proposing.SUBJECT and not self.by_model
        return is_subject or zone.name in named

    def _rows(self, kind: str, found: Iterable, values_of) -> list[ArticleProposal]:
        """The stored proposal of each, in order; one that is kept stands for a new one."""
        rows, new = [], []
        for one in found:
            key = (kind, one.start, one.end)
            if key not in self.known:
                self.known[key] = self._row(kind, one, values_of(one))
                new.append(self.known[key])
            rows.append(self.known[key])
        ArticleProposal.objects.bulk_create(new)
        return rows

    def _row(self, kind: str, one: proposing.Proposal, values: dict) -> ArticleProposal:
        cited = {
            "source": self.source.slug,
            "locator": self.citing.locator(one.start),
            "quote": self.citing.quote(one.start, one.end),
        }
        row = ArticleProposal(
            pk=self.keys.get((kind, one.start, one.end)),
            review=self.review,
            kind=kind,
            start=one.start,
            end=one.end,
            quote=one.quote,
            before=self.text[max(one.start - BEFORE, 0) : one.start],
            values={n: v for n, v in (values | cited).items() if v not in ("", None, [])},
            choices=_choices(one),
            recorded=[
                {"model": same.model, "slug": same.slug, "says_same": same.says_same}
                for same in getattr(one, "recorded", ())
            ],
            confidence=min(max(one.confidence, 0), 1),
            by_model=self.by_model,
            why=one.why,
        )
        if entered := self._entered(one):
            row.state, row.settled = ProposalState.ACCEPTED, timezone.now()
            row.model, row.record, row.slug = entered
        return row

    def _entered(self, one: proposing.Proposal) -> tuple[str, int, str] | None:
        """The record that this source has of it already: kind, number and slug. Each is of one."""
        same = (each for each in getattr(one, "recorded", ()) if each.says_same)
        keys = ((each.model, each.slug) for each in same)
        key = next((key for key in keys if key in self.recorded), None)
        return self.recorded.pop(key, None)

    def _recorded(self) -> dict[tuple[str, str], tuple[str, int, str]]:
        """Of the facts that say the same those of this source that no proposal became.

        A query for each kind.
        """
        found, slugs = self.found, {}
        taken = {(one.model, one.record) for one in self.kept}
        for one in (*found.figures, *found.reforms, *found.policies):
            for same in one.recorded:
                slugs.setdefault(same.model, set()).add(same.slug)
        return {
            (model, slug): (model, pk, slug)
            for model, some in slugs.items()
            for pk, slug in apps.get_model(model)
            .objects.filter(slug__in=some, source=self.source)
            .values_list("pk", "slug")
            if (model, pk) not in taken
        }

    def _reform(self, one: proposing.ProposedReform) -> dict:
        return {
            "zone": self.zones.get(one.zone, one.zone),
            "types": list(one.types),
            "title": one.title,
            "summary": one.title,  # an editor may say more
            "stage": one.stage,
            "started": one.started,
            "legal_basis": one.legal_basis,
        }

    def _figure(self, one: proposing.ProposedFigure) -> dict:
        return {
            "zone": self.zones.get(one.zone, one.zone),
            "metric": one.metric,
            "value": plain_number(one.value),
            "value_high": plain_number(one.value_high),
            "unit": one.unit if one.value is not None else "",
            "value_text": one.value_text if one.value is None else "",
            "bound": one.bound,
            "period": one.period,
            "basis": one.basis,
            "status": one.status,
            "scope": one.scope,
            "detail": one.detail,
            "reform": None if one.reform is None else self.reforms[one.reform],
            **one.qualifiers,
        }

    def _name_totals(self, rows: list[ArticleProposal]) -> None:
        """A part names its total; a rate of growth is none, its total is of another dimension."""
        found, changed = self.found.figures, []
        for one, row in zip(found, rows, strict=True):
            total = None if one.total is None else found[one.total]
            if total is None or not _same_dimension(one.unit, total.unit):
                continue
            if row.state == ProposalState.OPEN:
                row.values["part_of"] = f"#{rows[one.total].pk}"
                changed.append(row)
        ArticleProposal.objects.bulk_update(changed, ["values"])


def _same_dimension(one: str, other: str) -> bool:
    return one in UNITS and other in UNITS and UNITS[one].dimension == UNITS[other].dimension


def _zone(one: proposing.ProposedZone) -> dict:
    return {
        "name": one.name,
        "province": one.province,
        "city": one.city,
        "kind": one.kind or ZoneKind.OTHER,
        "tier": one.tier,
    }


def _policy(one: proposing.ProposedPolicy) -> dict:
    return {
        "province": one.province,
        "agencies": list(one.agencies),
        "instruments": list(one.instruments),
        "title": one.title,
        "summary": one.title,
        "stage": one.stage,
        "issued": one.issued,
        "effective": one.effective,
        "exceptions": "；".join(one.exceptions),
        "triggers": "；".join(one.triggers),
    }


def _target(one: proposing.ProposedTarget, policy: ArticleProposal) -> dict:
    return {
        "policy": f"#{policy.pk}",
        "title": one.title,
        "value": plain_number(one.value),
        "unit": one.unit if one.value is not None else "",
        "bound": one.bound,
        "due": one.due,
        "metric": one.metric,
    }


def _choices(one: proposing.Proposal) -> dict:
    """The likeliest values by field, best first; names of agencies that no record has."""
    if isinstance(one, proposing.ProposedFigure):
        return {"metric": list(one.metrics)}
    if isinstance(one, proposing.ProposedZone):
        return {"role": one.role}
    if isinstance(one, proposing.ProposedPolicy):
        return {"new_agencies": list(one.new_agencies)}
    return {}


def plain_values(proposal: ArticleProposal) -> dict:
    """The values of the record that a proposal would become, in plain form, with its citation.

    Where a record that it refers to is proposed too ("#12") and entered meanwhile, its slug. One
    query at most.
    """
    return values_of([proposal])[proposal.pk]


def values_of(proposals: Iterable[ArticleProposal]) -> dict[int, dict]:
    """`plain_values` by key. One query at most."""
    rows = list(proposals)
    referred = {key for row in rows for value in row.values.values() if (key := key_in(value))}
    entered = ArticleProposal.objects.filter(pk__in=referred, state__in=ENTERED)
    slugs = dict(entered.values_list("pk", "slug")) if referred else {}
    return {
        row.pk: {name: slugs.get(key_in(v), v) for name, v in row.values.items()} for row in rows
    }


def key_in(value) -> int | None:
    """The key of the proposal that a value names: 12 of "#12"."""
    is_one = isinstance(value, str) and value[:1] == "#" and value[1:].isdecimal()
    return int(value[1:]) if is_one else None
