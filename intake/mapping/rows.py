"""The record of each row of a mapped table, as rows of a plain table."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, partial
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.fields import EdtfField, UnitField
from core.language.prose.unit_names import unit_codes
from core.records.batches import CHUNK, batched
from core.records.models import QUOTE_LENGTH
from core.records.plain import name_column
from intake.imports.staging import Sheet
from intake.mapping.by_cells import said_of_zones
from intake.mapping.headwords import only_year
from intake.mapping.mapping import OF_A_ZONE, Mapping
from intake.mapping.meanings import FIELD, IGNORE
from intake.mapping.naming import LeftOutError, Naming
from intake.mapping.unread import Cells, DroppedError, days_of
from intake.mapping.values import missing_mark, read_date, split_mark
from intake.tables.cells import (
    BETWEEN_SLUGS,
    CellError,
    Formula,
    Made,
    Printed,
    Unusable,
    says_nothing,
    text,
)
from intake.tables.columns import KEEP, REVISION, Column, columns_of
from intake.tables.layouts import DataRow, data_rows
from intake.tables.table import Grid, Table
from sources.models import CitedModel
from zones.models import Metric, Zone

LONGEST_TITLE = 80  # characters of a locator, which has 100
NUMBERED = re.compile(r"^\s*[0-9]{1,3}\s*[.．、]\s*(?=[㐀-鿿])")  # 1.天津经开区
BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿（）])\s+(?=[㐀-鿿（）])")
EVIDENCE = ("source", "locator", "quote", "sources_read")
IDENTITY = ("name", "province", "source", "locator", "quote")  # not written into known zones


class Records:
    """The rows of a grid as records of the mapping's kind.

    A row is found by its key, its code, or its name; else it is a new record. What the file leaves
    blank stays as it is. A few queries, and one for each CHUNK of zones.
    """

    has_parts = False  # 其中：出口 is no zone

    def __init__(self, grid: Grid, mapping: Mapping):
        self.grid, self.mapping, self.model = grid, mapping, mapping.model
        self.naming = Naming(mapping.answers)
        self.cells = Cells(self.naming)
        by_name = self.fields = {one.name: one for one in columns_of(self.model)}
        self.is_cited = issubclass(self.model, CitedModel)
        self.said = {
            place: by_name[one.field]
            for place, one in mapping.columns.items()
            if one.to == FIELD and one.field in by_name
        }
        self.place_of = {column.name: place for place, column in self.said.items()}
        self.revision = next(iter(mapping.places(REVISION)), None)
        self.constants = {
            name: Made(value)
            for name, value in mapping.constants.items()
            if name in by_name and name not in self.place_of and value
        }
        self.has_figures = self.model is Zone and bool(mapping.figures)
        self.has_keys = "slug" in self.place_of
        self.read_at = [place for place, one in mapping.columns.items() if one.to != IGNORE]
        self.columns = [one for one in by_name.values() if one.name in self._written]
        self.headings = {name: self._heading(name) for name in by_name}
        self.year = only_year(mapping.constants.get("period", ""))
        self.left_out: Counter[str] = Counter()
        self.formulas = 0  # cells whose stored result is read
        self.new: set[str] = set()
        self.seen: dict[str, int] = {}
        self.found: dict[
            int | tuple[int, int], str
        ] = {}  # keys of the rows' records, where they are certain

    @cached_property
    def _written(self) -> set[str]:
        """The fields that the plain table has."""
        names = {*self.place_of, *self.constants} - {"slug"}
        if self.is_cited and not self.has_keys:
            names |= {"source", "locator", "quote"}
        if self.model is Zone and not self.has_keys:
            names |= {"sources_read", "name"}
        return names | self._more

    @property
    def _more(self) -> set[str]:
        """Fields that are made from others."""
        return set()

    @property
    def title(self) -> str:
        return self.grid.title

    def sheet(self) -> Sheet:
        codes = ["slug", *(one.name for one in self.columns)]
        header = [self.headings[code] for code in codes]
        if self.revision is not None:
            codes, header = [*codes, REVISION], [*header, REVISION]
        table = Table(self.title, header, self.rows(), self.grid.hidden, told=self.told)
        return self.model, table, codes

    def _heading(self, name: str) -> str:
        """What the file calls a field, or its label."""
        names = [name, *([name_column(self.model)] if name == "slug" else [])]
        places = (self.place_of[one] for one in names if one in self.place_of)
        words = next((self.mapping.columns[place].words for place in places), "")
        return words or self.fields[name].label

    def data(self) -> Iterator[DataRow]:
        """The rows of data, without those that are none."""
        width = max(self.mapping.columns, default=0) + 1
        seen: set[int] = set()
        for row in data_rows(self.grid, self.mapping.layout, has_parts=self.has_parts):
            row.cells.extend([None] * (width - len(row.cells)))
            cells = [row.cells[place] for place in self.read_at]
            said = hash(tuple(getattr(cell, "stored", cell) for cell in cells))
            reason = row.left_out or (said in seen and _("the same as a row above in all cells"))
            if not row.left_out and all(map(says_nothing, cells)):
                reason = _("nothing in the columns that are read")
            if reason:
                self.left_out[reason] += 1
                continue
            seen.add(said)
            yield row

    def rows(self) -> Iterator[tuple[int, list]]:
        for rows in batched(self.data(), CHUNK):
            made = self._completed([(row, *self._record(row)) for row in rows])
            for row, slug, values, is_new in made:
                self.formulas += sum(
                    isinstance(row.cells[place], Formula) for place in self.read_at
                )
                if self.has_figures and isinstance(slug, str):
                    self.found[row.key] = slug
                if slug is None or not self._says_more(slug, values, row.number, is_new=is_new):
                    continue
                more = [] if self.revision is None else [row.cells[self.revision]]
                cells = [values.get(one.name, KEEP) for one in self.columns]
                key = slug if self.has_keys or isinstance(slug, Unusable) else Made(slug)
                yield row.number, [key, *cells, *more]

    def told(self) -> list[str]:
        """What is to be told of rows that are no records, and of formulas."""
        told = [
            ngettext("%(n)s row is left out: %(why)s.", "%(n)s rows are left out: %(why)s.", n)
            % {"n": n, "why": why}
            for why, n in self.left_out.items()
        ]
        if n := self.formulas:
            sentence = ngettext(
                "%(n)s cell holds a formula: the result that is stored beside it is read.",
                "%(n)s cells hold formulas: the results that are stored beside them are read.",
                n,
            )
            told.append(sentence % {"n": n})
        return told + self.cells.told()

    def _says_more(self, slug, values: dict, number: int, *, is_new: bool) -> bool:
        """Whether the row is to be staged: a zone that has figures alone may be as it should be."""
        if self.model is not Zone or self.has_keys or isinstance(slug, Unusable):
            return True
        said = hash(tuple(sorted((n, str(v)) for n, v in values.items() if n not in EVIDENCE)))
        if slug in self.seen:  # another year of the same zone: a row that differs is told
            return self.seen[slug] != said
        self.seen[slug] = said
        return is_new or bool(values) or not self.has_figures

    def _record(self, row: DataRow) -> tuple:
        """Key, values and whether it is new; key None for a row that is left out."""
        self.naming.row = row.number
        try:
            values = self._values(row)
            slug, is_new = self._key(row, values)
        except DroppedError:
            return None, {}, False  # told of the cell
        except LeftOutError as error:
            self.left_out[str(error)] += 1
            return None, {}, False
        except CellError as error:
            return Unusable(str(error)), {}, False
        if is_new and self.has_figures and self._is_alone(row):
            self.left_out[_("a name alone, which no zone has")] += 1
            return None, {}, False
        if self.has_keys or not self.is_cited:
            return slug, values if self.has_keys else {**self.constants, **values}, is_new
        if self.model is Zone and not is_new:
            return slug, {n: v for n, v in values.items() if n not in IDENTITY}, is_new
        values = {**self.constants, **self.evidence(row), **values}
        name = values.get(name_column(self.model) or "")
        if isinstance(name, str) and len(name) <= QUOTE_LENGTH:
            values.setdefault("quote", str(name))
        return slug, values, is_new

    def _is_alone(self, row: DataRow) -> bool:
        """Whether the row has one cell: a title within the table rather than a new zone."""
        said = (one for place in self.read_at if not says_nothing(one := row.cells[place]))
        return len([*islice(said, 2)]) < 2

    def evidence(self, row: DataRow) -> dict[str, str]:
        """The source of a row, and its place there: 表1 第3行. Raises CellError."""
        title = self.mapping.constants.get("locator") or self.title
        place = f"{title[:LONGEST_TITLE]} 第{row.number}行".strip()
        source = self.mapping.constants.get("source", "")
        found = {"source": Made(source), "locator": Made(place)}
        for name in found:
            if name in self.place_of and not says_nothing(cell := row.cells[self.place_of[name]]):
                found[name] = self.read(name, cell)
        return found

    def _key(self, row: DataRow, values: dict) -> tuple[str, bool]:
        """The key of the row's record, and whether it is new. Raises CellError."""
        if self.has_keys:
            slug = row.cells[self.place_of["slug"]]
            return (slug if isinstance(slug, Unusable) else text(slug or "")), False
        if (zone := self.mapping.constants.get("zone")) and self.place_of.keys().isdisjoint(
            OF_A_ZONE
        ):
            return zone, False
        name, code = (values.get(n) for n in (name_column(self.model), "catalogue_code"))
        own = self.place_of.get(name_column(self.model))
        if own is not None and isinstance(row.cells[own], Unusable):
            raise CellError(row.cells[own].reason)
        if not name and not code:
            raise CellError(_("the row names no record."))
        province = values.get("province") or self.constants.get("province", "")
        if isinstance(province, Unusable):
            raise CellError(province.reason)
        needed = ("name", "province", "kind") if self.model is Zone else ()
        may_be_new = all(values.get(one) or self.constants.get(one) for one in needed)
        words = {"code": str(code or "")}
        if self.model is Zone:
            words["province"] = str(province)
        could_be_new = self.model is Zone and bool(name)
        found = self.naming.known(
            self.model,
            str(name or code),
            **words,
            may_be_new=may_be_new,
            could_be_new=could_be_new,
        )
        if found:
            return found, found in self.new
        if not may_be_new:
            raise CellError(_("a new zone needs its name, its province and its kind."))
        plain_texts = {n: str(v) for n, v in values.items() if not isinstance(v, Unusable)}
        slug = self.naming.finder(self.model).new_key({**self.constants, **plain_texts})
        self.new.add(slug)
        return slug, True

    def _values(self, row: DataRow) -> dict:
        """The row's own fields that the file says, as cells for staging."""
        values = {}
        for place, column in self.said.items():
            cell = row.cells[place]
            if column.name == "slug" or (not isinstance(cell, Unusable) and says_nothing(cell)):
                continue
            try:
                if self.has_keys or column.field.is_relation:
                    value = self.read(column.name, cell)
                else:
                    among = [(code, str(word)) for code, word in column.choices]
                    if isinstance(column.field, EdtfField):
                        among = days_of(cell)
                    read, heading = partial(self._read, column), self.headings[column.name]
                    value = self.cells.read(read, cell, heading, row.number, among)
            except DroppedError:
                continue
            except LeftOutError:
                raise
            except CellError as error:
                value = Unusable(str(error), str(getattr(cell, "reason", cell)))
            if isinstance(column.field, UnitField) and self.has_keys:
                value = self._stored_unit(row, value)
            if value is not KEEP:
                values[column.name] = value
        return values

    def _stored_unit(self, row: DataRow, words):
        """KEEP for the printed name of a metric's unit that several units have: 个."""
        if self.model is not Metric or not isinstance(words, str):
            return words
        codes = unit_codes(words)
        stored = self._units.get(row.cells[self.place_of["slug"]])
        return KEEP if len(codes) > 1 and stored in codes else words

    @cached_property
    def _units(self) -> dict[str, str]:
        return dict(Metric._base_manager.order_by().values_list("slug", "unit"))

    def _read(self, column: Column, cell):
        """As `read`, and one of the choices if there are any. Raises CellError."""
        value = self.read(column.name, cell)
        if code := said_of_zones(column.name, value) if self.model is Zone else "":
            return Printed(code, cell)
        if column.choices and value is not KEEP and isinstance(value, str):
            column.read(value, is_new=True)
        return value

    def read(self, name: str, cell):
        """A cell as staging takes it, KEEP for a mark that nothing is said. Raises CellError."""
        column = self.fields[name]
        field = column.field
        if isinstance(cell, Unusable) or not isinstance(cell, str):
            return cell
        if missing_mark(cell) is not None:
            return KEEP
        if field.many_to_many:
            words = BETWEEN_SLUGS.split(text(cell))
            slugs = [self.naming.slug(field.related_model, one) for one in words if one]
            return Printed("; ".join(slugs), cell)
        if field.is_relation:
            return Printed(self.naming.slug(field.related_model, text(cell)), cell)
        if isinstance(field, EdtfField):
            return Printed(read_date(cell, year=self.year).edtf, cell)
        if name == name_column(self.model) and not self.has_keys:
            name = BETWEEN_HAN.sub("", split_mark(NUMBERED.sub("", text(cell)))[0])
            return name if name == cell else Printed(name, cell)
        return cell

    def _completed(self, made: list[tuple]) -> list[tuple]:
        """Adds the source to those read for a zone. A query for each batch."""
        if self.model is not Zone or self.has_keys:
            return made
        slugs = [slug for _row, slug, _values, _is_new in made if isinstance(slug, str)]
        read: dict[str, set[str]] = {}
        pairs = Zone.sources_read.through._base_manager.filter(zone__slug__in=slugs)
        for slug, source in pairs.values_list("zone__slug", "source__slug"):
            read.setdefault(slug, set()).add(source)
        for row, slug, values, _is_new in made:
            if not isinstance(slug, str) or "sources_read" in values:
                continue
            source = self.evidence(row)["source"]
            if source and source not in read.get(slug, ()):
                values["sources_read"] = Made("; ".join(sorted({*read.get(slug, ()), str(source)})))
        return made
