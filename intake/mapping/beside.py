"""What the columns of a table mean: each by its heading, and growth by what it stands beside."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from intake.mapping.heading import Reader
from intake.mapping.headwords import YEAR
from intake.mapping.meanings import FIELD, FIGURE, GROWTH, IN_CELLS, UNKNOWN, Around, Meaning
from intake.mapping.vocabulary import Vocabulary
from intake.tables.layouts import Heading

SAID = ("period", "basis", "status", "scope", "growth_base", "prices", "realisation", "release")


def meanings_of(
    headings: Sequence[Heading], vocabulary: Vocabulary, around: Around
) -> dict[int, Meaning]:
    """The meaning of each column. No queries besides those of the vocabulary."""
    found: dict[int, Meaning] = {}
    earlier: set[int] = set()  # columns of the year before the one to the left
    for heading in headings:
        reader = Reader(heading, vocabulary, around)
        meaning = reader.meaning()
        if meaning.field == "unit" and vocabulary.has_figures:
            meaning = with_unit_of(meaning, heading.place, found)
        elif reader.is_growth_alone:
            meaning = _growth_beside(reader, meaning, found, earlier)
        elif meaning.to == FIGURE and reader.limits.is_earlier:
            earlier.add(heading.place)
        elif reader.is_earlier_alone and (left := _left(heading.place, found, earlier)) is not None:
            meaning = reader.earlier_than(found[left])
            earlier.add(heading.place)
        if meaning.to == GROWTH and meaning.of is None:
            grown = {one.of for one in found.values()}
            of = {
                p: one
                for p, one in found.items()
                if p not in grown | earlier and _is_grown(one, meaning, vocabulary)
            }
            if reader.is_to_date and any(map(_is_to_date, of.values())):
                of = {p: one for p, one in of.items() if _is_to_date(one)}
            meaning = _with_grown(meaning, of, around)
        found[heading.place] = meaning
    return _without_doubles(found)


def figures_chosen(
    heading: Heading, metric: str, vocabulary: Vocabulary, around: Around
) -> Meaning:
    """A column of a metric that a person chose, with what its heading says beside the name."""
    return Reader(heading, vocabulary, around).chosen(metric)


def growth_chosen(
    heading: Heading, place: int, figures: Meaning, vocabulary: Vocabulary, around: Around
) -> Meaning:
    """A column that a person called the growth of the one at `place`."""
    return Reader(heading, vocabulary, around).growth_of(place, figures)


def growth_of_chosen(
    headings: Sequence[Heading],
    found: dict[int, Meaning],
    chosen: set[int],
    vocabulary: Vocabulary,
    around: Around,
) -> dict[int, Meaning]:
    """Open columns of growth alone that stand beside figures which a person chose."""
    grown = dict(found)
    for heading in headings:
        left = _left(heading.place, grown, set())
        if left in chosen and grown[heading.place].to == UNKNOWN:
            reader = Reader(heading, vocabulary, around)
            if reader.limits.is_growth and not (reader.parts or reader.limits.more):
                grown[heading.place] = reader.growth_of(left, grown[left])
    return grown


def _is_grown(figures: Meaning, growth: Meaning, vocabulary: Vocabulary) -> bool:
    return figures.to == FIGURE and vocabulary.growth_of(figures.metric) == growth.metric


def _is_to_date(one: Meaning) -> bool:
    """1-8月累计 or 1至8月, beside figures of 8月."""
    return one.basis == "year-to-date" or "-01/" in one.period


def _with_grown(meaning: Meaning, of: dict[int, Meaning], around: Around) -> Meaning:
    """Growth with the column that it is of, and its period: of several years the last one."""
    if not of or meaning.period:
        return replace(meaning, of=max(of, default=None))
    periods = {place: one.period or around.period for place, one in of.items()}
    if len({*periods.values()}) == 1 or all(len(one) == 4 for one in periods.values()):
        place = max(of, key=lambda one: (periods[one], one))
        basis = of[place].basis if meaning.basis == "not-stated" else meaning.basis
        return replace(meaning, of=place, period=of[place].period, basis=basis)
    why = _("Figures of several periods stand beside it: say of which column it is the growth.")
    return replace(meaning, to=UNKNOWN, near=(meaning.metric,), sure=False, why=why)


def _left(place: int, found: dict[int, Meaning], earlier: set[int]) -> int | None:
    """The column of figures to the left, beyond its growth and its figures of the year before."""
    while (place := place - 1) in found and (
        place in earlier or found[place].to == GROWTH or found[place].field == "unit"
    ):
        pass
    return place if place in found and found[place].to == FIGURE else None


def with_unit_of(meaning: Meaning, place: int, found: dict[int, Meaning]) -> Meaning:
    """A column of units with that of the figures before it, whose cells they then are."""
    figures = found.get(place - 1, Meaning())
    if not figures.is_figure or figures.unit not in ("", IN_CELLS):
        why = _("No figures without a unit stand before it.")
        return Meaning(words=meaning.words, sure=False, why=why)
    found[place - 1] = replace(figures, unit=IN_CELLS)
    return replace(meaning, of=place - 1)


def _growth_beside(
    reader: Reader, meaning: Meaning, found: dict[int, Meaning], earlier: set[int]
) -> Meaning:
    """The growth of the figures in the column to the left."""
    left = _left(reader.heading.place, found, earlier)
    if left is not None and not reader.parts:
        return _grown_beside(reader, left, found)
    if reader.parts:
        return meaning
    return replace(meaning, why=_("It says how much something grew, and not what."))


def _grown_beside(reader: Reader, left: int, found: dict[int, Meaning]) -> Meaning:
    """The growth of the column at `left`; beside figures of several years that of the last one."""
    figures, several, place = found[left], {}, left
    while (
        (one := found.get(place)) and one.to == FIGURE and _but_period(one) == _but_period(figures)
    ):
        several[place], place = one.period or reader.around.period, place - 1
    if all(YEAR.fullmatch(one) for one in several.values()):
        left = max(several, key=lambda one: several[one])
    return reader.growth_of(left, found[left])


def _but_period(one: Meaning) -> tuple:
    return (one.metric, one.scope, one.status, one.unit)


def _without_doubles(found: dict[int, Meaning]) -> dict[int, Meaning]:
    """Of columns that say the same thing the later ones are unknown."""
    seen: dict[tuple, int] = {}
    for place, one in found.items():
        if one.to not in (FIELD, FIGURE, GROWTH) or (one.to == FIELD and one.of is not None):
            continue
        key = one.field or tuple(getattr(one, name) for name in ("metric", *SAID))
        if key in seen:
            near = (one.metric,) if one.metric else ()
            why = _("The column “%(words)s” says the same.") % {"words": found[seen[key]].words}
            found[place] = Meaning(words=one.words, near=near, sure=False, why=why)
        seen.setdefault(key, place)
    return found
