"""Columns of a kind of record in files: names, and cells as plain values.

Cells are texts, in JSON also true, false, null and lists. Unreadable ones raise CellError.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DerivedField, EdtfField, PlaceField, UnitField
from core.language.formatting import spaced
from core.language.places import place_for_files
from core.language.text import visible
from core.language.units import UNITS, unit_choices
from core.records.plain import editable_fields
from intake.tables import cells
from intake.tables.cells import YES_NO, CellError
from intake.tables.kinds import normal, spoken
from intake.tables.synonyms import SYNONYMS
from intake.tables.table import UnreadableError
from sources.models import CitedModel

REVISION = "revision"
CITATION = {field.name for field in CitedModel._meta.local_fields}
KEEP = object()  # the field stays unchanged
# Columns of files made before scopes had records: what they held is the detail of a figure.
FORMER = {"scope_en", "scope in chinese", "scope in english", "范围（中文）", "范围（英文）"}
RANGE = re.compile(r"\D?\d[\d.,]*[^\d.,]{0,6}[-–—~～〜至到]+\D?\d[\d.,]*[^\d.,]{0,6}")


@dataclass(frozen=True)
class Column:
    """A model field as a column of files."""

    field: models.Field

    @cached_property
    def name(self) -> str:
        """Its code, the same in every language."""
        return self.field.name

    @property
    def label(self) -> str:
        return str(capfirst(self.field.verbose_name))

    @property
    def is_needed(self) -> bool:
        """Whether a new record must have a value here."""
        return not self.field.blank and not self.field.has_default()

    @cached_property
    def is_parsed(self) -> bool:
        """Whether a cell becomes something other than its own text."""
        is_text = isinstance(self.field, models.CharField | models.TextField)
        return not is_text or bool(self.choices) or isinstance(self.field, EdtfField)

    @property
    def is_number(self) -> bool:
        """Whether a spreadsheet holds its values as numbers."""
        return isinstance(self.field, models.DecimalField | models.IntegerField)

    @cached_property
    def choices(self) -> list[tuple[str, Promise | str]]:
        """(code, name) pairs; empty if any value is allowed."""
        if isinstance(self.field, UnitField):
            return unit_choices()
        if self.field.choices:
            return [(code, name) for code, name in self.field.flatchoices if code != ""]
        return []

    @cached_property
    def codes(self) -> dict[str, set[str]]:
        """Accepted words in any language, and the codes they mean."""
        words: dict[str, set[str]] = {}
        for code, name in self.choices:
            for word in (normal(code), *spoken(name)):
                words.setdefault(word, set()).add(code)
        known = {code for code, _name in self.choices}
        for word, code in SYNONYMS.get(self.name, {}).items():
            if code in known:  # other kinds of record have a "kind" too
                words.setdefault(normal(word), {code})
        return words

    def written(self, value, *, in_words: bool) -> object:
        """A plain value as a cell; `in_words` in the reader's language."""
        if value is None or value == "":
            return None
        if isinstance(value, list):
            return "; ".join(value) or None
        if isinstance(value, bool):
            return str(YES_NO[value]) if in_words else ("yes" if value else "no")
        if in_words and isinstance(self.field, UnitField):
            return UNITS[value].label
        if in_words and self.choices:
            return str(dict(self.choices).get(value, value))
        if isinstance(self.field, PlaceField):
            return place_for_files(value)
        return value

    def read(self, cell, *, is_new: bool) -> object:
        """A cell's plain value, or KEEP; never blank for a cell that is not. Raises CellError."""
        if isinstance(cell, cells.Unusable):
            raise CellError(cell.reason)
        if cells.says_nothing(cell):
            return self._blank(is_new=is_new)
        value = self._value(cell)
        if value in (None, "", []):
            raise CellError(
                _("“%(value)s” says nothing that can be kept: empty the cell, or correct it.")
                % {"value": cells.short(cell)}
            )
        return value

    def _blank(self, *, is_new: bool):
        field = self.field
        if isinstance(field, DerivedField):
            return KEEP  # the site fills it in
        if field.many_to_many and field.blank:
            return []
        if field.null:
            return None
        if field.blank and not field.is_relation:
            return ""
        if isinstance(field, models.BooleanField):
            return False
        if is_new and field.has_default():
            return KEEP
        raise CellError(_("a value is needed."))

    def _value(self, cell):
        field = self.field
        if field.many_to_many:
            return cells.slugs(cell)
        if isinstance(cell, list):
            raise CellError(_("one value is wanted here, not a list."))
        if isinstance(field, models.BooleanField):
            return cells.yes_or_no(cell)
        if isinstance(cell, bool):
            raise CellError(_("yes or no is no answer here."))
        if self.choices:
            return self._choice(cell)
        if field.is_relation:
            return cells.text(cell)
        if self._high and RANGE.fullmatch(cell.strip()):
            words = {
                "value": cells.short(cell),
                "low": self.label,
                "high": capfirst(str(self._high)),
            }
            raise CellError(
                _(
                    "“%(value)s” is a range: its lower end goes into the column “%(low)s”, the "
                    "upper one into “%(high)s”."
                )
                % words
            )
        return cells.of_field(field, cell)

    @cached_property
    def _high(self) -> Promise | str:
        """The name of the column with the upper end of a range in this one; "" for none."""
        fields = {field.name: field for field in self.field.model._meta.concrete_fields}
        high = fields.get(f"{self.name}_high")
        return high.verbose_name if high else ""

    def _choice(self, cell: str) -> str:
        if isinstance(self.field, UnitField):
            return cells.unit(cell)
        codes = self.codes.get(normal(cell), set())
        if len(codes) == 1:
            return next(iter(codes))
        accepted = ", ".join(str(name) for _code, name in self.choices)
        raise CellError(
            _("“%(value)s” is not one of the values offered: %(accepted)s.")
            % {"value": cells.short(cell), "accepted": accepted}
        )


def same(one, other) -> bool:
    """Whether two plain values are equal, white space aside, which files do not preserve."""
    if isinstance(one, str) and isinstance(other, str):
        return cells.tidy(visible(one)) == cells.tidy(visible(other))
    return one == other


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """The columns of a kind: key, parents, own fields, citation."""
    fields = sorted(
        editable_fields(model),
        key=lambda field: (
            field.name != "slug",
            field.name in CITATION,
            not field.is_relation or field.many_to_many,
        ),
    )
    return tuple(Column(field) for field in fields)


@cache
def _headers(model: type[models.Model]) -> dict[str, str]:
    columns = columns_of(model)
    names = dict.fromkeys([REVISION, *spoken(gettext_lazy("revision"))], REVISION)
    names |= {word: one.name for one in columns for word in spoken(one.field.verbose_name)}
    return names | {column.name: column.name for column in columns}


def codes_of_header(model: type[models.Model], header: list[str]) -> list[str]:
    """The columns' codes; "" for a nameless column. Raises UnreadableError."""
    known, codes = _headers(model), []
    unknown = [name for name in header if name.strip() and normal(name) not in known]
    if unknown:
        raise UnreadableError(_unknown_columns(model, unknown))
    for name in header:
        code = known.get(normal(name), "")
        if code and code in codes:
            raise UnreadableError(
                _("Two columns are named “%(name)s”: keep one.") % {"name": cells.short(name)}
            )
        codes.append(code)
    if "slug" not in codes:
        raise UnreadableError(
            _("The column “%(slug)s” is missing: it names the record of each row.")
            % {"slug": f"{columns_of(model)[0].label} (slug)"}
        )
    return codes


def _unknown_columns(model: type[models.Model], names: list[str]) -> str:
    labels = {column.name: column.label for column in columns_of(model)}
    sentences, is_strange = [], False
    for name in names:
        words = {"kind": model._meta.verbose_name_plural, "name": cells.short(name)}
        if normal(name) in FORMER and "detail" in labels:
            sentence = _(
                "“%(name)s” is a column of older files: call it “detail” or “detail_en”, which "
                "hold what is singular to a figure. “scope” takes a scope of the metric."
            )
            sentences.append(sentence % words)
            continue
        near = get_close_matches(normal(name), _headers(model), n=1, cutoff=0.6)
        if near:
            code = _headers(model)[near[0]]
            words["nearest"] = labels.get(code, code)
            sentence = _("“%(name)s” is not a column of %(kind)s; did you mean “%(nearest)s”?")
        else:
            is_strange = True
            sentence = _("“%(name)s” is not a column of %(kind)s.")
        sentences.append(sentence % words)
    if is_strange:
        known = _("The columns are: %(known)s.")
        sentences.append(known % {"known": ", ".join(labels.values())})
    return spaced(*sentences)
