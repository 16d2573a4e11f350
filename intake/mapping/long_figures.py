"""Figures of mapped tables with a metric in each row (long): one column of values, or several."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache, partial

from django.utils.translation import gettext as _

from core.language.prose.unit_names import unit_codes, unit_problem
from intake.mapping.crossed import Measured, is_growth_alone
from intake.mapping.figures import (
    NO_PERIOD_OF_AIM,
    UNSAID,
    VALUE,
    Footnotes,
    cells_of,
    plain_of,
    quoted,
)
from intake.mapping.headwords import HEAD_MARK, within
from intake.mapping.mapping import Mapping, around_of, words_around
from intake.mapping.meanings import FIGURE, IN_CELLS, Meaning
from intake.mapping.naming import LeftOutError
from intake.mapping.records import SAID, FigureKeys
from intake.mapping.rows import Records
from intake.mapping.values import KEPT, ReadValue, missing_mark, read_value
from intake.mapping.vocabulary import fitting_units, only_unit
from intake.tables.cells import (
    CellError,
    Made,
    Printed,
    Unusable,
    as_shown,
    says_nothing,
    text,
)
from intake.tables.columns import KEEP
from intake.tables.layouts import DataRow
from intake.tables.table import Grid
from zones.models import Metric, Province, Zone

LIMITS = ("scope", *UNSAID)
CODE = re.compile(r"\s*[GS][0-9]{6}\s*")  # others are those of somebody's own system


class LongFigures(Records):
    """A figure for each value of a row. Without keys its metric is read as headings are."""

    has_parts = True  # 其中：出口 is a metric

    def __init__(self, grid: Grid, mapping: Mapping):
        super().__init__(grid, mapping)
        self.notes = Footnotes(grid, mapping)
        self.keys = FigureKeys()
        self._above, self._above_at = "", 0  # the metric of the row above, for 增速 below it
        self.plain = lru_cache(maxsize=KEPT)(
            lambda name, cell: self.fields[name].read(cell, is_new=True)
        )
        rows = Metric._base_manager.order_by().values_list("slug", "unit", "quantity")
        self.metrics = {slug: (unit, quantity) for slug, unit, quantity in rows}
        self.own_value = self.place_of.get("value")
        self.values_at = [p for p in (self.own_value, *mapping.figures) if p is not None]

    @cached_property
    def measured(self) -> Measured:
        around = around_of(words_around(self.grid, self.mapping.layout))
        period = self.mapping.constants.get("period", around.period)
        return Measured(replace(around, period=period), self.naming)

    @property
    def _more(self) -> set[str]:
        if self.has_keys:
            return {"note"} | ({*VALUE} if "value" in self.place_of else set())
        return {"zone", "metric", "period", *LIMITS, *VALUE, "note", "quote"}

    def data(self) -> Iterator[DataRow]:
        """The rows of data, once for each value."""
        for row in super().data():
            if not self.mapping.figures:
                yield row
                continue
            for place in self.values_at:
                if isinstance(row.cells[place], Unusable) or not says_nothing(row.cells[place]):
                    yield replace(row, at=place)

    def _key(self, row: DataRow, values: dict) -> tuple[str, bool]:
        if self.has_keys:
            return super()._key(row, values)
        for name in ("zone", "metric", "source"):
            if isinstance(values.get(name), Unusable):
                raise CellError(values[name].reason)
        return "", False  # a batch gets its keys together

    def _completed(self, made: list[tuple]) -> list[tuple]:
        """With the keys of figures. A few queries for each batch."""
        if self.has_keys:
            return made
        figures = [self._whole(values) for _row, slug, values, _n in made if slug == ""]
        slugs = iter(self.keys.keys(figures))
        return [
            (row, Made(next(slugs)) if slug == "" else slug, values, is_new)
            for row, slug, values, is_new in made
        ]

    def _whole(self, values: dict) -> dict:
        """The plain values that tell a figure from others."""
        whole, found = plain_of({**UNSAID, **values}), {}
        for name in whole.keys() & SAID:
            try:
                found[name] = self.plain(name, whole[name])
            except CellError:
                continue  # told of its cell
        return found

    def read(self, name: str, cell):
        """As other cells; the zone lies in the row's province, the metric comes with its value."""
        if not self.has_keys and name in ("metric", "unit", "value"):
            return KEEP
        if name != "zone" or not isinstance(cell, str) or missing_mark(cell) is not None:
            return super().read(name, cell)
        return Printed(self.naming.slug(Zone, text(cell), self._province, self._code), cell)

    def _province_of(self, row: DataRow) -> str:
        """The province of the row's zone, which is no field of a figure. Raises CellError."""
        for place in self.mapping.places("province"):
            cell = row.cells[place]
            if isinstance(cell, Unusable):
                raise CellError(cell.reason)
            if missing_mark(cell) is None:
                return self.naming.slug(Province, text(cell))
        return self.mapping.constants.get("province", "")

    def _code_of(self, row: DataRow) -> str:
        """The code beside the zone's name, if it is one of the catalogue."""
        cells = (row.cells[place] for place in self.mapping.places("catalogue_code"))
        return next((one for one in cells if isinstance(one, str) and CODE.fullmatch(one)), "")

    def _values(self, row: DataRow) -> dict:
        self._province = "" if self.has_keys else self._province_of(row)
        self._code = "" if self.has_keys else self._code_of(row)
        values = super()._values(row)
        if not self.has_keys:
            return self._measured(row, values)
        metric = str(values.get("metric") or self.constants.get("metric", ""))
        if "value" not in values:
            if self.own_value is not None and _has_mark(row.cells[self.own_value]):
                raise LeftOutError(_("no value is given"))
            return values
        of_metric, quantity = self.metrics.get(metric, ("", ""))
        try:
            unit = self._unit(values.get("unit") or self.constants.get("unit"), of_metric)
            if not unit and "unit" not in self.place_of:
                return values  # the stored unit stays
            unit_cell = as_shown(values["unit"]) if "unit" in values else ""
            cell = row.cells[self.own_value]
            self._take(values, cell, self._taken(unit, quantity, cell), unit, unit_cell)
        except CellError as error:
            values["value"] = _unread(error, row.cells[self.own_value])
        return values

    def _measured(self, row: DataRow, values: dict) -> dict:
        """With the metric of a row without keys, its limits and its value. Raises CellError."""
        place = self.own_value if row.at is None else row.at
        if place is None or says_nothing(cell := row.cells[place]):
            return values
        if _has_mark(cell):
            raise LeftOutError(_("no value is given"))
        column = self.mapping.figures.get(place, Meaning(to=FIGURE))
        if column.zone:
            slug = self.naming.slug(Zone, column.zone, self._province)
            values["zone"] = Printed(slug, column.zone)
        words, unit_cell = self._said(row, "metric"), self._said(row, "unit")
        if not words:
            raise CellError(_("the row names no metric."))
        if unit_cell and not unit_codes(unit_cell):
            raise CellError(unit_problem(unit_cell))
        names = (words,)
        if is_growth_alone(words):
            if not self._above:
                raise CellError(_("it says how much something grew, and not what."))
            names = (self._above, words)
        elif row.number != self._above_at:
            self._above, self._above_at = words, row.number
        said = self.measured.meaning(names, unit_cell, column)
        values["metric"] = Printed(said.metric, words)
        for name in LIMITS:
            if code := getattr(column, name) or getattr(said, name):
                values.setdefault(name, Made(code))
        if period := column.period or said.period:
            values["period"] = Made(within(period, str(values.get("period", "")) or self.year))
        status = column.status or said.status
        if not period and replace(said, status=status).lacks_period_within(self._period(values)):
            raise CellError(str(NO_PERIOD_OF_AIM))
        if note := "；".join(map(self.notes.note, HEAD_MARK.findall(words + column.words))):
            values["note"] = note
        try:
            unit = "" if said.unit == IN_CELLS else said.unit
            take = partial(self._taken, unit, self.metrics[said.metric][1])
            heading = " · ".join(filter(None, (words, column.words)))
            read = self.cells.read(take, cell, heading, row.number)
            self._take(values, cell, read, unit, unit_cell)
        except LeftOutError:
            raise
        except CellError as error:
            values["value"] = _unread(error, cell)
        return values

    def _period(self, values: dict) -> str:
        return str(values.get("period") or self.constants.get("period", ""))

    def _said(self, row: DataRow, name: str) -> str:
        """What the row or the whole file says; "" for nothing. Raises CellError."""
        if name not in self.place_of:
            return self.mapping.constants.get(name, "")
        cell = row.cells[self.place_of[name]]
        if isinstance(cell, Unusable):
            raise CellError(cell.reason)
        return "" if missing_mark(cell) is not None else text(cell)

    def _taken(self, unit: str, quantity: str, cell) -> ReadValue:
        return read_value(cell, unit=unit, quantity=quantity)

    def _take(self, values: dict, cell, read: ReadValue, unit: str, unit_cell: str) -> None:
        """Takes over what was read of a cell. Raises CellError."""
        self._check_bound(values, read)
        said = cells_of(read, cell, unit_cell or (cell if read.unit != unit else ""))
        # Columns of their own, or the record, say what the cell does not.
        no_others = {} if self.has_keys else said.keys() - values.keys()
        values |= {n: v for n, v in said.items() if getattr(read, n) or n in no_others}
        if note := self.notes.note(read.note):
            known = str(values.get("note", ""))
            values["note"] = known if note in known else "；".join(filter(None, (known, note)))
        if not self.has_keys and quoted(cell):
            values.setdefault("quote", quoted(cell))

    def _check_bound(self, values: dict, read: ReadValue) -> None:
        said = values.get("bound")
        if not said or not read.bound or isinstance(said, Unusable):
            return
        if self.fields["bound"].read(said, is_new=True) != read.bound:
            raise CellError(
                _("the cell says another limit than the column “%(name)s”.")
                % {"name": self.fields["bound"].label}
            )

    def _unit(self, words, of_metric: str) -> str:
        """The unit of a row: of those that 个 can be the metric's."""
        if not words or isinstance(words, Unusable):
            return ""
        codes = unit_codes(text(words))
        fitting = fitting_units(codes, of_metric) if of_metric else [*codes]
        one = only_unit(fitting or codes, of_metric) if of_metric else ""
        if not one and len(codes) == 1:
            one = codes[0]
        if not one:
            raise CellError(unit_problem(text(words)))
        return one


def _has_mark(cell) -> bool:
    return isinstance(cell, str) and bool(missing_mark(cell))


def _unread(error: CellError, cell) -> Unusable:
    return Unusable(str(error), str(getattr(cell, "reason", cell)))
