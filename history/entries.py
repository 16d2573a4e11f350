"""Changes as news: what was changed together is one entry, with its numbers and the first names."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.records.access import may_view
from core.records.changes import kinds
from history.models import Action, Change, Route
from history.querysets import ALONE, ChangeQuerySet
from history.wording import ChangeView, described

FIRST = 10  # changes of an entry that are named
KINDS_TOLD = 4  # kinds of record that a sentence counts


@dataclass
class Entry:
    """The first changes of those made together, and the number of all by action and kind."""

    views: list[ChangeView]
    numbers: dict[str, dict[str, int]]  # by the word for the action, by the label of the model

    @property
    def head(self) -> Change:
        return self.views[0].change

    @property
    def view(self) -> ChangeView:
        return self.views[0]

    @cached_property
    def count(self) -> int:
        return sum(number for by_kind in self.numbers.values() for number in by_kind.values())

    @property
    def more(self) -> int:
        return self.count - len(self.views)

    @property
    def title(self) -> str:
        """One line: "Zone 湘潭…: changed (name, tier)", "Import of a.xlsx · added: 300 figures"."""
        if self.count == 1:
            return self.view.title
        told = [
            gettext("%(action)s: %(records)s") % {"action": action, "records": _numbers(by_kind)}
            for action, by_kind in self.numbers.items()
        ]
        return capfirst(" · ".join([*self._way, gettext("; ").join(told)]))

    @property
    def _way(self) -> list[str]:
        """How it came, if that says more than "by hand"."""
        change = self.head
        if change.run and change.route == Route.IMPORT:
            return [gettext("import of %(file)s") % {"file": change.run.file_name}]
        if change.route == Route.SEED and [*self.numbers] == [Action.CREATE.label]:
            return [gettext("first recording")]
        if change.route in (Route.ADMIN, Route.COMMAND):
            return []
        return [change.get_route_display()]


def _numbers(by_kind: dict[str, int]) -> str:
    """ "2,660 figures, 12 zones"; the most frequent kinds."""
    options = {model._meta.label_lower: model._meta for model in kinds()}
    most = sorted(by_kind.items(), key=lambda one: -one[1])
    told = [
        gettext("%(n)s %(kind)s")
        % {
            "n": f"{number:,}",
            "kind": options[kind].verbose_name
            if number == 1
            else options[kind].verbose_name_plural,
        }
        for kind, number in most[:KINDS_TOLD]
    ]
    if rest := sum(number for _kind, number in most[KINDS_TOLD:]):
        told.append(gettext("%(n)s more") % {"n": f"{rest:,}"})
    return gettext(", ").join(told)


def entries(units: Iterable[dict], changes: ChangeQuerySet, user) -> list[Entry]:
    """The entries of units `by_unit` of these changes. Three queries, and those of `described`."""
    units = list(units)
    wanted = changes.filter(
        Q(unit__in=[one["unit"] for one in units if one["unit"]])
        | Q(pk__in=[one["alone"] for one in units if one["alone"]])
    ).order_by()
    place = Window(RowNumber(), partition_by=["unit", ALONE], order_by="pk")
    first = wanted.annotate(place=place).filter(place__lte=FIRST).values_list("pk", flat=True)
    rows = Change.objects.filter(pk__in=list(first)).with_context().order_by("pk")
    views: dict[tuple, list[ChangeView]] = {}
    for view in described(list(rows), user):
        views.setdefault(_key(view.change.unit, view.change.pk), []).append(view)
    numbers = _counted(wanted, sees_drafts=may_view(user, Change))
    keys = [_key(one["unit"], one["alone"]) for one in units]
    return [Entry(views[key], numbers[key]) for key in keys]


def _key(unit, alone: int) -> tuple:
    return (unit, None) if unit else (None, alone)


def _counted(changes: ChangeQuerySet, *, sees_drafts: bool) -> dict[tuple, dict]:
    """By unit, by the word for the action, by model: how many. One query."""
    # Asked only of updates: whatever is new was not there before.
    before = Case(When(action=Action.UPDATE, then=changes.was_public))
    rows = changes.values("unit", "action", "model", alone=ALONE, was_public=before)
    found: dict[tuple, dict[str, dict[str, int]]] = {}
    for row in rows.annotate(number=Count("pk")).order_by("action", "model"):
        published = row["was_public"] is False and not sees_drafts
        action = gettext("published") if published else Action(row["action"]).label
        by_kind = found.setdefault(_key(row["unit"], row["alone"]), {}).setdefault(str(action), {})
        by_kind[row["model"]] = by_kind.get(row["model"], 0) + row["number"]
    return found
