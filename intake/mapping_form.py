"""What the mapping page asks, as controls of a plain form, and what was posted, as a mapping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.language.units import UNITS, UnitMismatchError, canonical_unit
from intake.imports.waiting import OF_SOURCE, Waiting
from intake.mapping.mapping import Mapping, problems
from intake.mapping.meanings import FIELD, FIGURE, GROWTH, IGNORE, UNKNOWN, Meaning
from intake.mapping.records import Finder
from intake.mapping.translating import Question, questions
from intake.tables.cells import CellError, partial_date
from intake.tables.columns import Column, columns_of
from intake.tables.kinds import kind_named, kinds
from intake.tables.layouts import Layout
from sources.models import Source
from zones.models import Metric, Observation, Scope, Zone

LIMITS = ("unit", "period", "basis", "status", "scope", "growth_base", "prices")
ONLY_OF_GROWTH = {"growth_base"}
OF_FIGURES = ("period", "basis", "status")
OFTEN_SAID = {*OF_FIGURES, "province", "tier", "kind", "unit"}
NEW_SOURCE = ("title", "kind", "publisher", "issued", "url")
LISTED = 300  # records that a text field offers
ASKED_AT_ONCE = 3000  # rows whose names are looked up whenever the page is shown
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
    return f"{meaning.to}:{words[meaning.to]}" if meaning.to in words else meaning.to


class MappingForm:
    """The mapping page of a waiting file. A fixed number of queries, and those of its questions."""

    def __init__(self, waiting: Waiting):
        self.waiting, self.upload = waiting, waiting.upload
        self.mapping = waiting.mapping
        self.model = kind_named(self.mapping.kind)
        self.fields = {one.name: one for one in columns_of(self.model)}

    # What was found

    @property
    def sheet(self) -> Control | None:
        sheets = self.upload.picture["sheets"]
        options = [
            (str(n), title or str(n + 1)) for n, (title, unread) in enumerate(sheets) if not unread
        ]
        if len(options) < 2:
            return None
        return Control("sheet", _("Sheet"), str(self.upload.sheet), (("", tuple(options)),))

    @property
    def kind(self) -> Control:
        names = ((m._meta.label_lower, capfirst(str(m._meta.verbose_name))) for m in kinds())
        return Control("kind", _("Each row is"), self.mapping.kind, (("", tuple(names)),))

    @property
    def picture(self) -> list[tuple[Control, list[str], str]]:
        """The first and last rows: what each is, its number and cells."""
        layout, roles = self.mapping.layout, tuple(ROLES.items())
        rows = []
        for number, cells in self.upload.picture["top"] + self.upload.picture["end"]:
            label = _("row %(row)s") % {"row": number}
            role = role_of(layout, number)
            options = tuple((code, str(word)) for code, word in roles)
            rows.append((Control(f"row-{number}", label, role, (("", options),)), cells, role))
        return rows

    @property
    def found(self) -> str:
        """The layout in words: "Header: row 2. Data: rows 3–9. Left out: rows 1, 11"."""
        layout = self.mapping.layout
        rows = f"{layout.first}–{layout.last or ''}"
        left = ", ".join(map(str, (*layout.titles, *layout.notes)))
        words = {"header": ", ".join(map(str, layout.headers)) or "—", "rows": rows, "left": left}
        told = [_("Header: row %(header)s") % words, _("records: rows %(rows)s") % words]
        if left:
            told.append(_("titles and notes: rows %(left)s") % words)
        return " · ".join(told)

    @property
    def first_of_end(self) -> int:
        return len(self.upload.picture["top"])

    @property
    def skipped(self) -> int:
        """Rows that the picture does not show."""
        return self.upload.picture["count"] - len(self.picture)

    # Columns

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
        fields = tuple((f"{FIELD}:{one.name}", one.label) for one in self.fields.values())
        nothing = (("", _("— say what it is —")), (IGNORE, _("ignore this column")))
        groups = [("", nothing), (_("Fields of the %(kind)s") % {"kind": kind}, fields)]
        if self.model is Zone:
            figures = tuple(
                (f"{FIGURE}:{slug}", one.told_apart()) for slug, one in self.metrics.items()
            )
            groups.append((_("Figures of the zone"), figures))
        return tuple(groups)

    def _growth(self, place: int) -> tuple[Option, ...]:
        """What a column can be the growth of."""
        return tuple(
            (f"{GROWTH}:{one.place}", " ".join(one.words) or str(one.place + 1))
            for one in self.waiting.headings
            if one.place != place and self.mapping.columns[one.place].to == FIGURE
        )

    def _near(self, meaning: Meaning) -> tuple[Option, ...]:
        return tuple(
            (f"{FIGURE}:{one}", self.metrics[one].told_apart())
            if one in self.metrics
            else (f"{FIELD}:{one}", self.fields[one].label)
            for one in meaning.near
            if one in self.metrics or one in self.fields
        )

    @cached_property
    def columns(self) -> list[ColumnRow]:
        rows = []
        for heading in self.waiting.headings:
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
            if name == "unit":
                controls.append(choice(**words, options=self._units(meaning), is_needed=not value))
            elif name == "scope":
                if scopes := self.scopes.get(meaning.metric):
                    controls.append(choice(**words, options=scopes))
            elif name in ONLY_OF_GROWTH and meaning.to != GROWTH:
                continue
            elif column.choices:
                options = [(code, str(word)) for code, word in column.choices]
                controls.append(choice(**words, options=options))
            else:
                controls.append(Control(**words))
        return controls

    def _units(self, meaning: Meaning) -> list[Option]:
        """The units of a metric's figures, its own first."""
        metric = self.metrics.get(meaning.metric)
        codes = [code for code in UNITS if metric is None or _fits(code, metric.unit)]
        codes += [meaning.unit] if meaning.unit and meaning.unit not in codes else []
        return [(code, UNITS[code].label) for code in codes]

    @property
    def counts(self) -> str:
        """How many columns are said: "12 columns: 9 mapped, 2 ignored, 1 open"."""
        to = [row.meaning.to for row in self.columns]
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

    # For the whole file

    @cached_property
    def has_figures(self) -> bool:
        return any(one.to in (FIGURE, GROWTH) for one in self.mapping.columns.values())

    @cached_property
    def constants(self) -> list[Control]:
        """What no column says: the source first."""
        said = {one.field for one in self.mapping.columns.values() if one.to == FIELD}
        wanted = [
            one
            for one in self.fields.values()
            if one.name not in said | {"slug", "source", "sources_read"}
            and (one.is_needed or one.name in OFTEN_SAID)
        ]
        if self.model is Zone and self.has_figures:
            wanted += [one for one in columns_of(Observation) if one.name in OF_FIGURES]
        controls = [self._constant(one) for one in wanted]
        if "source" in self.fields and "source" not in said:
            controls.insert(0, self._constant(self.fields["source"]))
        return controls

    def _constant(self, column: Column) -> Control:
        value = self.mapping.constants.get(column.name, "")
        words = {
            "name": f"constant-{column.name}",
            "label": column.label,
            "value": value,
            "is_needed": column.is_needed,
        }
        if column.choices:
            return choice(**words, options=[(code, str(word)) for code, word in column.choices])
        related = column.field.related_model
        if related is None or column.field.many_to_many:
            return Control(**words)
        if related in (Source, Zone) or column.name not in OFTEN_SAID:
            if related is Source and value:
                words["help"] = str(Source.objects.filter(slug=value).first() or "")
            return Control(**words, offered=related._meta.label_lower)
        return choice(**words, options=[(one.slug, str(one)) for one in related.objects.all()])

    @cached_property
    def offered(self) -> dict[str, list[Option]]:
        """Suggestions for texts that name a record, by kind. A query for each kind."""
        wanted = {one.offered for one in self.constants if one.offered}
        return {
            label: [(one.slug, str(one)) for one in rows]
            for label in sorted(wanted)
            for rows in [kind_named(label).objects.order_by("-pk")[:LISTED]]
        }

    @cached_property
    def new_source(self) -> list[Control]:
        """The fields of a source that the import is to add."""
        known = {one.name: one for one in columns_of(Source)}
        controls = []
        for name in NEW_SOURCE:
            column, value = known[name], self.mapping.constants.get(f"{OF_SOURCE}{name}", "")
            words = {"name": f"new-{name}", "label": column.label, "value": value}
            options = [(code, str(word)) for code, word in column.choices]
            controls.append(choice(**words, options=options) if options else Control(**words))
        return controls

    @property
    def adds_source(self) -> bool:
        return any(one.value for one in self.new_source)

    # Questions

    @cached_property
    def questions(self) -> list[tuple[Question, Control]]:
        """Names that are near to records. Of a long file they are asked for at its preview."""
        if self.upload.picture["count"] > ASKED_AT_ONCE:
            return []
        return [(one, _as_control(one)) for one in questions(self.waiting.grid, self.mapping)]

    @cached_property
    def answered(self) -> list[Control]:
        """What was answered already, to be changed."""
        return [
            Control(f"answer-{key}", key, value, (("", ((value, value), ("", _("ask again")))),))
            for key, value in self.mapping.answers.items()
        ]

    @cached_property
    def problems(self) -> list[str]:
        """What must be said before there can be a preview, in sentences."""
        return [*own_problems(self.mapping), *problems(self.mapping)]


# What a row of the picture can be.
ROLES = {
    "title": gettext_lazy("title above"),
    "header": gettext_lazy("header"),
    "data": gettext_lazy("record"),
    "note": gettext_lazy("note below"),
}


def role_of(layout: Layout, number: int) -> str:
    if number in layout.headers:
        return "header"
    if number in layout.titles or number < layout.first:
        return "title"
    is_after = layout.last is not None and number > layout.last
    return "note" if is_after or number in layout.notes else "data"


def _fits(unit: str, metric_unit: str) -> bool:
    try:
        return bool(canonical_unit(unit, metric_unit))
    except UnitMismatchError:
        return False


def _as_control(one: Question) -> Control:
    options = list(one.near)
    if one.may_be_new:
        options.append(("new", _("a new record")))
    options.append(("leave-out", _("leave its rows out")))
    return choice(f"answer-{one.key}", one.words, "", options)


def own_problems(mapping: Mapping) -> list[str]:
    """Texts of the form that are no dates, and a new source without a title. No query."""
    told = []
    periods = [mapping.constants.get("period", "")]
    periods += [one.period for one in mapping.columns.values()]
    for text in sorted(set(filter(None, periods))):
        try:
            partial_date(text)
        except CellError as error:
            told.append(str(error))
    given = {name for name in NEW_SOURCE if mapping.constants.get(f"{OF_SOURCE}{name}")}
    if given and not {"title", "kind"} <= given:
        told.append(_("A new source needs its title and its kind."))
    return told


def posted(mapping: Mapping, data, places: Sequence[int]) -> Mapping:
    """The mapping with what was posted. Few queries."""
    columns = {
        place: _column(mapping.columns.get(place, Meaning()), place, data) for place in places
    }
    constants = dict(mapping.constants)
    for name, value in data.items():
        if name.startswith("constant-"):
            constants[name.removeprefix("constant-")] = " ".join(value.split())
        elif name.startswith("new-") and name.removeprefix("new-") in NEW_SOURCE:
            constants[OF_SOURCE + name.removeprefix("new-")] = " ".join(value.split())
    constants = {name: _plain(name, value) for name, value in constants.items() if value}
    if constants.get(f"{OF_SOURCE}title"):
        values = {name: constants.get(OF_SOURCE + name, "") for name in NEW_SOURCE}
        constants["source"] = Finder(Source).new_key(values)
    answers = {
        name.removeprefix("answer-"): value
        for name, value in data.items()
        if name.startswith("answer-") and value
    }
    return replace(mapping, columns=columns, constants=constants, answers=answers)


def _column(now: Meaning, place: int, data) -> Meaning:
    chosen = data.get(f"to-{place}", code_of(now))
    limits = {
        name: _plain(name, data[f"{name}-{place}"].strip())
        for name in LIMITS
        if f"{name}-{place}" in data
    }
    if chosen == code_of(now):
        return replace(now, **limits) if now.to in (FIGURE, GROWTH) else now
    to, _colon, what = chosen.partition(":")
    empty = {"field": "", "metric": "", "of": None, "sure": True, "why": _("as you said")}
    of = {FIELD: "field", FIGURE: "metric"}.get(to)
    if to == GROWTH and what.isdecimal():
        empty["of"] = int(what)
    elif of:
        empty[of] = what
    return replace(now, **limits, **empty, to=to or UNKNOWN)


def _plain(name: str, value: str) -> str:
    """A date in EDTF, a source by its key; what is neither stays as it was typed."""
    if name == "period" and value:
        try:
            return partial_date(value)
        except CellError:
            return value
    if name == "source" and value:
        called = models.Q(slug=value) | models.Q(title=value) | models.Q(title_en=value)
        found = list(Source.objects.filter(called).values_list("slug", flat=True)[:2])
        return found[0] if len(found) == 1 else value
    return value


def posted_layout(layout: Layout, data, numbers: Sequence[int]) -> Layout:
    """The layout with what was said of the rows of the picture."""
    roles = {number: data.get(f"row-{number}", role_of(layout, number)) for number in numbers}
    if all(role_of(layout, number) == role for number, role in roles.items()):
        return layout
    of = {role: [n for n, one in roles.items() if one == role] for role in ROLES}
    headers, data_rows = of["header"], of["data"]
    first = min(data_rows, default=layout.first)
    notes = [number for number in of["note"] if number > first]
    last = None
    if notes:
        before = [number for number in data_rows if number < min(notes)]
        last = max(before, default=layout.last)
    return replace(
        layout,
        titles=tuple(n for n in of["title"] if n < first),
        headers=tuple(headers),
        first=first,
        last=last,
        notes=tuple(notes),
    )
