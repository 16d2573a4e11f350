"""What was found, in groups as they are shown: the group that fits best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from comparisons.addresses import address
from comparisons.finding.findings import Findings
from comparisons.finding.kinds import KIND_OF, KINDS
from comparisons.finding.marks import line_of, marked
from comparisons.finding.words import DEADLINES
from core.language.text import reads_chinese
from core.records.indexes import Indexes, Order
from core.records.lexicon import Found
from core.records.models import in_readers_language
from core.records.rows import Rows
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import Source
from zones.choices import Tier, ZoneKind
from zones.lives import formerly
from zones.models import Metric, Observation, Province, Scope, Zone
from zones.templatetags import figures

PAGES = {
    "zones:list": _("Zones"),
    "reforms:list": _("Reforms"),
    "policies:list": _("Policies"),
    "metrics:list": _("Metrics"),
    "sources:list": _("Sources"),
    "glossary": _("Glossary"),
    "method": _("Method"),
    "open-data": _("Open data"),
    "about-data": _("About the data"),
    "compare-zones": _("Compare"),
    DEADLINES: _("What is due when"),
    "recent-changes": _("Recent changes"),
}
ORDER = [Province, Zone, Reform, *(kind.model for kind in KINDS[2:5]), Observation]
ORDER += [kind.model for kind in KINDS[5:]]
RELATED = {
    Reform: ("zone__province",),
    Observation: ("zone", "metric", "scope"),
}
LONG_TEXTS = {
    Zone: ("industries", "aliases", "city"),
    ReformType: ("aliases", "definition"),
    ReformGroup: ("definition",),
    Metric: ("aliases", "definition"),
    Policy: ("summary", "covers", "exceptions", "triggers"),
    Source: ("publisher", "author", "access_note"),
    Reform: ("summary", "legal_basis"),
}


class Hit(NamedTuple):
    title: SafeString
    address: str
    context: SafeString  # what it is, and where the words stand


@dataclass
class Group:
    label: str | Promise
    hits: list[Hit]
    count: int
    place: tuple  # among the groups
    model: type[Model] | None = None


def groups(
    indexes: Indexes,
    findings: Findings,
    shown: int,
    texts: dict[type[Model], BitMap] | None = None,
) -> list[Group]:
    """The best of each kind, and how many there are. `texts`: what has the words in its texts.

    A query for each kind.
    """
    found = [_selected(findings)] if findings.selections else []
    for model in {*findings.records, *(texts or ())}:
        fits = findings.records.get(model, {})
        order = sorted(fits, key=_order(indexes, model, fits))
        order += [key for key in (texts or {}).get(model, ()) if key not in fits]
        if order:
            place = (*min(fits.values(), default=Found(99, 0)), ORDER.index(model))
            hits = _hits(model, order[:shown], findings.words)
            label = capfirst(str(model._meta.verbose_name_plural))
            found.append(Group(label, hits, len(order), place, model))
    return sorted(found, key=lambda group: group.place)


def _order(indexes: Indexes, model: type[Model], fits: dict[int, Found]):
    """Of zones that fit alike: with reforms, national, the two usual kinds; then as lists go."""
    if model is not Zone:
        return lambda key: (fits[key], key)
    rows = Rows(indexes, Zone)
    reforms, national = rows.having("reforms", [1]), rows.having("tier", [Tier.NATIONAL])
    usual = [rows.having("kind", [kind]) for kind in (ZoneKind.ETDZ, ZoneKind.HTDZ)]
    places = {key: n for n, key in enumerate(indexes.of(Order, Zone, "pinyin", "slug").keys)}

    def order(key: int) -> tuple:
        match, length = fits[key]
        kinds = [key not in some for some in (national, *usual)]
        return match, key not in reforms, length, *kinds, places.get(key, 0)

    return order


def _hits(model: type[Model], keys: Sequence[int], words: Sequence[str]) -> list[Hit]:
    kind = KIND_OF.get(model)
    related = kind.related if kind else RELATED[model]
    rows = model._default_manager.select_related(*related)
    records = (rows.with_former_names() if model is Zone else rows).in_bulk(keys)
    return [_hit(records[key], words) for key in keys if key in records]


def _hit(record: Model, words: Sequence[str]) -> Hit:
    kind = KIND_OF.get(type(record))
    there = kind.address(record) if kind else record.get_absolute_url()
    title = str(record)
    lines = [marked(str(one), words) for one in _about(record) if one]
    lines += [marked(one, words) for one in _lines(record, words)]
    context = format_html_join(" · ", "{}", ((one,) for one in lines))
    return Hit(marked(title, words), there, context)


def _about(record: Model) -> Iterable:
    """What a record is, in a few words; its name in the other language first."""
    other = "name" if hasattr(record, "name") else "title"
    if not isinstance(record, Observation):
        yield getattr(record, other if not reads_chinese() else f"{other}_en", "")
    if isinstance(record, Zone):
        yield record.catalogue_code
        yield in_readers_language(record.province, "short_name")
        yield record.get_tier_display() if record.tier != Tier.NOT_STATED else ""
        yield formerly(record, record.names_before)
    elif isinstance(record, Reform):
        yield record.zone.label
        yield in_readers_language(record.zone.province, "short_name")
        yield record.get_stage_display()
    elif isinstance(record, Observation):
        yield figures.value(record)
        yield figures.period_label(record)
        yield gettext("(part)") if record.part_of_id else ""
        yield in_readers_language(record, "detail")
    elif isinstance(record, Policy):
        yield in_readers_language(record.province, "short_name")
        yield record.get_stage_display()
    elif isinstance(record, ReformType):
        yield in_readers_language(record.group, "name")
    elif isinstance(record, Scope):
        yield in_readers_language(record.metric, "name")
    elif isinstance(record, Metric):
        yield record.get_topic_display()
    elif isinstance(record, Source):
        yield record.get_kind_display()
    elif isinstance(record, Province):
        yield gettext("zones of this province")
    elif isinstance(record, ReformGroup):
        yield gettext("reforms of this group")


def _lines(record: Model, words: Sequence[str]) -> list[str]:
    """The first line with one of the words, where neither name has it."""
    names = f"{record} {getattr(record, 'name', '')} {getattr(record, 'name_en', '')}"
    if line_of(names, words):
        return []
    columns = LONG_TEXTS.get(type(record), ())
    order = ("", "_en") if reads_chinese() else ("_en", "")
    texts = (getattr(record, f"{one}{end}", "") for one in columns for end in order)
    return next(([line] for text in texts if text and (line := line_of(text, words))), [])


def _selected(findings: Findings) -> Group:
    hits = [_selection(page, chosen) for page, chosen in findings.selections]
    fits = min(findings.selections.values())
    return Group(gettext("Lists of records"), hits, len(hits), (*fits, -1))


def _selection(page: str, chosen: tuple[tuple[str, str], ...]) -> Hit:
    parameters: dict[str, list[str]] = {}
    for name, one in chosen:
        parameters.setdefault(name, []).append(one)
    names = [label for name, values in parameters.items() for label in _labels(name, values)]
    title = gettext(": ").join(filter(None, [str(PAGES[page]), gettext(", ").join(names)]))
    name, sign, anchor = page.partition("#")
    return Hit(title, address(reverse(name), **parameters) + sign + anchor, SafeString(""))


def _labels(parameter: str, values: list[str]) -> list[str]:
    choices = {"tier": Tier, "kind": ZoneKind}.get(parameter)
    if choices:
        return [str(choices(value).label) for value in values]
    model = {"province": Province, "type": ReformType, "group": ReformGroup}[parameter]
    return [str(one) for one in model._default_manager.filter(slug__in=values).order_by("slug")]
