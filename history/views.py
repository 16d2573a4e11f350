"""Pages of the history: recent changes, also as a feed, one record's history, undoing."""

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.records.changes import watched_models
from core.web.facets import printable
from core.web.files import ignored_parameters
from core.web.pages import WithProblems, page_of
from history.models import Action, Change, Route
from history.querysets import model_named
from history.reverting import RefusedError, may_revert, planned, revert
from history.wording import described, field_changes

PAGE_SIZE = 50
FEED_SIZE = 100


class ChangesPage(WithProblems, TemplateView):
    """A page of changes. Invalid parameters give an error message and status 400."""

    parameters: tuple[str, ...] = ("page",)

    def get_context_data(self, *, changes, problems=(), **kwargs):
        page, wrong = page_of(Paginator(changes, PAGE_SIZE), self.request)
        return super().get_context_data(
            page=page,
            views=described(page.object_list, self.request.user),
            problems=[*problems, *wrong],
            ignored=ignored_parameters(self.request, self.parameters),
            **kwargs,
        )


class RecentChanges(ChangesPage):
    """The latest changes of all records, filtered by model and route."""

    template_name = "history/recent_changes.html"
    parameters = ("page", "kind", "route")

    def get_context_data(self, **kwargs):
        kinds = {model._meta.label_lower: model for model in watched_models()}
        kind, route = self.request.GET.get("kind", ""), self.request.GET.get("route", "")
        changes = Change.objects.visible_to(self.request.user).with_context()
        problems = []
        if kind in kinds:
            changes = changes.filter(model=kind)
        elif kind:
            problem = gettext("There is no kind of record “%(kind)s”.")
            problems.append(problem % {"kind": printable(kind)})
        if route in Route.values:
            changes = changes.filter(route=route)
        elif route:
            problem = gettext("There is no route “%(route)s”.")
            problems.append(problem % {"route": printable(route)})
        return super().get_context_data(
            changes=changes,
            problems=problems,
            kinds=sorted((capfirst(m._meta.verbose_name), label) for label, m in kinds.items()),
            routes=Route.choices,
            kind=kind,
            route=route,
            **kwargs,
        )


class RecordHistory(ChangesPage):
    """The history of one record; of a deleted one as far as it was public."""

    template_name = "history/record_history.html"

    def get_context_data(self, model, slug, **kwargs):
        user = self.request.user
        kind = model_named(model)
        if kind is None:
            raise Http404(gettext("There is no such kind of record."))
        record = kind.objects.visible_to(user).filter(slug=slug).first()
        if record is None and Change.objects.present_slugs(kind, [slug], user):
            raise Http404(gettext("The record has another slug now."))
        every = Change.objects.around(record) if record else Change.objects.of(kind, slug)
        changes = every.visible_to(user).with_context()
        if record is None and not changes.exists():
            raise Http404(gettext("There is no such record."))
        context = super().get_context_data(
            changes=changes,
            record=record,
            kind=kind._meta.verbose_name,
            may_revert=may_revert(user, kind),
            **kwargs,
        )
        views = context["views"]
        context["name"] = str(record) if record else (views[0].name if views else slug)
        return context


class Revert(AccessMixin, TemplateView):
    """Undo a change: GET shows it field by field, POST does it."""

    template_name = "history/revert.html"
    permission_denied_message = _("You may not change records of this kind.")

    def dispatch(self, request, *args, **kwargs):
        self.change = get_object_or_404(Change, pk=kwargs["pk"])
        kind = model_named(self.change.model)
        if kind is None or not may_revert(request.user, kind):
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        plan = planned(self.change)
        return super().get_context_data(
            change=self.change,
            plan=plan,
            fields=list(field_changes(plan.model, plan.now, plan.then)),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        reason = request.POST.get("change_reason", "").strip()[:200]
        seen = request.POST.get("read_revision", "")
        try:
            revert(self.change, user=request.user, reason=reason, read_revision=seen)
        except (RefusedError, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", error.args)))
            return redirect(request.path)
        messages.success(request, gettext("The change was undone."))
        return redirect("record-history", self.change.model, self.change.slug)


class RecentChangesFeed(Feed):
    """The latest public changes, the same for everybody: feed readers have no login."""

    feed_type = Atom1Feed
    link = reverse_lazy("recent-changes")
    title = _("Recent changes of the reforms of development zones")
    subtitle = _("Every change to a published record: what, when, by whom and why.")

    def get_feed(self, obj, request):
        feed = super().get_feed(obj, request)
        feed.feed["language"] = get_language()
        return feed

    def items(self):
        nobody = AnonymousUser()
        changes = Change.objects.visible_to(nobody).with_context().order_by("-pk")[:FEED_SIZE]
        return described(list(changes), nobody)

    def item_title(self, item):
        """One line: "Zone 湘潭…: changed (name, tier)"."""
        fields = ", ".join(field.label for field in item.fields)
        is_update = item.change.action == Action.UPDATE and not item.is_published
        return f"{item.kind} {item.name}: {item.action}" + (f" ({fields})" if is_update else "")

    def item_description(self, item):
        lines = [f"{f.label}: {f.before or '—'} → {f.after or '—'}" for f in item.fields]
        if item.change.reason:
            lines.insert(0, gettext("Reason: %(reason)s") % {"reason": item.change.reason})
        return "\n".join(lines)

    def item_link(self, item):
        page = reverse("record-history", args=[item.change.model, item.change.slug])
        return f"{page}#change-{item.change.pk}"

    def item_guid(self, item):
        return f"urn:zone-reforms:change:{item.change.pk}"

    def item_pubdate(self, item):
        return item.change.at

    item_updateddate = item_pubdate

    def item_author_name(self, item):
        return item.who or item.change.get_route_display()
