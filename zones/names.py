"""Normal forms of zone names: 临汾经开区 is 山西临汾经济技术开发区.

The 2,017 zones of the 2018 catalogue differ in this form, except one pair, which its codes
distinguish.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.language.text import name_key, split_terms, visible
from core.records.doubts import Doubt, alike_doubt

# The contraction of each kind, and the full forms.
CONTRACTIONS = {
    "经开区": "经济技术(?:产业)?开发区|经济开发区|经开区",
    "高新区": "高新技术(?:产业)?(?:开发区|园区|示范区|区)|高技术产业开发区|高新产业开发区|高新区",
    "综保区": "综合保税区|综保区",
    "工业园": "工业(?:园区?|集中区|集聚区)",
    "产业园": "产业园区?",
}
KINDS = re.compile("|".join(f"(?P<k{n}>{names})" for n, names in enumerate(CONTRACTIONS.values())))
ANY_KIND = re.compile("|".join(CONTRACTIONS))
BARE = re.compile("(?<=[^经高术业])开发区$")  # 临汾开发区
IN_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
PROVINCE_ENDINGS = "(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"


@lru_cache(maxsize=20_000)
def zone_key(name: str, province: str) -> str:
    """The normal form without the province (short: 山西), unless only the kind would be left."""
    key = name_key(IN_BRACKETS.sub("", visible(name)))
    kinds = list(CONTRACTIONS)
    key = KINDS.sub(lambda match: kinds[int(match.lastgroup[1:])], key)
    key = BARE.sub("经开区", key)
    place = re.sub(f"^{re.escape(province)}{PROVINCE_ENDINGS}", "", key)
    if place == key or len(ANY_KIND.sub("", place)) > 1:
        return place
    return province + place  # 北京市经开区: the province is the place


def zones_alike(zones: Sequence) -> list[list[Doubt]]:
    """Doubts by zone: same province and name, unless catalogue codes differ. One query."""
    model = type(zones[0])
    rows = model._base_manager.filter(province_id__in={zone.province_id for zone in zones})
    rows = rows.values_list(
        "slug",
        "catalogue_code",
        "province_id",
        "province__short_name",
        "name",
        "short_name",
        "aliases",
    )
    provinces: dict[int, str] = {}
    others: dict[tuple[int, str], set[tuple[str, str]]] = {}
    for slug, code, province, short, *names in rows:
        provinces[province] = short
        for key in _keys(*names, short):
            others.setdefault((province, key), set()).add((slug, code))
    found = []
    for zone in zones:
        short = provinces.get(zone.province_id, "")
        keys = _keys(zone.name, zone.short_name, zone.aliases, short)
        same = set().union(*(others.get((zone.province_id, key), ()) for key in keys))
        own_code = zone.catalogue_code
        slugs = sorted(
            slug
            for slug, code in same
            if slug != zone.slug and (code == own_code or "" in (code, own_code))
        )
        columns = ("name", "short_name", "aliases", "province", "catalogue_code")
        found.append([alike_doubt(zone, slug, columns) for slug in slugs])
    return found


def _keys(name: str, short_name: str, aliases: str, province: str) -> set[str]:
    names = [name, short_name, *split_terms(aliases)]
    return {key for one in names if (key := zone_key(one, province))}
