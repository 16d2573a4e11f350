"""What all pages of a review share: the article, its proposals in the order of the text."""

from collections.abc import Iterable
from functools import cached_property

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views import View

from core.admin.pages import admin_address
from core.records.access import may
from intake.articles.linking import unlinked
from intake.articles.models import (
    ENTERED,
    ArticleProposal,
    ArticleReview,
    ProposalKind,
    ProposalState,
)
from intake.articles.proposing.proposals import SURE
from intake.articles.reviewing import MODELS, stands
from sources.evidence.access import keeps_articles
from sources.models import ArticleText, Source

OPEN = ProposalState.OPEN
AROUND = 14  # characters shown on either side


def may_review(user) -> bool:
    return keeps_articles(user) and all(may(user, "add", model) for model in MODELS.values())


class ReviewView(View):
    """A page of the review of one source's text. `review` is None before it is begun.

    `begins`: whether the page has something to show then.
    """

    begins = False

    def dispatch(self, request, slug):
        if not may_review(request.user):
            raise PermissionDenied
        self.source = get_object_or_404(Source, slug=slug)
        self.text = ArticleText.objects.filter(source=self.source).first()
        self.review = ArticleReview.objects.filter(source=self.source).first()
        if self.text is None:
            return self.attach_again()
        if self.review is None and not self.begins:
            return HttpResponseRedirect(self.address())
        return super().dispatch(request, slug)

    def attach_again(self) -> HttpResponseRedirect:
        """Decisions stay when a text is deleted: on to the form that attaches one."""
        if self.review is None:
            raise Http404
        sentence = _("The text of this article was deleted. Attach it again to go on.")
        messages.info(self.request, gettext(sentence))
        return HttpResponseRedirect(admin_address(ArticleText, "add", source=self.source.pk))

    @property
    def is_outdated(self) -> bool:
        """Whether the text was replaced since; proposals count in the former one."""
        return self.review.sha256 != self.text.sha256

    @cached_property
    def proposals(self) -> list[ArticleProposal]:
        rows = ArticleProposal.objects.filter(review=self.review)
        return list(rows.select_related("settled_by").order_by("start", "-end", "pk"))

    @property
    def open(self) -> list[ArticleProposal]:
        return [one for one in self.proposals if one.state == OPEN]

    @property
    def standing(self) -> list[ArticleProposal]:
        """Those whose words stand in the text."""
        return [one for one in self.proposals if stands(one, self.text.text)]

    def sure(self, kind: str) -> list[ArticleProposal]:
        return [one for one in self.open if one.kind == kind and is_sure(one)]

    def address(self, name: str = "review") -> str:
        return reverse(f"intake:{name}", args=[self.source.slug])

    def to(self, proposal: ArticleProposal | None) -> HttpResponseRedirect:
        """On to a proposal, in its place in the text; to the end where none is left."""
        if proposal is None:
            return HttpResponseRedirect(self.address("review-end"))
        key = proposal.pk
        return HttpResponseRedirect(f"{self.address()}?proposal={key}#p{key}")

    def tell_unlinked(self, accepted: Iterable[int]) -> None:
        """Warns of what waited for these proposals and is not linked with them all the same."""
        for one in ArticleProposal.objects.filter(pk__in=accepted, state__in=ENTERED):
            for record in unlinked(one):
                sentence = gettext(
                    "Not linked with “%(name)s”: %(record)s. It is of another zone, linked "
                    "otherwise, or public: then a change is proposed."
                )
                messages.warning(self.request, sentence % {"name": one, "record": record})

    def next_open(self, after: ArticleProposal | None) -> ArticleProposal | None:
        """The open proposal that follows one in the text; from the end on from the beginning."""
        if after is None:
            return next(iter(self.open), None)
        place = (after.start, -after.end, after.pk)
        later = (one for one in self.open if (one.start, -one.end, one.pk) > place)
        return next(later, next((one for one in self.open if one.pk != after.pk), None))

    def around(self, proposal: ArticleProposal, width: int = AROUND) -> tuple[str, str]:
        """The words beside a proposal's, in their line of the text."""
        text, start, end = self.text.text, proposal.start, proposal.end
        before = text[max(start - width, 0) : start].rpartition("\n")[2]
        return before, text[end : end + width].partition("\n")[0]

    def progress(self) -> dict:
        """How much is settled, and what is open of each kind: number, sure ones, the first."""
        kinds = [
            (kind, [one for one in self.open if one.kind == kind], self.sure(kind))
            for kind in ProposalKind
        ]
        return {
            "total": len(self.proposals),
            "settled": len(self.proposals) - len(self.open),
            "kinds": [(kind, some, sure) for kind, some, sure in kinds if some],
        }


def is_sure(proposal: ArticleProposal) -> bool:
    return proposal.confidence >= SURE and not proposal.recorded and not proposal.by_model


def reasons(proposal: ArticleProposal) -> list[tuple[str, str]]:
    """Why such proposals are rejected most often: as it is kept, and in the reader's language."""
    found = [
        *([_("recorded already")] if proposal.recorded else []),
        _("said twice; recorded at the other place"),
        _("background, not about a reform"),
    ]
    if proposal.kind == ProposalKind.FIGURE:
        found += [_("not a measurement"), _("part of a name or a slogan")]
    elif proposal.kind == ProposalKind.ZONE:
        found += [_("only mentioned"), _("no zone")]
    else:
        found += [_("no measure of its own"), _("understood wrongly")]
    return [(one, gettext(one)) for one in found]


def record_of(proposal: ArticleProposal):
    """The record that a proposal became; None if it was deleted since."""
    return apps.get_model(proposal.model)._base_manager.filter(pk=proposal.record).first()
