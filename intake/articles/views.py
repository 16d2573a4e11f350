"""The page of an article's text, and setting its numbers aside."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache

from core.admin.forms import looks_like_key
from core.admin.pages import admin_address
from core.records.access import may
from intake.articles.review_view import may_review
from intake.articles.texts import pieces_of, words_around
from sources.evidence.access import (
    keeps_articles,
    may_read_articles,
    may_set_aside,
    sees_draft_facts,
)
from sources.evidence.citations import cited_models
from sources.evidence.numbers import NumberState, Overview, overview, set_aside
from sources.models import ArticleText, SetAsideNumber, Source


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Say why these numbers are not recorded.")},
    )


@method_decorator(never_cache, name="dispatch")
class ArticlePage(View):
    """The text of a source with its numbers marked and one quotation highlighted.

    Without ARTICLES_PUBLIC, anonymous users get the login even where no text is attached, so that
    the answer does not reveal which texts exist.
    """

    def dispatch(self, request, slug):
        if not may_read_articles(request.user):
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        self.source = get_object_or_404(Source.objects.visible_to(request.user), slug=slug)
        return super().dispatch(request, slug)

    @cached_property
    def text(self) -> ArticleText | None:
        rows = ArticleText.objects.select_related("attached_by")
        return rows.filter(source=self.source).first()

    @cached_property
    def overview(self) -> Overview:
        if self.text is None:
            raise Http404
        with_drafts = sees_draft_facts(self.request.user)
        return overview(self.source, self.text.text, with_drafts=with_drafts)

    @cached_property
    def open_numbers(self) -> dict:
        article, numbers = self.overview.article, self.overview.numbers
        marked = numbers.in_state(NumberState.OPEN)
        return {article.place_of(one.number).place_key: one for one in marked}

    def get(self, request, slug):
        if self.text is None and keeps_articles(request.user):
            return render(request, "sources/article_missing.html", {"source": self.source})
        return self.show(ReasonForm())

    def show(self, form, chosen=(), status=200):
        seen, user = self.overview, self.request.user
        article, numbers = seen.article, seen.numbers
        key = self.request.GET.get("fact", "")
        fact = next((one for one in seen.report.citations if one.fact.fact_key == key), None)
        unknown_fact = "" if fact else key[:80]
        aside = [one for one in numbers.marked if one.set_aside]
        context = {
            "source": self.source,
            "text": self.text,
            "report": seen.report,
            "numbers": numbers,
            "paragraphs": pieces_of(article, numbers, fact.spans if fact else ()),
            "fact": fact,
            "unknown_fact": unknown_fact,
            "open_numbers": [
                (place, one, *words_around(article, one.number))
                for place, one in self.open_numbers.items()
            ],
            "set_aside": [(one, *words_around(article, one.number)) for one in aside],
            "set_aside_count": len(aside) + len(numbers.lost),
            "form": form,
            "chosen": chosen,
            # Names and addresses of the forms in which this user may record a number of it.
            "entry_pages": [
                (model._meta.verbose_name, admin_address(model, "add", source=self.source.pk))
                for model in cited_models()
                if hasattr(model, "value") and may(user, "add", model) and keeps_articles(user)
            ],
            "keeps_articles": keeps_articles(user),
            "may_review": may_review(user),
            "may_set_aside": may_set_aside(user),
            "may_take_back": may_set_aside(user, "delete"),
        }
        status = 404 if unknown_fact else status
        return render(self.request, "sources/article_text.html", context, status=status)

    def back(self):
        """Redirect to the open numbers, so that reloading repeats nothing."""
        address = reverse("articles:text", args=[self.source.slug])
        return HttpResponseRedirect(f"{address}#open-numbers")


class NumberAction(ArticlePage):
    """A POST on numbers of the article; needs a permission."""

    action = "add"  # of a number set aside

    def get(self, request, slug):
        return self.back()

    def post(self, request, slug):
        if not may_set_aside(request.user, self.action):
            raise PermissionDenied
        return self.act()


class SetAside(NumberAction):
    def act(self):
        post = self.request.POST
        form, chosen = ReasonForm(post), post.getlist("number")
        found = [self.open_numbers[key] for key in chosen if key in self.open_numbers]
        if not chosen:
            form.add_error(None, gettext("Choose the numbers to set aside."))
        if not form.is_valid():
            return self.show(form, chosen, status=400)
        number = set_aside(
            self.overview.article,
            found,
            source=self.source,
            user=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        done = ngettext("%(n)s number was set aside.", "%(n)s numbers were set aside.", number)
        messages.success(self.request, done % {"n": number})
        late = len(set(chosen)) - number
        if late:
            words = ngettext(
                "%(n)s number was not open any more: somebody has settled it meanwhile.",
                "%(n)s numbers were not open any more: somebody has settled them meanwhile.",
                late,
            )
            messages.warning(self.request, words % {"n": late})
        return self.back()


class TakeBack(NumberAction):
    action = "delete"

    def act(self):
        key = self.request.POST.get("number", "")
        rows = SetAsideNumber.objects.filter(source=self.source)
        if looks_like_key(key) and rows.filter(pk=key).delete()[0]:
            messages.success(self.request, gettext("The number is open again."))
        else:
            messages.warning(self.request, gettext("That number is not set aside any more."))
        return self.back()
