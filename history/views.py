"""Pages of the history: recent changes, also as a feed, one record's history, undoing."""

from dataclasses import replace
from itertools import product

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.admin.pages import reason_in
from core.records.changes import kinds
from core.web.facets import printable
from core.web.files import ignored_parameters
from core.web.pages import WithProblems, page_of
from history.models import Action, Change, Route
from history.querysets import model_named
from history.reverting import RefusedError, left_in_words, may_undo, planned, undo
from history.wording import ChangeView, described, described_left, field_changes

PAGE_SIZE = 50
FEED_SIZE = 100
SHOWN = 100  # records on the page that undoes
TAKEN_BACK = {
    Action.DELETE: _("Comes back"),
    Action.UPDATE: _("Gets its earlier values"),
    Action.CREATE: _("Is deleted"),
}


class ChangesPage(WithProblems, TemplateView):
    """A page of changes. Invalid parameters give an error message and status 400."""

    parameters: tuple[str, ...] = ("page",)

    def get_context_data(self, *, changes, problems=(), **kwargs):
        page, wrong = page_of(Paginator(changes, PAGE_SIZE), self.request)
        return super().get_context_data(
            page=page,
            views=self._offering_to_undo(described(page.object_list, self.request.user)),
            problems=[*problems, *wrong],
            ignored=ignored_parameters(self.request, self.parameters),
            **kwargs,
        )

    def _offering_to_undo(self, views: list[ChangeView]) -> list[ChangeView]:
        """How many would be undone together with each that the user may undo. One query."""
        user = self.request.user
        offered = [
            view.change
            for view in views
            if may_undo(user, [view.change.model], is_public=view.change.is_public)
        ]
        numbers = Change.objects.made_together(offered)
        return [replace(view, together=numbers.get(view.change.pk, 0)) for view in views]


class RecentChanges(ChangesPage):
    """The latest changes of all records, filtered by model and route."""

    template_name = "history/recent_changes.html"
    parameters = ("page", "kind", "route")

    def get_context_data(self, **kwargs):
        named = {model._meta.label_lower: model for model in kinds()}
        kind, route = self.request.GET.get("kind", ""), self.request.GET.get("route", "")
        changes = Change.objects.visible_to(self.request.user).with_context()
        problems, said = [], {"kind": printable(kind), "route": printable(route)}
        if kind in named:
            changes = changes.filter(model=kind)
        elif kind:
            problems.append(gettext("There is no kind of record “%(kind)s”.") % said)
        if route in Route.values:
            changes = changes.filter(route=route)
        elif route:
            problems.append(gettext("There is no route “%(route)s”.") % said)
        return super().get_context_data(
            changes=changes,
            problems=problems,
            kinds=sorted((capfirst(m._meta.verbose_name), label) for label, m in named.items()),
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
            **kwargs,
        )
        views = context["views"]
        context["name"] = str(record) if record else (views[0].name if views else slug)
        return context


class Undo(AccessMixin, TemplateView):
    """Undo a change, or all made together: GET tells what would come back, POST does it."""

    template_name = "history/undo.html"
    permission_denied_message = _("You may not undo changes of such records.")

    def dispatch(self, request, *args, **kwargs):
        self.changes = Change.objects.filter(**kwargs)
        found = set(self.changes.order_by().values_list("model", "is_public").distinct())
        if not found:
            raise Http404(gettext("There is no such change."))
        labels = {label for label, _is_public in found}
        if not may_undo(request.user, labels, is_public=any(public for _label, public in found)):
            return self.handle_no_permission()
        # What the others belong to stands for all.
        first = next(model for model in kinds() if model._meta.label_lower in labels)
        self.head = self.changes.filter(model=first._meta.label_lower).order_by("pk").first()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        plan = planned(self.changes, user=self.request.user)
        counts = self.changes.order_by().values_list("model", "action").annotate(Count("pk"))
        numbers = {(label, action): number for label, action, number in counts}
        count = sum(numbers.values())
        return super().get_context_data(
            plan=plan,
            count=count,
            groups=self._groups(numbers),
            head=described([self.head], self.request.user)[0],
            left=described_left(plan.left, self.request.user, SHOWN),
            fields=self._fields() if count == 1 else (),
            together=Change.objects.made_together([self.head])[self.head.pk],
            **kwargs,
        )

    def _groups(self, numbers: dict[tuple[str, str], int]):
        """By what happens to them and by kind: how many, and the first ones. A query for each."""
        groups, shown = [], []
        for action, model in product(TAKEN_BACK, kinds()):
            if number := numbers.get((model._meta.label_lower, action)):
                rows = self.changes.filter(model=model._meta.label_lower, action=action)
                rows = list(rows.order_by("pk").with_context()[: SHOWN - len(shown)])
                groups.append((TAKEN_BACK[action], model._meta.verbose_name_plural, number, rows))
                shown += rows
        views = {view.change: view for view in described(shown, self.request.user)}
        return [(*group, [views[row] for row in rows]) for *group, rows in groups]

    def _fields(self):
        return list(field_changes(model_named(self.head.model), self.head.after, self.head.before))

    def post(self, request, *args, **kwargs):
        reason = reason_in(request)
        only_unchanged = request.POST.get("which") == "unchanged"
        try:
            if not reason:
                raise RefusedError(gettext("Say why: the reason stands in the history."))
            left = undo(
                self.changes, user=request.user, reason=reason, only_unchanged=only_unchanged
            )
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        messages.success(request, gettext("It was undone."))
        if left:
            messages.warning(request, left_in_words(left))
        kind = model_named(self.head.model)
        present = kind._base_manager.filter(pk=self.head.record).values_list("slug", flat=True)
        return redirect("record-history", self.head.model, present.first() or self.head.slug)


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
