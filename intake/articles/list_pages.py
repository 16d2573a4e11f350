"""Pages under /admin/: the articles under review, and what their reviews teach about the rules."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from core.admin.pages import page_context
from intake.articles import lessons
from intake.articles.models import ArticleReview, AsideRule
from intake.articles.review_view import may_review
from sources.drafts import may_publish
from sources.evidence.access import keeps_articles
from sources.models import ArticleText

PAGE_SIZE = 50
LISTED = 20  # texts, rules


def may_learn(user) -> bool:
    """Whether the user sees what is proposed, accepted and corrected over all articles."""
    return keeps_articles(user) and may_publish(user)


class Articles(View):
    """The articles under review, then the finished ones; for curators what they teach.

    Five queries, and five for curators, whatever the number of articles.
    """

    def get(self, request):
        if not keeps_articles(request.user):
            raise PermissionDenied
        reviews = ArticleReview.objects.select_related("source", "actor")
        reviews = reviews.order_by(F("finished").desc(nulls_first=True), "-decided", "-pk")
        page = Paginator(reviews, PAGE_SIZE).get_page(request.GET.get("page"))
        tallies = lessons.by_review(page.object_list)
        none = lessons.Tally()
        context = page_context(
            request,
            _("Articles"),
            page=page,
            rows=[(one, tallies.get(one.pk, none), round(one.seconds / 60)) for one in page],
            waiting=_not_begun(),
            may_review=may_review(request.user),
        )
        if may_learn(request.user):
            context |= _lessons()
        return render(request, "admin/articles/list.html", context)


def _not_begun():
    """The newest texts that nobody has begun to review."""
    begun = ArticleReview.objects.values("source")
    texts = ArticleText.objects.exclude(source__in=begun).select_related("source").defer("text")
    return texts.order_by("-attached", "-pk")[:LISTED]


def _lessons() -> dict:
    rules = AsideRule.objects.select_related("actor").order_by("-made", "-pk")
    return {
        "may_learn": True,
        "kinds": lessons.by_kind(),
        "fields": lessons.often_corrected(),
        "reasons": lessons.reasons(),
        "rules": rules[:LISTED],
        "looked_at": lessons.LOOKED_AT,
    }


class Corrections(View):
    """Examples of one field that was corrected: as proposed, and as it was saved."""

    def get(self, request, kind, name):
        if not may_learn(request.user):
            raise PermissionDenied
        field = lessons.CorrectedField(kind, name, 0).field
        if field is None:
            raise Http404
        context = page_context(
            request,
            _("Corrections: %(field)s") % {"field": field.verbose_name},
            kind=field.model._meta.verbose_name,
            corrections=lessons.corrections(field, request.user),
        )
        return render(request, "admin/articles/corrections.html", context)
