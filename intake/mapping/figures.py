"""Figures of mapped tables with a column for each metric (wide)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.language.formatting import plain
from core.language.prose.folding import fold
from core.language.prose.unit_names import unit_codes, unit_problem
from core.records.batches import CHUNK, batched
from core.records.models import QUOTE_LENGTH
from intake.imports.staging import Sheet
from intake.mapping.headwords import HEAD_MARK, within
from intake.mapping.mapping import Mapping
from intake.mapping.meanings import IN_CELLS
from intake.mapping.records import FigureKeys
from intake.mapping.rows import Records
from intake.mapping.unread import DroppedError
from intake.mapping.values import ReadValue, missing_mark, read_date, read_value, split_mark
from intake.mapping.vocabulary import fitting_units, only_unit
from intake.tables.cells import (
    CellError,
    Made,
    Printed,
    Unusable,
    as_shown,
    says_nothing,
)
from intake.tables.columns import KEEP, columns_of
from intake.tables.layouts import DataRow, context
from intake.tables.table import Grid, Table
from zones.choices import Basis, Bound, GrowthBase, Prices, Realisation, Release, Status
from zones.models import Metric, Observation

UNSAID = {
    "basis": Basis.NOT_STATED,
    "status": Status.ACTUAL,
    "growth_base": GrowthBase.NOT_STATED,
    "prices": Prices.NOT_STATED,
    "realisation": Realisation.NOT_STATED,
    "release": Release.NOT_STATED,
}
VALUE = ("value", "value_high", "value_text", "unit", "bound")
CODES = ("slug", "zone", "metric", *VALUE, "period", "scope", *UNSAID, "source", "locator", "quote")
NO_PERIOD_OF_AIM = gettext_lazy("say of its column which period the target is of.")
NOTE_OF_MARK = "原表注{mark}"  # in the note in Chinese; the text of the footnote follows


class Footnotes:
    """The notes below a table by their marks."""

    def __init__(self, grid: Grid, mapping: Mapping):
        self.texts = [fold(one).text for one in context(grid, mapping.layout)]

    def note(self, mark: str) -> str:
        """What is kept of a mark beside a figure: 原表注①：含街道."""
        if not mark:
            return ""
        texts = (
            one.removeprefix("注:").removeprefix("注：").removeprefix("注") for one in self.texts
        )
        found = next((one.removeprefix(mark) for one in texts if one.startswith(mark)), "")
        words = found.lstrip(":：.、 ")
        return NOTE_OF_MARK.format(mark=mark) + (f"：{words}" if words else "")


def cells_of(read: ReadValue, cell, unit_cell) -> dict:
    """A value as staging takes it, with the cells as printed; the unit may stand in another."""
    value = plain(read.value) if read.value is not None else None
    unit = read.unit if read.value is not None else None
    return {
        "value": value if value is None else Printed(value, cell),
        "value_high": plain(read.value_high) if read.value_high is not None else None,
        "value_text": Printed(read.value_text, cell) if read.value_text else None,
        "unit": Printed(unit, unit_cell) if unit and unit_cell else unit and Made(unit),
        "bound": Printed(read.bound, cell) if read.bound else Made(Bound.EXACTLY),
    }


def told_by(said: str, value: str) -> str:
    """A value that `said` became, printed where that stands."""
    return Printed(value, said.printed) if isinstance(said, Printed) else Made(value)


def quoted(cell) -> str:
    """The cell as printed, if it is short enough to be quoted."""
    words = " ".join(str(cell).split())
    return words if len(words) <= QUOTE_LENGTH else ""


class Figures:
    """The figures in the columns of a table of zones, a row for each. Five queries."""

    def __init__(self, records: Records):
        self.records, self.mapping = records, records.mapping
        self.figures = dict(sorted(self.mapping.figures.items()))
        self.fields = {one.name: one for one in columns_of(Observation)}
        self.notes = Footnotes(records.grid, self.mapping)
        self.units_at = {
            one.of: place for place, one in self.mapping.columns.items() if one.field == "unit"
        }
        self.missing: Counter[str] = Counter()
        self.row_fields = {
            one.field: place
            for place, one in self.mapping.columns.items()
            if one.field in ("period", "scope", "detail", "note", *UNSAID)
        }

    def sheet(self) -> Sheet:
        more = [n for n in ("detail", "note") if n in self.row_fields or n == "note"]
        codes = [*CODES, *more]
        header = [self.fields[name].label for name in codes]
        table = Table(self.records.title, header, self._rows(codes), told=self.told)
        return Observation, table, codes

    def told(self) -> list[str]:
        told = self.records.cells.told()
        if not self.missing:
            return told
        n = self.missing.total()
        sentence = ngettext(
            "%(n)s cell says that it has no value (%(marks)s): it becomes no figure.",
            "%(n)s cells say that they have no value (%(marks)s): they become no figures.",
            n,
        )
        return [*told, sentence % {"n": n, "marks": " ".join(sorted(self.missing))}]

    @cached_property
    def _metrics(self) -> dict[str, tuple[str, str]]:
        """The quantity and the unit of each metric."""
        wanted = {one.metric for one in self.figures.values()}
        rows = Metric._base_manager.filter(slug__in=wanted)
        return {slug: of for slug, *of in rows.values_list("slug", "quantity", "unit")}

    @cached_property
    def _unsaid(self) -> dict:
        """What holds where neither the column nor the row says it."""
        usual = {"period": "", "scope": "", **UNSAID}
        said = {n: v for n, v in self.mapping.constants.items() if n in usual and v}
        made = {name: Made(value) for name, value in {**usual, **said}.items()}
        return {"note": KEEP, "quote": KEEP, **made}

    @cached_property
    def _said(self) -> dict[int, dict]:
        """What each column says of its figures."""
        names = ("period", "scope", *UNSAID)
        return {
            place: {name: Made(getattr(one, name)) for name in names if getattr(one, name)}
            | {"metric": Printed(one.metric, one.words)}
            for place, one in self.figures.items()
        }

    def _rows(self, codes: list[str]) -> Iterator[tuple[int, list]]:
        keys, counted = FigureKeys(), self.records.left_out.copy()
        for some in batched(self._read(codes), CHUNK):
            figures = [values for _n, values in some if isinstance(values, dict)]
            slugs = iter(keys.keys(figures))
            for number, values in some:
                if isinstance(values, dict):
                    yield number, [Made(next(slugs)), *map(values.get, codes[1:])]
                else:
                    yield number, values
        self.records.left_out = counted  # the records have told of them

    def _read(self, codes: list[str]) -> Iterator[tuple[int, dict | list]]:
        """The values of each figure, or the cells of a row that cannot be read."""
        records = self.records
        for row in records.data():
            records.naming.row = row.number
            if row.key not in records.found:
                continue  # told of the zone
            try:
                common = {**self._of_row(row), **records.evidence(row)}
                slug, name = records.found[row.key], self._name(row)
                common["zone"] = Printed(slug, name) if name else Made(slug)
            except CellError as error:
                yield row.number, [Unusable(str(error)), *[KEEP] * (len(codes) - 1)]
                continue
            for place in self.figures:
                cell = row.cells[place]
                if not isinstance(cell, Unusable) and says_nothing(cell):
                    continue
                values = self._figure(place, row, common)
                if values is not None:
                    yield row.number, values

    def _name(self, row: DataRow) -> str:
        """What the row calls its zone."""
        places = self.records.place_of
        names = (row.cells[places[n]] for n in ("name", "catalogue_code", "slug") if n in places)
        return next((str(one) for one in names if not says_nothing(one)), "")

    def _of_row(self, row: DataRow) -> dict:
        """What the row's own columns say of all its figures."""
        found = {}
        for name, place in self.row_fields.items():
            cell = row.cells[place]
            if says_nothing(cell) or missing_mark(cell) is not None:
                continue
            if name == "period":
                found[name] = Printed(read_date(cell, year=self.records.year).edtf, cell)
            else:
                read = self.fields[name].read(cell, is_new=True)
                found[name] = Printed(read, cell) if isinstance(read, str) else read
        name = row.cells[self.records.place_of["name"]] if "name" in self.records.place_of else ""
        mark = split_mark(name or "")[1] if isinstance(name, str) else ""
        note = "；".join(filter(None, (found.get("note"), self.notes.note(mark))))
        return found | ({"note": note} if note else {})

    def _figure(self, place: int, row: DataRow, common: dict) -> dict | None:
        meaning, cell = self.figures[place], row.cells[place]
        values = {**self._unsaid, **common, **self._said[place]}
        said = values["period"]
        values["period"] = told_by(said, within(said, common.get("period") or self.records.year))
        if said := values["scope"]:
            values["scope"] = told_by(said, self.records.naming.scope(said, meaning.metric))
        try:
            unit = self._unit(place, row)
            if meaning.lacks_period_within(values["period"]):
                raise CellError(str(NO_PERIOD_OF_AIM))
            read = self._value(place, cell, unit)
            if read.is_missing:
                self.missing[read.note] += 1
                return None
            beside = row.cells[self.units_at[place]] if unit and place in self.units_at else ""
            unit_cell = cell if read.unit != unit else beside
            values |= {**cells_of(read, cell, unit_cell), "quote": quoted(cell) or KEEP}
            marks = (*HEAD_MARK.findall(meaning.words), read.note)
            notes = (common.get("note"), *map(self.notes.note, marks))
            values["note"] = "；".join(filter(None, notes)) or KEEP
        except DroppedError:
            return None
        except CellError as error:
            problem = _("“%(words)s”: %(problem)s") % {"words": meaning.words, "problem": error}
            values |= dict.fromkeys(VALUE, KEEP)
            values["value"] = Unusable(problem, str(getattr(cell, "reason", cell)))
        return values

    def _unit(self, place: int, row: DataRow) -> str:
        """The unit of a cell that it does not print: the column's, or that of the cell beside it.

        Raises CellError.
        """
        meaning = self.figures[place]
        if place not in self.units_at or meaning.unit != IN_CELLS:
            return "" if meaning.unit == IN_CELLS else meaning.unit
        cell = row.cells[self.units_at[place]]
        if says_nothing(cell) or missing_mark(cell) is not None:
            return ""
        _quantity, of_metric = self._metrics.get(meaning.metric, ("", ""))
        unit = only_unit(fitting_units(unit_codes(as_shown(cell)), of_metric), of_metric)
        if not unit:
            raise CellError(unit_problem(as_shown(cell)))
        return unit

    def _value(self, place: int, cell, unit: str) -> ReadValue:
        """The value in a cell. Raises CellError, and asks."""
        meaning = self.figures[place]
        quantity, _of_metric = self._metrics.get(meaning.metric, ("", ""))
        read = partial(read_value, unit=unit, quantity=quantity)
        return self.records.cells.read(read, cell, meaning.words, self.records.naming.row)

    def ask(self) -> None:
        """Ask about cells that cannot be read. Walks the grid."""
        for row in self.records.data():
            self.records.naming.row = row.number
            for place, one in self.figures.items():
                if not one.unit:
                    continue  # asked of the column
                with suppress(CellError):
                    self._value(place, row.cells[place], self._unit(place, row))


def plain_of(values: dict) -> dict:
    """The values that are known."""
    return {n: v for n, v in values.items() if v is not KEEP and not isinstance(v, Unusable)}
