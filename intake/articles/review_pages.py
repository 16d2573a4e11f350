"""The page under /admin/ where an article's proposals are settled beside its text."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.pages import page_context, reason_in, record_address
from history.reverting import RefusedError
from intake.articles import deciding
from intake.articles.asides import said_aside, set_all_aside
from intake.articles.carrying import carried, described, metrics_nearby
from intake.articles.citing import nearest
from intake.articles.endpoint import endpoint
from intake.articles.learning import Always, AlwaysAside, AlwaysCalled
from intake.articles.marks import parts_of
from intake.articles.missed import mark_missed
from intake.articles.models import ArticleProposal, ProposalKind
from intake.articles.proposing.whys import in_words
from intake.articles.recorded import as_recorded, like
from intake.articles.review_forms import MEDIA, CalledForm, ProposalForm, as_key
from intake.articles.review_view import (
    OPEN,
    ReviewView,
    is_sure,
    reasons,
    record_of,
)
from intake.articles.reviewing import begin, propose_again
from intake.articles.texts import words_around
from reforms.models import Reform
from sources.evidence.access import may_set_aside
from sources.evidence.numbers import NumberState, overview
from zones.models import Observation

BESIDE = 6  # characters beside a number that a rule begins with


class ReviewPage(ReviewView):
    """The text, and the form of one proposal: `?proposal=ID`, else the first open one."""

    begins = True

    def get(self, request, slug):
        if self.review is None or self.is_outdated:
            return self.show(None)
        if place := request.GET.get("at"):
            return self.at(as_key(place))
        key = request.GET.get("proposal")
        if key is None and "start" not in request.GET:
            first = self.next_open(None)
            return self.to(first) if first or self.proposals else self.show(None)
        chosen = next((one for one in self.proposals if one.pk == as_key(key or "")), None)
        if key is not None and chosen is None:
            raise Http404(_("There is no such proposal in this article."))
        return self.show(chosen)

    def show(self, chosen: ArticleProposal | None, data=None, errors=None, status=200):
        request, numbers = self.request, self.overview.numbers.in_state(NumberState.OPEN)
        asides = self.asides(numbers)
        context = page_context(
            request,
            _("Review"),
            source=self.source,
            review=self.review,
            is_outdated=self.review and self.is_outdated,
            at=request.GET.get("at", ""),
            paragraphs=parts_of(self.overview.article, self.standing, numbers, chosen),
            open_numbers=self.unproposed(numbers, {one for one, *_words in asides}),
            progress=self.progress(),
            selection=self.selection(),
            asides=asides,
            may_set_aside=may_set_aside(request.user),
            kinds=ProposalKind,
            undone=self.undoable(chosen),
            model=endpoint(),
            media=MEDIA,
        )
        if chosen:
            context |= self.about(chosen, data, errors)
        return render(request, "admin/review/review.html", context, status=status)

    def about(self, chosen: ArticleProposal, data, errors: ValidationError | None) -> dict:
        """What the panel says of one proposal: its form, or what became of it."""
        place = self.proposals.index(chosen)
        recorded = list(like(chosen))
        same = [fact for fact, says_same in recorded if says_same]
        neighbours = {
            "chosen": chosen,
            "place": place,
            "previous": self.proposals[place - 1] if place else None,
            "following": self.proposals[place + 1 : place + 2],
            "recorded": [(fact, same, record_address(fact)) for fact, same in recorded],
        }
        if chosen.state != OPEN:
            record = record_of(chosen) if chosen.slug else None
            return neighbours | {
                "became": record,
                "became_at": record and record_address(record),
                "awaited": [one for one in self.open if one.pk in chosen.awaits.values()],
            }
        before = {} if data else carried(chosen, self.proposals)
        is_filled = before and "as-before" in self.request.GET
        of_another = as_recorded(chosen, same)
        form = ProposalForm(
            self.request,
            chosen,
            self.proposals,
            data,
            instead=of_another | (before if is_filled else {}),
            metrics=metrics_nearby(chosen, self.proposals),
        )
        if errors is not None:
            form.add_errors(errors)
        return neighbours | {
            "form": form,
            "is_filled": is_filled,
            "says_same": bool(same),
            "cites_only": bool(same) and not of_another,
            "carried": described(chosen, before, self.request.user) if before else (),
            "is_sure": is_sure(chosen),
            "reasons": reasons(chosen),
            "around": chosen.kind == ProposalKind.FIGURE and self.around(chosen, BESIDE),
            "called": chosen.kind in (ProposalKind.FIGURE, ProposalKind.REFORM),
            "zone_chooser": chosen.kind == ProposalKind.ZONE and CalledForm()["zone"],
        }

    def undoable(self, chosen: ArticleProposal | None) -> ArticleProposal | None:
        """The chosen one if it is settled, else what this user has settled last."""
        if chosen and chosen.state != OPEN:
            return chosen
        mine = [one for one in self.proposals if one.settled_by == self.request.user]
        return max(mine, key=lambda one: one.settled, default=None)

    @cached_property
    def overview(self):
        return overview(self.source, self.text.text, with_drafts=True)

    def unproposed(self, numbers, asides) -> list:
        """Open numbers that nothing is proposed of, and that are not said to count nothing."""
        covered = {place for one in self.standing for place in range(one.start, one.end)}
        return [
            one
            for one in numbers
            if one not in asides and covered.isdisjoint(range(*one.number.span))
        ]

    def asides(self, numbers) -> list[tuple]:
        """Open numbers that the rules say count nothing: the words around each, and why."""
        article = self.overview.article
        return [
            (one, *words_around(article, one.number), in_words(why))
            for one, why in (said_aside(self.review, numbers) if self.review else ())
        ]

    def selection(self) -> tuple[int, int, str] | None:
        """Words that a person has marked where nothing is proposed: ?start=…&end=…"""
        start, end = (as_key(self.request.GET.get(name, "")) for name in ("start", "end"))
        words = self.text.text[start:end]
        return (start, end, words) if words.strip() else None

    # Decisions

    def post(self, request, slug):
        steps = {
            "accept": self.accept,
            "cite": self.cite,
            "reject": self.reject,
            "undo": self.undo,
        }
        do = request.POST.get("do", "")
        if do == "begin":
            return self.begin()
        if self.review is None or self.is_outdated:  # spans count in another text
            return HttpResponseRedirect(self.address())
        if do == "again":
            return self.propose_again()
        if do == "aside":
            return self.set_aside()
        if do.startswith("missed"):
            return self.mark_missed(do.partition(":")[2])
        key = as_key(request.POST.get("proposal", ""))
        chosen = next((one for one in self.proposals if one.pk == key), None)
        if chosen is None or do not in steps:
            raise Http404(_("There is no such proposal in this article."))
        if do != "undo" and chosen.state != OPEN:
            return self.meanwhile(deciding.SettledError(chosen))
        return steps[do](chosen)

    def begin(self):
        """Begin the review, or propose again of a replaced text; on to a place (`at`)."""
        if self.review is None or self.is_outdated:
            self.review = begin(self.source, self.request.user)
        at = self.request.POST.get("at")
        return self.at(as_key(at)) if at else self.to(self.next_open(None))

    def propose_again(self):
        """What is open anew, after a metric, a zone or a name was added."""
        propose_again(self.review)
        messages.success(self.request, _("What was open is proposed again."))
        return self.to(self.next_open(None))

    def at(self, place: int):
        """On to what is proposed at a place of the text, else to the number there."""
        here = [one for one in self.standing if one.start <= place < one.end]
        if here:
            return self.to(min(here, key=lambda one: one.end - one.start))
        number = next((one for one in self.overview.article.numbers if one.span[0] == place), None)
        if number is None:
            return self.to(self.next_open(None))
        start, end = number.span
        return HttpResponseRedirect(f"{self.address()}?start={start}&end={end}#panel")

    def accept(self, chosen: ArticleProposal):
        form = ProposalForm(self.request, chosen, self.proposals, self.request.POST)
        if not form.is_valid():
            return self.show(chosen, self.request.POST, status=400)
        try:
            record = deciding.accept(
                chosen, form.values(), self.request.user, because=form.because()
            )
        except deciding.SettledError as error:
            return self.meanwhile(error)
        except ValidationError as error:
            return self.show(chosen, self.request.POST, error, status=400)
        messages.success(self.request, _("Accepted: %(record)s.") % {"record": record})
        self.remember(record)
        self.tell_unlinked([chosen.pk])
        return self.onward(chosen)

    def cite(self, chosen: ArticleProposal):
        try:
            record = deciding.cite(chosen, self.request.user)
        except deciding.SettledError as error:
            return self.meanwhile(error)
        except ValidationError as error:
            return self.refused(chosen, error)
        messages.success(self.request, _("Cited here too: %(record)s.") % {"record": record})
        self.tell_unlinked([chosen.pk])
        return self.onward(chosen)

    def remember(self, record) -> None:
        """The words that always mean the metric or the type that was chosen."""
        words = reason_in(self.request, "called")
        if not words or not isinstance(record, Observation | Reform):
            return
        of = list(record.types.all()) if isinstance(record, Reform) else [record.metric]
        if len(of) != 1 or not of[0]:
            messages.warning(self.request, _("Which one do these words mean? Choose one."))
            return
        named = of[0]
        try:
            AlwaysCalled(named, words).save(
                self.request.user, _("Said in the review of an article")
            )
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))

    def reject(self, chosen: ArticleProposal):
        reason = reason_in(self.request, "because") or reason_in(self.request, "reason")
        if not reason:
            messages.error(self.request, _("Say why it is rejected."))
            return self.to(chosen)
        try:
            always = self.always(chosen)
            deciding.reject(chosen, reason, self.request.user, always=always)
            if isinstance(always, AlwaysCalled):  # others are proposed of that zone
                propose_again(self.review)
        except deciding.SettledError as error:
            return self.meanwhile(error)
        except ValidationError as error:
            return self.refused(chosen, error)
        return self.onward(chosen)

    def refused(self, chosen: ArticleProposal, error: ValidationError):
        for sentence in error.messages:
            messages.error(self.request, sentence)
        return self.to(chosen)

    def always(self, chosen: ArticleProposal) -> Always | None:
        """What a rejection is to teach: words around a number, or the zone that is so called.

        Raises ValidationError.
        """
        post = self.request.POST
        if not post.get("always"):
            return None
        if chosen.kind == ProposalKind.FIGURE:
            names = ("before", "after", "wording")
            return AlwaysAside(**{name: post.get(f"always-{name}", "").strip() for name in names})
        form = CalledForm(post)
        zone = form.is_valid() and form.cleaned_data["zone"]
        if not zone:
            raise ValidationError(_("Choose the zone that is always so called."))
        return AlwaysCalled(zone, chosen.quote)

    def undo(self, chosen: ArticleProposal):
        """Opens a settled proposal again."""
        if chosen.state == OPEN:
            messages.info(self.request, _("There is nothing to undo."))
            return self.to(chosen)
        try:
            deciding.undo(chosen, self.request.user)
        except (RefusedError, PermissionDenied) as error:
            messages.error(self.request, str(error))
        return self.to(chosen)

    def mark_missed(self, kind: str):
        post = self.request.POST
        start, end = (as_key(post.get(name, "")) for name in ("start", "end"))
        words = post.get("words", "").strip()
        if words and words.split() != self.text.text[start:end].split():  # typed, not marked
            span = nearest(self.overview.article, words, start)
            if not span:
                messages.error(self.request, _("These words do not stand in the text."))
                return HttpResponseRedirect(f"{self.address()}?start=0&end=0#panel")
            start, end = span
        try:
            return self.to(mark_missed(self.review, start, end, kind))
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(self.request, sentence)
            return HttpResponseRedirect(f"{self.address()}?start={start}&end={end}#panel")

    def set_aside(self):
        """Set aside what the rules say counts nothing."""
        if not may_set_aside(self.request.user):
            raise PermissionDenied
        number = set_all_aside(self.review, self.request.user)
        done = ngettext("%(n)s number was set aside.", "%(n)s numbers were set aside.", number)
        messages.success(self.request, done % {"n": number})
        return self.to(self.next_open(None))

    def onward(self, chosen):
        """To the next open one, as the database has it now."""
        del self.proposals
        return self.to(self.next_open(chosen))

    def meanwhile(self, error: deciding.SettledError):
        messages.warning(self.request, str(error))
        return self.to(error.proposal)
