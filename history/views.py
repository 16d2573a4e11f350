"""Pages of the history: recent changes, also as a feed, one record's history, undoing."""

from collections.abc import Container
from dataclasses import replace
from itertools import product
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.admin.pages import reason_in
from core.records.changes import kinds
from core.web.facets import printable
from core.web.feeds import known
from core.web.files import ignored_parameters
from core.web.pages import WithProblems, page_of
from history.entries import entries
from history.feeds import feed
from history.models import Action, Change, Route
from history.querysets import ChangeQuerySet, model_named
from history.reverting import RefusedError, left_in_words, may_undo, planned, undo
from history.wording import ChangeView, described, described_left, field_changes

PAGE_SIZE = 50
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
            problems=[*problems, *wrong],
            ignored=ignored_parameters(self.request, self.parameters),
            **self.shown(page.object_list),
            **kwargs,
        )

    def shown(self, rows) -> dict:
        """What the page's template shows of these rows."""
        return {"views": self._offering_to_undo(described(rows, self.request.user))}

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
    """The latest changes of all records, by model and route; what was made together is one entry.

    `together` names such a unit and lists each of its changes.
    """

    template_name = "history/recent_changes.html"
    parameters = ("page", "kind", "route", "together")

    def get(self, request, *args, **kwargs):
        self.problems = []
        self.kinds = {model._meta.label_lower: model for model in kinds()}
        self.kind = self._asked(
            "kind", self.kinds, gettext("There is no kind of record “%(name)s”.")
        )
        self.route = self._asked("route", Route.values, gettext("There is no route “%(name)s”."))
        self.unit = self._unit()
        return self.answer(request, *args, **kwargs)

    def answer(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def _asked(self, name: str, known: Container[str], problem: str) -> str:
        value = self.request.GET.get(name, "")
        if value and value not in known:
            self.problems.append(problem % {"name": printable(value)})
            return ""
        return value

    def _unit(self) -> str:
        value = self.request.GET.get("together", "")
        try:
            return str(UUID(value)) if value else ""
        except ValueError:
            problem = gettext("“%(name)s” names nothing that was changed together.")
            self.problems.append(problem % {"name": printable(value)})
            return ""

    def _wanted(self, user) -> ChangeQuerySet:
        asked = {"model": self.kind, "route": self.route, "unit": self.unit}
        changes = Change.objects.visible_to(user)
        return changes.filter(**{name: value for name, value in asked.items() if value})

    @property
    def _query(self) -> str:
        asked = {"kind": self.kind, "route": self.route, "together": self.unit}
        return urlencode({name: value for name, value in asked.items() if value})

    def _address(self, name: str = "recent-changes") -> str:
        return f"{reverse(name)}?{self._query}".removesuffix("?")

    def get_context_data(self, **kwargs):
        self.changes = changes = self._wanted(self.request.user)
        return super().get_context_data(
            changes=changes.with_context() if self.unit else changes.by_unit(),
            problems=self.problems,
            kinds=sorted((capfirst(m._meta.verbose_name), key) for key, m in self.kinds.items()),
            routes=Route.choices,
            kind=self.kind,
            route=self.route,
            unit=self.unit,
            asked=f"{self._query}&" if self._query else "",
            feed=self._address("recent-changes-feed"),
            **kwargs,
        )

    def shown(self, rows):
        if self.unit:
            return super().shown(rows)
        found = entries(rows, self.changes, self.request.user)
        views = self._offering_to_undo([view for entry in found for view in entry.views])
        by_change = {view.change.pk: view for view in views}
        for entry in found:
            entry.views = [by_change[view.change.pk] for view in entry.views]
        return {"entries": found}


class RecentChangesFeed(RecentChanges):
    """The same as an Atom feed, which has no pages."""

    parameters = RecentChanges.parameters[1:]

    def answer(self, request, *args, **kwargs):
        problem = gettext("“%(name)s” is not a parameter of this page, so no file was made.")
        unknown = ignored_parameters(request, self.parameters)
        self.problems += [problem % {"name": name} for name in unknown]
        if self.problems:
            return super().answer(request, *args, **kwargs)
        if answer := known(request):
            return answer
        changes, here = self._wanted(AnonymousUser()), self._address("recent-changes-feed")
        return feed(request, gettext("Recent changes"), self._address(), here, changes)


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
        changes = Change.objects.of(kind, slug)
        if record:
            changes = changes | Change.objects.around(kind.objects.filter(pk=record.pk))
        changes = changes.visible_to(user).with_context()
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
