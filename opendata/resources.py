"""The tables of the data set, each after those that it refers to.

Public data that do not depend on the day: no drafts, computed states or texts of articles.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from core.language.units import UNITS
from core.web.tables import Column, Kind, Table, Text, Value, values
from policies.fields import AGENCIES, FOLLOW_UPS, INSTRUMENTS, POLICIES, TARGETS
from reforms.fields import REFORM_GROUPS, REFORM_TYPES, REFORMS
from sources.fields import SOURCES
from zones.fields import METRICS, OBSERVATIONS, PROVINCES, ZONES


@dataclass(frozen=True)
class Resource:
    """A table: its columns, its key, its `references` (column to table), columns to filter by."""

    name: str
    title: Text
    about: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterable[list[Value]]]
    count: Callable[[], int]
    references: dict[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()


UNIT_COLUMNS = (
    Column("code", _("Code"), Kind.KEY),
    Column("symbol", _("Symbol in Chinese")),
    Column("symbol_en", _("Symbol in English")),
    Column("dimension", _("Dimension"), about=_("Only units of one dimension convert.")),
    Column(
        "factor",
        _("Size in the dimension's base unit"),
        about=_("Exact, as a fraction where need be: 2000/3 square metres are one mu."),
    ),
)

# Each with its description and the columns to filter by.
TABLES: tuple[tuple[Table, Text, tuple[str, ...]], ...] = (
    (PROVINCES, _("The province-level divisions of GB/T 2260."), ()),
    (SOURCES, _("The documents that were read; their texts are not here."), ("kind",)),
    (METRICS, _("What is measured, and in which unit it is kept."), ("topic", "quantity")),
    (REFORM_GROUPS, _("The upper level of the taxonomy of reforms."), ()),
    (REFORM_TYPES, _("The lower level of the taxonomy of reforms."), ()),
    (
        ZONES,
        _("Development zones, with the profile that one source gives."),
        ("tier", "kind", "approved_earliest"),
    ),
    (
        REFORMS,
        _("Measures, each as one zone carried it out and one source reports it."),
        ("stage", "started_earliest"),
    ),
    (
        OBSERVATIONS,
        _("Reported figures of zones, each with everything that limits it."),
        ("status", "basis", "period_earliest"),
    ),
    (AGENCIES, _("Bodies that issue policies."), ()),
    (INSTRUMENTS, _("Kinds of policy instrument."), ()),
    (POLICIES, _("Provincial policies on chemical parks."), ("stage", "issued_earliest")),
    (TARGETS, _("What a policy commits to: a number with its metric, or words."), ("kind",)),
    (FOLLOW_UPS, _("What later sources say of a target."), ()),
)


@cache
def resources() -> tuple[Resource, ...]:
    names = {table.model: table.name for table, _about, _filters in TABLES}
    found = [_units()]
    for table, about, filters in TABLES:
        found.append(_of_table(table, about, filters, names))
        found += [_pairs(table, c, names) for c in table.columns if c.is_own and c.is_list]
    return tuple(found)


def _units() -> Resource:
    def rows():
        for unit in UNITS.values():
            factor = str(unit.factor)
            yield [unit.code, unit.symbol, unit.symbol_en, unit.dimension, factor]

    about = _("The units in which figures are printed.")
    return Resource("units", _("Units"), about, UNIT_COLUMNS, ("code",), rows, lambda: len(UNITS))


def _of_table(table: Table, about: Text, filters: tuple[str, ...], names: dict) -> Resource:
    columns = table.own_columns
    references = {c.name: names[c.related] for c in columns if c.related in names}
    references |= {c.name: "units" for c in columns if c.kind == Kind.UNIT}

    def rows():
        return values(columns, table.model.objects.public().order_by("slug"))

    def count():
        return table.model.objects.public().count()

    return Resource(
        table.name, table.title, about, columns, ("slug",), rows, count, references, filters
    )


def _pairs(table: Table, column: Column, names: dict) -> Resource:
    relation, other = column.name, column.field.related_model
    left, right = _singular(table.model), _singular(other)
    columns = (
        Column(left, capfirst(table.model._meta.verbose_name), Kind.KEY),
        Column(right, capfirst(other._meta.verbose_name), Kind.KEY),
    )

    def pairs():
        path = f"{relation}__slug"
        found = table.model.objects.public().filter(**{f"{relation}__isnull": False})
        return found.order_by("slug", path).values_list("slug", path)

    def rows():
        return map(list, pairs().iterator())

    return Resource(
        f"{table.name}_{relation}",
        format_lazy("{} · {}", table.title, column.label),
        _("Pairs: each row relates one record to another."),
        columns,
        (left, right),
        rows,
        lambda: pairs().count(),
        {left: table.name, right: names[other]},
    )


def _singular(model: type[models.Model]) -> str:
    """The name of a key of such a record: "reform_type"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
