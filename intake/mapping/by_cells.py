"""What the cells of columns and rows say against, or beside, their headings."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from intake.mapping.meanings import FIELD, IGNORE, UNKNOWN, Meaning
from intake.mapping.vocabulary import ZONE_NAME, key_of
from intake.tables.cells import CellError
from intake.tables.columns import Column, columns_of
from intake.tables.layouts import GROUP, Heading
from zones.choices import Tier, ZoneKind
from zones.models import Zone

# What a row that heads others may say of zones: a city, a time, a metric with its unit.
SAYS_MORE = re.compile("[0-9０-９省市州盟县旗年月()（）:：]|指标|总|值|额|率|数|面积")
# What words of a title say of all zones of a table.
TITLES = (
    ("tier", "国家级", Tier.NATIONAL),
    ("tier", "省级", Tier.PROVINCIAL),
    ("kind", "经济技术开发区|经开区", ZoneKind.ETDZ),
    ("kind", "高新技术产业开发区|高新区", ZoneKind.HTDZ),
    ("kind", "化工园区", ZoneKind.CHEMICAL_PARK),
)


def looked_at(columns: dict[int, Meaning], found: Sequence[Heading], model) -> dict[int, Meaning]:
    """The meanings of headings of zones, as far as the cells below agree."""
    if model is not Zone:
        return columns
    columns = _with_names(columns, found)
    return _without_other_groups(_without_other_kinds(columns, found), found)


def said_of_zones(name: str, words) -> str:
    """The code of a tier or kind that words name: 一、国家级经济技术开发区; "" if not one."""
    key = key_of(words) if isinstance(words, str) and name in ("tier", "kind") else ""
    found = {
        str(v) for n, said, v in TITLES if n == name and any(w in key for w in said.split("|"))
    }
    return found.pop() if len(found) == 1 else ""


def _with_names(columns: dict, found: Sequence[Heading]) -> dict[int, Meaning]:
    """With the names of zones, if no heading says so: the first column with such cells."""
    if not {"name", "slug"}.isdisjoint(o.field for o in columns.values()):
        return columns
    for heading in found:
        one, samples = columns[heading.place], heading.samples
        is_open = one.to == UNKNOWN or one.field == "city"
        if is_open and samples and all(map(ZONE_NAME.search, samples)):
            name = Meaning(words=one.words, to=FIELD, field="name", sure=False)
            return {**columns, heading.place: name}
    return columns


def _without_other_kinds(columns: dict, found: Sequence[Heading]) -> dict[int, Meaning]:
    """Without columns of kinds and tiers whose cells name none: 园区类型 of 综合类."""
    fields = {one.name: one for one in columns_of(Zone) if one.name in ("kind", "tier")}
    why, others = _("Its cells name none of the choices of this field."), {}
    for heading in found:
        one = columns[heading.place]
        field = fields.get(one.field) if one.to == FIELD else None
        if field and heading.samples and not any(_is_choice(field, s) for s in heading.samples):
            near = (one.field,)
            others[heading.place] = Meaning(words=one.words, near=near, sure=False, why=why)
    return {**columns, **others}


def _without_other_groups(columns: dict, found: Sequence[Heading]) -> dict[int, Meaning]:
    """Rows that head others are ignored if they name no place, time or number: 成都平原."""
    why = _("Rows that head those below them, and say nothing that is kept of zones.")
    for heading in found:
        one = columns[heading.place]
        is_open = heading.words == (GROUP,) and one.to == UNKNOWN
        if is_open and not any(SAYS_MORE.search(s) or ZONE_NAME.search(s) for s in heading.samples):
            columns = {**columns, heading.place: replace(one, to=IGNORE, near=(), why=why)}
    return columns


def _is_choice(field: Column, words: str) -> bool:
    try:
        return bool(said_of_zones(field.name, words) or field.read(words, is_new=True))
    except CellError:
        return False
