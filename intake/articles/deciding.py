"""What a person decides on the proposals of an article: a record, a reason, or back to open.

A proposal is decided once: who comes second gets SettledError, and nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from core.records.changes import unit
from core.records.plain import editable_fields
from history import reverting
from history.models import Change, Route
from intake.articles import agencies
from intake.articles.asides import set_words_aside, take_words_back
from intake.articles.citing import nearest
from intake.articles.entering import Because, differing, enter
from intake.articles.learning import Always
from intake.articles.linking import link, unlink
from intake.articles.missed import citing_of
from intake.articles.models import (
    ENTERED,
    ArticleProposal,
    ArticleReview,
    ProposalKind,
    ProposalState,
)
from intake.articles.proposing.proposals import SURE
from intake.articles.recorded import same_facts
from intake.articles.reviewing import MODELS, key_in, plain_values
from intake.articles.sources_read import forget_read, note_read
from sources.models import ArticleText, Source

PAUSE = timedelta(minutes=5)  # longer ones are no work on the review


class SettledError(Exception):
    """Somebody has settled the proposal meanwhile; `proposal` as it is now."""

    def __init__(self, proposal: ArticleProposal):
        self.proposal = proposal
        words = {"who": proposal.settled_by or "–", "state": proposal.get_state_display()}
        super().__init__(_("Settled meanwhile by %(who)s: %(state)s.") % words)


def _opened(proposal: ArticleProposal) -> ArticleProposal:
    """The proposal as it is now, locked with its review; it must be open."""
    now = _locked(proposal)
    if now.state != ProposalState.OPEN:
        raise SettledError(now)
    return now


def _locked(proposal: ArticleProposal) -> ArticleProposal:
    """The review is locked first: decisions on one article follow each other."""
    ArticleReview.objects.select_for_update().get(pk=proposal.review_id)
    rows = ArticleProposal.objects.select_related("review", "review__source", "settled_by")
    return rows.get(pk=proposal.pk)


def _settle(proposal: ArticleProposal, user, state: str, **values) -> None:
    """Write a decision, and the time since the last one. Raises SettledError."""
    now = timezone.now()
    rows = ArticleProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not rows.update(state=state, settled=now, settled_by=user, **values):
        raise SettledError(_locked(proposal))
    _spend(proposal.review_id, now)


def _spend(review: int, now) -> None:
    row = ArticleReview.objects.get(pk=review)
    passed = now - row.decided
    if timedelta(0) < passed <= PAUSE:
        row.seconds += round(passed.total_seconds())
    row.decided, row.finished = now, None
    if not row.proposals.filter(state=ProposalState.OPEN).exists():
        row.finished = now
    row.save(update_fields=["seconds", "decided", "finished"])


def accept(
    proposal: ArticleProposal,
    values: dict,
    user,
    *,
    because: Because | None = None,
    is_unseen: bool = False,
) -> models.Model:
    """Make the record of a proposal. `values`: what the person gave, over those proposed.

    In plain form (`reviewing.plain_values`). A relation may also be a proposed record ("#12"): a
    zone that is open becomes a draft in the same step (`is_unseen`: nobody has looked at it), any
    other one is seen first, and linked then if it is optional. Raises SettledError, ValidationError
    by field, `entering.DoubtfulError` (its `mark` and a reason are the `because`),
    PermissionDenied; then nothing is written.
    """
    with transaction.atomic():
        proposal = _opened(proposal)
        model = MODELS[proposal.kind]
        given = {**plain_values(proposal), **values} | ({"is_draft": True} if is_unseen else {})
        given |= _place_of_quote(proposal, given)
        given = {name: _entered(model, name, value, user) for name, value in given.items()}
        if not given.get("is_draft"):
            _refuse_incomplete(model, given)
        awaits = {name: key for name, value in given.items() if (key := key_in(value))}
        reason = _reason(proposal.review.source)
        with unit(actor=user, route=Route.ADMIN, reason=reason) as work:
            record = enter(model, given | dict.fromkeys(awaits), user, because=because)
            note_read([record], user)
            link(proposal, record, user, reason)
        known = plain_values(proposal)  # with the zone that was made
        if names := agencies.names_of(proposal):
            known["agencies"] = [
                *known.get("agencies", ()),
                *agencies.new_agencies(names, known.get("province")),
            ]
        corrected = [] if proposal.is_missed else differing(model, known, given)
        _settle(
            proposal,
            None if is_unseen else user,
            ProposalState.CORRECTED if corrected else ProposalState.ACCEPTED,
            corrected=corrected,
            model=model._meta.label_lower,
            record=record.pk,
            slug=record.slug,
            unit=work.context.unit,
            awaits=awaits,
        )
    return record


def cite(proposal: ArticleProposal, user) -> models.Model:
    """Settle a proposal with the recorded fact that it repeats, which its words cite too.

    For what is recorded once, however many report it. Raises SettledError, ValidationError.
    """
    with transaction.atomic():
        proposal = _opened(proposal)
        record = next(iter(same_facts(proposal)), None)
        if record is None:
            raise ValidationError(_("What was recorded is there no more: accept it as a new one."))
        reason = _reason(proposal.review.source)
        with unit(actor=user, route=Route.ADMIN, reason=reason):
            link(proposal, record, user, reason)
        became = {"model": record._meta.label_lower, "record": record.pk, "slug": record.slug}
        _settle(proposal, user, ProposalState.ACCEPTED, **became)
    return record


def _reason(source: Source) -> str:
    words = _("Read in the article “%(source)s” and reviewed") % {"source": source}
    return words[:200]


def reviewed(source: Source) -> str:
    """The reason why drafts of a source are published, if its article was reviewed. One query."""
    is_reviewed = ArticleReview.objects.filter(source=source).exists()
    return _reason(source) if is_reviewed else ""


def _place_of_quote(proposal: ArticleProposal, given: dict) -> dict:
    """The place of a quotation that was changed, unless that was changed too."""
    quote, before = given.get("quote"), proposal.values
    if not quote or quote == before.get("quote"):
        return {}
    text = ArticleText.objects.get(source=proposal.review.source).text
    citing = citing_of(proposal.review.source, text)
    span = nearest(citing.article, quote, proposal.start)
    if span is None:
        raise ValidationError({"quote": _("These words do not stand in the text.")})
    is_moved = given.get("locator") == before.get("locator")
    return {"locator": citing.locator(span[0])} if is_moved else {}


def _refuse_incomplete(model: type[models.Model], given: dict) -> None:
    """Raise ValidationError for what could not be published; a draft may lack it."""
    needed = model.needed_in_public.items()
    if lacking := {name: words for name, words in needed if not given.get(name)}:
        raise ValidationError(lacking)


def _entered(model: type[models.Model], name: str, value, user):
    """The slug of a record that is proposed too; what is open stays "#12" where it may be blank."""
    key = key_in(value)
    if key is None:
        return value
    other = ArticleProposal.objects.filter(pk=key).first()
    is_optional = model._meta.get_field(name).blank
    if other is None or other.state == ProposalState.REJECTED:
        if is_optional:
            return None
        raise ValidationError({name: _("What was proposed here was rejected: choose a record.")})
    if other.state in ENTERED:
        return other.slug
    if is_optional:
        return value
    problems = []
    if other.kind == ProposalKind.ZONE:
        try:
            return accept(other, {}, user, is_unseen=True).slug
        except ValidationError as error:
            problems = _sentences(MODELS[other.kind], error)
    words = {"kind": other.get_kind_display(), "quote": other, "why": " ".join(problems)}
    sentence = _("Settle the proposed %(kind)s “%(quote)s” first: %(why)s")
    if not problems:
        sentence = _("Settle the proposed %(kind)s “%(quote)s” first.")
    raise ValidationError({name: sentence % words})


def _sentences(model: type[models.Model], error: ValidationError) -> list[str]:
    """What is refused, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    names = {field.name: capfirst(field.verbose_name) for field in editable_fields(model)}
    told = error.message_dict.items()
    return [
        gettext("%(about)s: %(problem)s") % {"about": names[name], "problem": one}
        if name in names
        else one
        for name, some in told
        for one in some
    ]


def reject(proposal: ArticleProposal, reason: str, user, always: Always | None = None) -> None:
    """Settle a proposal without a record; the numbers of a figure are set aside.

    `always`: what the decision teaches. Raises SettledError, ValidationError.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise ValidationError({"reason": _("Say why it is rejected.")})
    with transaction.atomic():
        proposal = _opened(proposal)
        _settle(proposal, user, ProposalState.REJECTED, reason=reason)
        if proposal.kind == ProposalKind.FIGURE:
            set_words_aside(proposal, gettext(reason), user)
        if always:
            always.save(user, gettext(reason))


def undo(proposal: ArticleProposal, user) -> None:
    """Open a proposal again; the record that it became is taken back if it is as it was made.

    Raises history's RefusedError with the reason if it is not, PermissionDenied.
    """
    with transaction.atomic():
        proposal = _locked(proposal)
        if proposal.state == ProposalState.OPEN:
            return
        if proposal.state in ENTERED:
            _take_back(proposal, user)
        elif proposal.kind == ProposalKind.FIGURE:
            take_words_back(proposal)
        ArticleProposal.objects.filter(pk=proposal.pk).update(
            state=ProposalState.OPEN,
            settled=None,
            settled_by=None,
            reason="",
            corrected=[],
            model="",
            record=None,
            slug="",
            unit=None,
            awaits={},
        )
        _spend(proposal.review_id, timezone.now())


def _take_back(proposal: ArticleProposal, user) -> None:
    if proposal.unit is None and not proposal.settled_by_id:
        raise reverting.RefusedError(
            _("It was recorded before this review: change or delete the record itself.")
        )
    reason = _("Taken back in the review of “%(source)s”") % {"source": proposal.review.source}
    with unit(actor=user, route=Route.UNDO, reason=reason[:200]):
        unlink(proposal)
        if proposal.unit:  # else it only cites
            _take_record_back(proposal, user, reason[:200])


def _take_record_back(proposal: ArticleProposal, user, reason: str) -> None:
    about = {"unit": proposal.unit, "model": proposal.model, "record": proposal.record}
    changes = Change.objects.filter(**about)
    is_public = changes.filter(is_public=True).exists()
    if not reverting.may_undo(user, {proposal.model}, is_public=is_public):
        raise PermissionDenied(_("Only a curator may take back what is public."))
    record = MODELS[proposal.kind]._base_manager.filter(pk=proposal.record).first()
    if record is None:
        return  # somebody has deleted it: nothing is left to take back
    reverting.undo(changes, user=user, reason=reason)
    if hasattr(record, "zone"):
        forget_read(record.zone, proposal.review.source, user)


@dataclass(frozen=True)
class Outcome:
    """What `accept_sure` did: the records, and the proposals that are left, with the reason."""

    records: tuple[models.Model, ...]
    left: tuple[tuple[ArticleProposal, str], ...]


def sure(review: ArticleReview, kind: str) -> models.QuerySet:
    """The open proposals of a kind that may be accepted together."""
    rows = review.proposals.filter(kind=kind, state=ProposalState.OPEN, confidence__gte=SURE)
    return rows.filter(is_missed=False, by_model=False, recorded=[])


def accept_sure(
    review: ArticleReview, kind: str, user, only: Iterable[int] | None = None
) -> Outcome:
    """Accept every open proposal of a kind that is sure; what is doubtful is left.

    `only`: the keys of those that a person has looked at.

    Some twenty queries for each.
    """
    records, left = [], []
    rows = sure(review, kind)
    for proposal in rows if only is None else rows.filter(pk__in=only):
        try:
            records.append(accept(proposal, {}, user))
        except ValidationError as error:
            left.append((proposal, " ".join(_sentences(MODELS[kind], error))))
        except SettledError as error:
            left.append((proposal, str(error)))
    return Outcome(tuple(records), tuple(left))
