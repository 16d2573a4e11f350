"""The columns of a file, as the mapping page asks what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.language.units import UNITS, UnitMismatchError, canonical_unit
from intake.imports.waiting import Waiting
from intake.mapping.mapping import needs_own_period
from intake.mapping.meanings import FIELD, FIGURE, GROWTH, IGNORE, IN_CELLS, UNKNOWN, Meaning
from intake.tables.columns import REVISION, columns_of
from sources.models import Source
from zones.models import Metric, Observation, Province, Scope, Zone

# Columns of a table of zones that say something of all figures of their row.
OF_ROWS = ("period", "basis", "status", "scope", "detail")
LIMITS = ("zone", "unit", "period", "basis", "status", "scope", "growth_base", "prices")
ONLY_OF_GROWTH = {"growth_base"}
Option = tuple[str, str]


@dataclass(frozen=True)
class Control:
    """A field of the form: a choice of groups of options, or a text with suggestions."""

    name: str
    label: str
    value: str = ""
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    offered: str = ""  # the element with suggestions
    help: str = ""
    is_needed: bool = False

    @property
    def is_choice(self) -> bool:
        return bool(self.groups)

    @property
    def shown(self) -> str:
        """The value in words."""
        words = {code: word for _label, options in self.groups for code, word in options}
        return words.get(self.value, self.value) if self.value else ""


def choice(name: str, label: str, value: str, options: Iterable[Option], **more) -> Control:
    return Control(name, label, value, (("", (("", "—"), *options)),), **more)


@dataclass(frozen=True)
class ColumnRow:
    """A column of the file: what stands in it, what it is taken for, what limits its figures."""

    place: int
    words: tuple[str, ...]
    samples: tuple[str, ...]
    meaning: Meaning
    chooser: Control
    limits: list[Control] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.meaning.to == UNKNOWN

    @property
    def needs_limits(self) -> bool:
        """Whether something must still be said of its figures."""
        return any(one.is_needed for one in self.limits)

    @property
    def said(self) -> str:
        """The limits in words: "亿元 · 2023"."""
        return " · ".join(filter(None, (one.shown for one in self.limits)))


def code_of(meaning: Meaning) -> str:
    """The option of a column's chooser that stands for a meaning."""
    words = {FIELD: meaning.field, FIGURE: meaning.metric, GROWTH: str(meaning.of)}
    if meaning.to == UNKNOWN:
        return ""
    if meaning.to == GROWTH and meaning.of is None:
        return f"{FIGURE}:{meaning.metric}" if meaning.metric else f"{GROWTH}:"
    return f"{meaning.to}:{words[meaning.to]}" if meaning.to in words else meaning.to


def fields_of(model: type[models.Model]) -> dict[str, str]:
    """The labels of all fields that a column can be, by name."""
    found = {one.name: one.label for one in columns_of(model)}
    if model is Zone:
        found |= {one.name: one.label for one in columns_of(Observation) if one.name in OF_ROWS}
        found["unit"] = _("unit of the column before")
        found["source"] = str(capfirst(Source._meta.verbose_name))
    if model is Observation:  # tells zones of one name apart
        found["province"] = str(capfirst(Province._meta.verbose_name))
        found["catalogue_code"] = str(capfirst(Zone._meta.get_field("catalogue_code").verbose_name))
    return found | {REVISION: capfirst(_("revision"))}


class Columns:
    """The columns of a waiting file. Two queries: metrics, and scopes of those that are used."""

    def __init__(self, waiting: Waiting):
        self.headings, self.mapping = waiting.headings, waiting.mapping
        self.model = self.mapping.model
        self.fields = fields_of(self.model)

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        return {one.slug: one for one in Metric.objects.order_by("topic", "name")}

    @cached_property
    def scopes(self) -> dict[str, list[Option]]:
        """Scopes by the slug of their metric."""
        used = {one.metric for one in self.mapping.columns.values() if one.metric}
        found: dict[str, list[Option]] = {}
        for scope in Scope.objects.filter(metric__slug__in=used).select_related("metric"):
            found.setdefault(scope.metric.slug, []).append((scope.slug, str(scope)))
        return found

    @cached_property
    def options(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """What any column can mean."""
        kind = self.model._meta.verbose_name
        fields = tuple((f"{FIELD}:{name}", label) for name, label in self.fields.items())
        nothing = (("", _("— say what it is —")), (IGNORE, _("ignore this column")))
        groups = [("", nothing), (_("Fields of the %(kind)s") % {"kind": kind}, fields)]
        if self.model is Zone:
            figures = tuple(
                (f"{FIGURE}:{slug}", one.told_apart()) for slug, one in self.metrics.items()
            )
            groups.append((_("Figures of the zone"), figures))
        if self.model is Observation:
            values = ((f"{FIGURE}:", _("values")), (f"{GROWTH}:", _("their growth")))
            groups.append((_("Of the metric in each row"), values))
        return tuple(groups)

    def _growth(self, place: int) -> tuple[Option, ...]:
        """What a column can be the growth of."""
        return tuple(
            (
                f"{GROWTH}:{one.place}",
                _("growth of: %(column)s") % {"column": " ".join(one.words) or str(one.place + 1)},
            )
            for one in self.headings
            if one.place != place and self.mapping.columns[one.place].to == FIGURE
        )

    def _near(self, meaning: Meaning) -> tuple[Option, ...]:
        return tuple(
            (f"{FIGURE}:{one}", self.metrics[one].told_apart())
            if one in self.metrics
            else (f"{FIELD}:{one}", self.fields[one])
            for one in meaning.near
            if one in self.metrics or one in self.fields
        )

    @cached_property
    def rows(self) -> list[ColumnRow]:
        rows = []
        for heading in self.headings:
            place = heading.place
            meaning = self.mapping.columns.get(place, Meaning())
            nothing, *others = self.options
            groups = [nothing]
            if near := self._near(meaning):
                groups.append((_("Perhaps"), near))
            groups += others
            if growth := self._growth(place):
                groups.append((_("Growth of another column"), growth))
            label = _("Meaning of %(column)s") % {"column": " ".join(heading.words) or place + 1}
            chooser = Control(f"to-{place}", label, code_of(meaning), tuple(groups))
            limits = self._limits(place, meaning) if meaning.to in (FIGURE, GROWTH) else []
            rows.append(ColumnRow(place, heading.words, heading.samples, meaning, chooser, limits))
        return rows

    def _limits(self, place: int, meaning: Meaning) -> list[Control]:
        known = {one.name: one for one in columns_of(Observation)}
        controls = []
        for name in LIMITS:
            column, value = known[name], getattr(meaning, name)
            words = {"name": f"{name}-{place}", "label": column.label, "value": value}
            if name == "zone" and self.model is not Observation:
                continue
            if name == "unit":
                is_needed = bool(meaning.metric and not value)
                controls.append(choice(**words, options=self._units(meaning), is_needed=is_needed))
            elif name == "scope":
                if scopes := self.scopes.get(meaning.metric):
                    controls.append(choice(**words, options=scopes))
            elif name in ONLY_OF_GROWTH and meaning.to != GROWTH:
                continue
            elif column.choices:
                options = [(code, str(word)) for code, word in column.choices]
                controls.append(choice(**words, options=options))
            else:
                is_needed = name == "period" and needs_own_period(meaning, self.mapping)
                controls.append(Control(**words, offered="periods", is_needed=is_needed))
        return controls

    def _units(self, meaning: Meaning) -> list[Option]:
        """The units of a metric's figures, its own first."""
        metric = self.metrics.get(meaning.metric)
        codes = [code for code in UNITS if metric is None or _fits(code, metric.unit)]
        units = [(code, UNITS[code].name) for code in codes]
        return [*units, (IN_CELLS, _("as each cell says"))]

    @property
    def open_count(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def counts(self) -> str:
        """How many columns are said: "12 columns: 9 mapped, 2 ignored, 1 open"."""
        to = [row.meaning.to for row in self.rows]
        words = {
            "count": len(to),
            "mapped": len(to) - to.count(IGNORE) - to.count(UNKNOWN),
            "ignored": to.count(IGNORE),
            "open": to.count(UNKNOWN),
        }
        return (
            ngettext(
                "%(count)s column: %(mapped)s mapped, %(ignored)s ignored, %(open)s open",
                "%(count)s columns: %(mapped)s mapped, %(ignored)s ignored, %(open)s open",
                len(to),
            )
            % words
        )


def _fits(unit: str, metric_unit: str) -> bool:
    try:
        return bool(canonical_unit(unit, metric_unit))
    except (UnitMismatchError, KeyError):
        return False
