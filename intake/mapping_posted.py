"""What was posted by the mapping page, as a mapping."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.imports.waiting import Waiting
from intake.mapping.beside import figures_chosen, growth_chosen, growth_of_chosen, with_unit_of
from intake.mapping.crossed import values_chosen
from intake.mapping.mapping import OF_SOURCE, Mapping, around_of, words_around
from intake.mapping.meanings import (
    FIELD,
    FIGURE,
    GROWTH,
    IGNORE,
    UNKNOWN,
    Around,
    Meaning,
)
from intake.mapping.records import Finder
from intake.mapping.vocabulary import Vocabulary
from intake.mapping_columns import LIMITS, code_of, fields_of
from intake.tables.cells import CellError, partial_date
from intake.tables.columns import Column, columns_of
from intake.tables.layouts import Heading, Layout
from sources.models import Source
from zones.models import Observation, Zone

NEW_SOURCE = ("title", "kind", "publisher", "issued", "url")
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


def posted(waiting: Waiting, data) -> Mapping:
    """The mapping with what was posted. Few queries, more for what is chosen anew."""
    mapping = waiting.mapping
    columns = _columns(waiting, data)
    constants = dict(mapping.constants)
    for name, value in data.items():
        before, _dash, called = name.partition("-")
        if before == "constant":
            constants[called] = " ".join(value.split())
        elif before == "new" and called in NEW_SOURCE:
            constants[OF_SOURCE + called] = " ".join(value.split())
    known = {one.name: one for one in columns_of(mapping.model)}
    constants = {n: _plain(known.get(n), n, value) for n, value in constants.items() if value}
    constants = _with_new_source(constants, mapping.constants)
    answers = {
        name.removeprefix("answer-"): value
        for name, value in data.items()
        if name.startswith("answer-") and value
    }
    return replace(mapping, columns=columns, constants=constants, answers=answers)


def _with_new_source(constants: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """With a key for a source that was titled just now, or without that of one that is no more."""
    title, earlier = constants.get(f"{OF_SOURCE}title"), before.get(f"{OF_SOURCE}title")
    if title and title != earlier:
        values = {name: constants.get(OF_SOURCE + name, "") for name in NEW_SOURCE}
        return {**constants, "source": Finder(Source).new_key(values)}
    if earlier and not title and constants.get("source") == before.get("source"):
        constants = {name: value for name, value in constants.items() if name != "source"}
    return constants


def _columns(waiting: Waiting, data) -> dict[int, Meaning]:
    """What is said of each column; figures chosen first, that their growth can be chosen too."""
    found, chosen = {}, {}
    for heading in waiting.headings:
        place = heading.place
        now = waiting.mapping.columns.get(place, Meaning())
        code = data.get(f"to-{place}", code_of(now))
        if code != code_of(now):
            chosen[heading] = code
        elif now.is_figure:
            limits = {n: data[f"{n}-{place}"] for n in LIMITS if f"{n}-{place}" in data}
            now = replace(now, **{n: _date(v.strip(), n) for n, v in limits.items()})
        found[place] = now
    chooser = _Chooser(waiting)
    for heading, code in sorted(chosen.items(), key=lambda one: one[1].startswith(GROWTH)):
        found[heading.place] = chooser.meaning(heading, code, found)
    figures = {one.place for one, code in chosen.items() if _is_figure(found[one.place])}
    if figures and waiting.mapping.model is Zone:
        return growth_of_chosen(waiting.headings, found, figures, *chooser.known)
    return found


class _Chooser:
    """Meanings that a person chose. Four queries if they are of figures."""

    def __init__(self, waiting: Waiting):
        self.waiting, self.model = waiting, waiting.mapping.model

    @cached_property
    def known(self) -> tuple[Vocabulary, Around]:
        grid, layout = self.waiting.grid, self.waiting.mapping.layout
        return Vocabulary(self.model, is_ours=False), around_of(words_around(grid, layout))

    def meaning(self, heading: Heading, code: str, columns: dict[int, Meaning]) -> Meaning:
        to, _colon, what = code.partition(":")
        plain = Meaning(words=" · ".join(heading.words), why=_("as you said"))
        if to == FIELD and what == "unit" and self.model is Zone:
            return with_unit_of(replace(plain, to=FIELD, field="unit"), heading.place, columns)
        if to == FIELD and what in fields_of(self.model):
            return replace(plain, to=FIELD, field=what)
        if to == IGNORE:
            return replace(plain, to=IGNORE)
        if to == FIGURE and self.model is Zone and what in self.known[0].metrics:
            found = figures_chosen(heading, what, *self.known)
        elif to == GROWTH and what.isdecimal() and _is_figure(columns.get(int(what))):
            place = int(what)
            found = growth_chosen(heading, place, columns[place], *self.known)
        elif to in (FIGURE, GROWTH) and not what and self.model is Observation:
            found = values_chosen(heading, to, self.known[1])
        else:
            return replace(plain, sure=False, why="")
        return found if found.to == UNKNOWN else replace(found, sure=True, why=plain.why)


def _is_figure(one: Meaning | None) -> bool:
    return one is not None and one.to == FIGURE


def _date(value: str, name: str = "period") -> str:
    """A period in EDTF; what is none stays as it was typed, to be told."""
    try:
        return partial_date(value) if value and name == "period" else value
    except CellError:
        return value


def _plain(column: Column | None, name: str, value: str) -> str:
    """A date in EDTF, a record by its key; what is neither stays as it was typed, to be told."""
    if name == "period":
        return _date(value)
    related = column and not column.field.many_to_many and column.field.related_model
    related = {"source": Source, "zone": Zone}.get(name, related)
    if related and not related._base_manager.filter(slug=value).exists():
        found = Finder(related).find(value)
        return found if isinstance(found, str) else value
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
    # Rows below a note in the middle are data as before, and so are rows that are not pictured.
    at_end = [number for number in notes if number > max(data_rows, default=first)]
    last = min(at_end) - 1 if at_end else None
    return replace(
        layout,
        titles=tuple(n for n in of["title"] if n < first),
        headers=tuple(headers),
        first=first,
        last=last,
        notes=tuple(notes),
    )
