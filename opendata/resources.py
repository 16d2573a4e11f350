"""The tables of the data set, each after those that it refers to.

Public data that do not depend on the day: no drafts, computed states or texts of articles.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from core.language.formatting import plain
from core.language.units import UNITS, Unit, canonical_unit
from core.records.batches import in_chunks
from core.web.counts import FEW_ENOUGH_TO_NAME, hidden, public_count
from core.web.tables import Column, Kind, Row, Table, Text, converted, values
from opendata.about import in_both
from policies.fields import AGENCIES, FOLLOW_UPS, INSTRUMENTS, POLICIES, TARGETS
from policies.models import Target
from reforms.fields import REFORM_GROUPS, REFORM_TYPES, REFORMS
from sources.fields import SOURCES
from zones.fields import METRICS, OBSERVATIONS, PROVINCES, SCOPES, ZONE_EVENTS, ZONE_NAMES, ZONES
from zones.models import Metric, Observation


@dataclass(frozen=True)
class Resource:
    """A table: its columns, its key, and the columns to filter by."""

    name: str
    title: Text
    about: Text
    columns: tuple[Column, ...]
    records: Callable[[], models.QuerySet | Collection]
    key: tuple[str, ...] = ("slug",)
    filters: tuple[str, ...] = ()

    @property
    def references(self) -> dict[str, str]:
        """The table that a column refers to, by the column's name."""
        names = {table.model: table.name for table, _about, _filters in TABLES}
        found = {c.name: names[c.related] for c in self.columns if c.related in names}
        return found | {c.name: "units" for c in self.columns if c.kind == Kind.UNIT}

    def rows(self) -> Iterable[Row]:
        """The rows; numbers as text with all digits."""
        numbers = [n for n, column in enumerate(self.columns) if column.kind == Kind.NUMBER]
        return converted(values(self.columns, self.records()), dict.fromkeys(numbers, plain))

    def count(self) -> int:
        return public_count(self.records().model)


def _units() -> list[Unit]:
    """The listed units, and the composed ones that are used. A dozen queries."""
    used = set(Metric.objects.public().order_by().values_list("unit", flat=True))
    for model in (Observation, Target):
        for unit, of_metric in _pairs_of_units(model):
            used |= {unit, canonical_unit(unit, of_metric)}
    return [*UNITS.values(), *(UNITS[code] for code in sorted(used - {*UNITS}))]


def _pairs_of_units(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """The units of public figures, each with its metric's.

    Each query looks up the next unit of every metric in an index: far fewer rows than figures.
    """
    keys = hidden(model)
    is_few = len(keys) <= FEW_ENOUGH_TO_NAME
    figures = model.objects.exclude(pk__in=[*keys]) if is_few else model.objects.public()
    figures = figures.filter(metric=models.OuterRef("pk"))
    later = figures.filter(unit__gt=models.OuterRef("last")).order_by("unit").values("unit")[:1]
    last = dict.fromkeys(Metric.objects.values_list("pk", flat=True), "")
    while last:
        known = (models.When(pk=key, then=models.Value(unit)) for key, unit in last.items())
        so_far = models.Case(*known, output_field=models.CharField())
        metrics = Metric.objects.filter(pk__in=last).order_by().annotate(last=so_far)
        found = list(metrics.values_list("pk", "unit", models.Subquery(later)))
        last = {key: unit for key, _of_metric, unit in found if unit}
        yield from ((unit, of_metric) for _key, of_metric, unit in found if unit)


class Units(Resource):
    def rows(self) -> Iterable[Row]:
        for unit in self.records():
            yield [str(getattr(unit, column.name)) for column in self.columns]

    def count(self) -> int:
        return len(self.records())


class Pairs(Resource):
    """Related records; the few pairs of hidden ones are not in it."""

    def count(self) -> int:
        pairs, here = self.records().model.objects, self.columns[0].field
        of_hidden = (
            pairs.filter(**{f"{here.name}__in": keys}).count()
            for keys in in_chunks(hidden(here.related_model))
        )
        return pairs.count() - sum(of_hidden)


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
    (SCOPES, _("What the figures of a metric can cover."), ("aspect",)),
    (REFORM_GROUPS, _("The upper level of the taxonomy of reforms."), ()),
    (REFORM_TYPES, _("The lower level of the taxonomy of reforms."), ()),
    (
        ZONES,
        _("Development zones, with the profile that one source gives."),
        ("tier", "kind", "approved_earliest"),
    ),
    (ZONE_NAMES, _("Former names of zones, each with the source that has it."), ()),
    (
        ZONE_EVENTS,
        _("What became of zones: founded, upgraded, merged, each as one source tells it."),
        ("kind", "date_earliest"),
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
    about = _("The units in which figures are printed.")
    found: list[Resource] = [Units("units", _("Units"), about, UNIT_COLUMNS, _units, key=("code",))]
    for table, about, filters in TABLES:
        records = partial(_in_order, table.model)
        found.append(
            Resource(table.name, table.title, about, table.own_columns, records, filters=filters)
        )
        found += [_pairs(table, c) for c in table.columns if c.is_own and c.is_list]
    return tuple(found)


def _in_order(model: type[models.Model]) -> models.QuerySet:
    return model.objects.public().order_by("slug")


def _pairs(table: Table, column: Column) -> Pairs:
    relation, through = column.field, column.field.remote_field.through
    here, there = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    columns = tuple(_end(through._meta.get_field(name)) for name in (here, there))

    def records():
        public = {f"{here}__in": table.model.objects.public()}
        return through.objects.filter(**public).order_by(*(c.path for c in columns))

    return Pairs(
        f"{table.name}_{column.name}",
        format_lazy("{} · {}", table.title, column.label),
        _("Pairs: each row relates one record to another."),
        columns,
        records,
        key=tuple(c.name for c in columns),
    )


def _end(field: models.ForeignKey) -> Column:
    """A key of a pair, called after the record: "reform_type"."""
    model = field.related_model
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
    label = capfirst(model._meta.verbose_name)
    return Column(name, label, Kind.KEY, f"{field.name}__slug", field)


def codes_of(column: Column) -> list[tuple[str, str, str]]:
    """The codes that a column may hold, with their words in both languages."""
    if column.kind != Kind.CODE:
        return []
    return [(code, *in_both(label)) for code, label in column.choices]
