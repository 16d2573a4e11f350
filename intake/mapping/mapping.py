"""How a table is to be read: what its rows and columns are, and what holds for all of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.language.units import UNITS, UnitMismatchError, canonical_unit
from intake.mapping.beside import meanings_of
from intake.mapping.by_cells import TITLES, looked_at
from intake.mapping.crossed import metric_place, with_values
from intake.mapping.headwords import named_units, only_year, period_of, units_above
from intake.mapping.meanings import FIELD, IGNORE, IN_CELLS, UNKNOWN, Around, Meaning
from intake.mapping.vocabulary import (
    KEYS,
    Vocabulary,
    derived_names,
    field_names,
    key_of,
)
from intake.tables.columns import columns_of
from intake.tables.kinds import kind_named, kinds
from intake.tables.layouts import Heading, Layout, context, headings, layout_of
from intake.tables.signs import is_aside
from intake.tables.table import Grid
from reforms.models import Reform
from sources.models import CitedModel, Source
from zones.models import Metric, Observation, Province, Zone

UNPRINTED = "XXXX"  # a year that a table does not print
OF_SOURCE = "source."  # before the fields of a new source among the constants
NOTES = ("注", "说明", "备注", "资料来源", "来源", "数据来源", "note", "source")
OF_A_ZONE = ("slug", "catalogue_code", "name")  # any of them tells which zone a row is of


@dataclass(frozen=True)
class Mapping:
    """What a person confirms of a table before it is read.

    `kind`: what a row is, "zones.zone" or any other kind; `columns`: by place from 0; `constants`:
    what holds where no column says it: plain values by field name ("source", "period", "basis",
    "status", "province", "tier", "kind" …), and the fields of a new source by OF_SOURCE with the
    name; `answers`: to questions by their key: a slug, "new" or "leave-out".
    """

    layout: Layout = field(default_factory=Layout)
    kind: str = "zones.zone"
    columns: dict[int, Meaning] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict:
        """What `mapping_from` takes."""
        return asdict(self)

    @property
    def model(self) -> type[models.Model]:
        return kind_named(self.kind)

    @property
    def figures(self) -> dict[int, Meaning]:
        return {place: one for place, one in self.columns.items() if one.is_figure}

    def places(self, name: str) -> list[int]:
        """The columns of a field."""
        return [p for p, one in self.columns.items() if one.to == FIELD and one.field == name]


def mapping_from(data: dict) -> Mapping:
    """The mapping of a JSON object. Raises ValueError for anything else."""
    try:
        columns = {int(p): _made(Meaning, one) for p, one in data["columns"].items()}
        texts = {name: _texts(data[name]) for name in ("constants", "answers")}
        if kind_named(data["kind"]) is None:
            raise ValueError(data["kind"])
        return Mapping(_made(Layout, data["layout"]), data["kind"], columns, **texts)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def _made(kind: type, values: dict):
    known = {one.name: one.type for one in fields(kind)}
    if not values.keys() <= known.keys():
        raise ValueError(f"no {kind.__name__}")
    made = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items()}
    blank = kind()
    for name, value in made.items():
        default = getattr(blank, name)
        may_be_number = default is None or (name, default) == ("last", None)
        is_fit = isinstance(value, int | None) if may_be_number else type(value) is type(default)
        if not is_fit:
            raise ValueError(f"{name}: {value}")
    return kind(**made)


def _texts(values: dict) -> dict[str, str]:
    if not all(isinstance(one, str) for one in (*values, *values.values())):
        raise ValueError("texts are wanted")
    return dict(values)


def proposed(grid: Grid, *, layout: Layout | None = None, kind: str = "") -> Mapping:
    """The mapping that a grid itself suggests. Walks its beginning, and seven queries."""
    layout = layout or layout_of(grid)
    return propose(layout, headings(grid, layout), words_around(grid, layout), kind)


def words_around(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """The texts that say something of all columns."""
    return grid.title, *context(grid, layout)


def around_of(texts: Sequence[str]) -> Around:
    """The units and the period that these texts name, and the titles."""
    titles = _titles(texts)
    return Around(units_above(texts), period_of(titles), tuple(titles), named_units(texts))


def _titles(texts: Sequence[str]) -> list[str]:
    said = [text for text in texts if not is_aside(text)]
    return [text for text in said if not text.strip().lower().startswith(NOTES)]


def propose(
    layout: Layout, found: Sequence[Heading], around: Sequence[str], kind: str = ""
) -> Mapping:
    """What the headings and the words around the table say. Seven queries at most."""
    model = kind_named(kind) or kind_of(found)
    titles, limits = _titles(around), around_of(around)
    is_ours = not KEYS.isdisjoint(key_of(one.words) for one in found)
    period = limits.period
    vocabulary = Vocabulary(model, is_ours=is_ours)
    place = None if is_ours else _metric_place(kind, model, found, vocabulary, limits)
    if place is None:
        columns = looked_at(meanings_of(found, vocabulary, limits), found, model)
    else:
        model = Observation
        columns = meanings_of(found, Vocabulary(model, is_ours=False), limits)
        columns = _with_coded_zones(with_values(columns, found, place, limits))
    constants = {} if is_ours else _constants(model, titles)
    if lacks_zone(model, columns) and (slug := _zone_in(titles)):
        constants["zone"] = slug
    if place is not None and any(one.zone for one in columns.values()):
        constants.pop("zone", None)
    said = {one.field for one in columns.values()}
    if only_year(period) and not is_ours and model in (Zone, Observation) and "period" not in said:
        constants["period"] = period
    constants = {name: value for name, value in constants.items() if name not in said}
    return Mapping(layout, model._meta.label_lower, columns, constants)


def lacks_zone(model: type[models.Model], columns: dict[int, Meaning]) -> bool:
    """Whether years are the rows, and one zone is that of them all: the columns name none."""
    named = {one.field for one in columns.values() if one.to == FIELD}
    has_figures = any(one.is_figure for one in columns.values())
    return model is Zone and has_figures and "period" in named and named.isdisjoint(OF_A_ZONE)


def _with_coded_zones(columns: dict[int, Meaning]) -> dict[int, Meaning]:
    """With the zones that only codes tell."""
    places = {one.field: place for place, one in columns.items() if one.to == FIELD}
    if "catalogue_code" not in places or "zone" in places or any(o.zone for o in columns.values()):
        return columns
    place = places["catalogue_code"]
    return {**columns, place: replace(columns[place], field="zone")}


def _metric_place(
    kind: str, model, found: Sequence[Heading], vocabulary: Vocabulary, around: Around
) -> int | None:
    """The column of a table with a metric in each row that has them; None for other tables."""
    if model is Observation:
        named = field_names(Observation)
        places = (one.place for one in found if named.get(key_of(one.words)) == "metric")
        return next(places, None)
    return None if kind or model is not Zone else metric_place(found, vocabulary, around)


def with_unprinted_periods(mapping: Mapping) -> Mapping:
    """Figures of a day, such as areas, are of an unknown one (XXXX) where nothing says which.

    Of all others the period is asked for. What is said for the whole table counts for these too.
    """
    has_period = bool(mapping.constants.get("period") or mapping.places("period"))
    columns = dict(mapping.columns)
    for place, one in mapping.figures.items():
        if has_period and one.period == UNPRINTED:
            columns[place] = replace(one, period="")
        elif not has_period and not one.period and one.basis == "at-point":
            columns[place] = replace(one, period=UNPRINTED)
    return replace(mapping, columns=columns)


def needs_own_period(one: Meaning, mapping: Mapping) -> bool:
    """Whether its period must be said: a bare 目标 in a table of 1-9月 is mostly the year's."""
    return one.lacks_period_within(mapping.constants.get("period", ""))


def without_open_columns(mapping: Mapping) -> Mapping:
    """With all columns ignored of which nothing was said."""
    columns = {
        place: replace(one, to=IGNORE, near=()) if one.to == UNKNOWN else one
        for place, one in mapping.columns.items()
    }
    return replace(mapping, columns=columns)


def kind_of(found: Sequence[Heading]) -> type[models.Model]:
    """The kind of record that headings are of: with keys the one whose fields they name best."""
    keys = {key_of(one.words) for one in found}
    if KEYS.isdisjoint(keys):
        for model, needed in ((Observation, {"metric", "value"}), (Reform, {"title", "summary"})):
            if needed <= {field_names(model).get(key) for key in keys}:
                return model
        return Zone

    def known(model) -> tuple[int, float]:
        names = field_names(model)
        own = {names[key] for key in keys if key in names}
        derived = derived_names(model).intersection(keys) - names.keys()
        return len(own) + len(derived), len(own) / len(columns_of(model))

    return max(kinds(), key=known)


def _constants(model: type[models.Model], titles: Sequence[str]) -> dict[str, str]:
    """What the titles say of all rows: the province, what kind of zones, the document itself."""
    text, found = key_of("".join(titles)), {}
    if model is Zone:
        for name, words, value in TITLES:
            if name not in found and any(word in text for word in words.split("|")):
                found[name] = str(value)
        rows = Province.objects.values_list("slug", "name", "short_name")
        named = {slug for slug, *names in rows if any(key_of(name) in text for name in names)}
        if len(named) == 1:
            found["province"] = named.pop()
    if model is Observation and (slug := _zone_in(titles)):
        found["zone"] = slug
    if issubclass(model, CitedModel):
        known = Source._base_manager.filter(title__in=titles).values_list("slug", flat=True)[:2]
        if len(known) == 1:
            found["source"] = known[0]
    return found


def _zone_in(titles: Sequence[str]) -> str:
    """The zone that the titles name, of names within others the longest; "" for none or several."""
    text = key_of("".join(titles))
    rows = Zone._base_manager.order_by().values_list("name", "slug").iterator() if text else ()
    keys = {key_of(name): slug for name, slug in rows if key_of(name) in text}
    longest = [one for one in keys if not any(one in other for other in keys if other != one)]
    return keys[longest[0]] if len(longest) == 1 else ""


def problems(mapping: Mapping) -> list[str]:
    """What must be said before a preview is possible, in sentences, all at once. Few queries."""
    told = [*_about_columns(mapping)]
    model, constants = mapping.model, mapping.constants
    named = {one.field for one in mapping.columns.values() if one.to == FIELD}
    is_ours = "slug" in named
    needs_source = issubclass(model, CitedModel) and "source" not in named and not is_ours
    source = constants.get("source")
    if (needs_source or (mapping.figures and "source" not in named)) and not source:
        told.append(_("Say which source these facts stand in."))
    is_new = constants.get(f"{OF_SOURCE}title")
    if source and not is_new and not Source._base_manager.filter(slug=source).exists():
        told.append(_("There is no source “%(slug)s”.") % {"slug": source})
    zone = constants.get("zone")
    if zone and not Zone._base_manager.filter(slug=zone).exists():
        told.append(_("There is no zone “%(slug)s”.") % {"slug": zone})
    if model is Zone and named.isdisjoint(OF_A_ZONE) and not zone:
        names = _("Say which column has the names or codes of the zones.")
        either = _("Say which column names the zones, or which zone all rows are of.")
        told.append(either if mapping.figures else names)
    if mapping.figures:
        named |= {"value"}
        named |= {"zone"} if all(one.zone for one in mapping.figures.values()) else set()
    if model is Observation and not is_ours and (missing := {"zone", "metric", "value"} - named):
        labels = {one.name: one.label for one in columns_of(model)}
        words = ", ".join(labels[name] for name in sorted(missing - constants.keys()))
        told += [_("No column says: %(names)s.") % {"names": words}] if words else []
    told += _about_figures(mapping, has_period="period" in named or bool(constants.get("period")))
    return told


def _about_columns(mapping: Mapping) -> list[str]:
    told, fields_seen = [], {}
    unknown = [_shown(p, one) for p, one in sorted(mapping.columns.items()) if one.to == UNKNOWN]
    if unknown:
        sentence = _("Say what these columns are, or ignore them: %(names)s.")
        told.append(sentence % {"names": ", ".join(unknown)})
    for place, one in sorted(mapping.columns.items()):
        if one.field == "unit" and one.of is not None:
            continue  # there may be one for each column of figures
        if one.to == FIELD and one.field in fields_seen:
            words = {"one": _shown(fields_seen[one.field][0], fields_seen[one.field][1])}
            words["other"] = _shown(place, one)
            sentence = _("The columns “%(one)s” and “%(other)s” are one field: ignore one of them.")
            told.append(sentence % words)
        if one.to == FIELD:
            fields_seen.setdefault(one.field, (place, one))
    return told


def _shown(place: int, one: Meaning) -> str:
    return one.words or str(capfirst(_("column %(n)s") % {"n": place + 1}))


def _about_figures(mapping: Mapping, *, has_period: bool) -> list[str]:
    told, seen, figures = [], {}, mapping.figures
    wanted = {one.metric for one in figures.values()}
    metrics = {m.slug: m for m in Metric._base_manager.filter(slug__in=wanted)} if wanted else {}
    without = []
    for place, one in sorted(figures.items()):
        words = {"words": _shown(place, one), "metric": metrics.get(one.metric, one.metric)}
        key = (one.metric, one.period, one.basis, one.status, one.scope, one.prices, one.release)
        if not one.metric and mapping.model is Observation:
            key = (one.to, one.zone, *key)
        elif one.metric not in metrics:
            told.append(_("“%(words)s”: choose a metric.") % words)
            continue
        if key in seen:
            words["other"] = seen[key]
            sentence = _("“%(words)s” says the same as “%(other)s”: what tells them apart?")
            told.append(sentence % words)
        seen.setdefault(key, words["words"])
        if not one.unit and one.metric:
            told.append(_("“%(words)s”: say the unit.") % words)
        elif one.unit != IN_CELLS and one.metric:
            told += _unit_problem(words, one.unit, metrics[one.metric].unit)
        if not one.period and (not has_period or needs_own_period(one, mapping)):
            without.append(words["words"])
    if without:
        sentence = _(
            "Say which period the figures are of (XXXX if the file does not print it): %(names)s."
        )
        told.append(sentence % {"names": ", ".join(without)})
    return told


def _unit_problem(words: dict, unit: str, of_metric: str) -> list[str]:
    try:
        canonical_unit(unit, of_metric)
    except (UnitMismatchError, KeyError) as error:
        name = UNITS[unit].name if unit in UNITS else unit
        sentence = _("“%(words)s”: %(unit)s is no unit of the metric “%(metric)s” (%(error)s)")
        return [sentence % {**words, "unit": name, "error": error}]
    return []
