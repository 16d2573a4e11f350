"""Normal forms of zone names: 临汾经开区 is 山西临汾经济技术开发区.

The 2,543 zones of the 2018 catalogue differ in this form, except five pairs, which its codes
distinguish.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.language.text import name_key, split_terms, visible
from core.records.batches import in_chunks
from core.records.doubts import Doubt, Names, alike_doubt

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


# The usual contractions in names of zones that have no short name of their own.
SHORT_KINDS = {
    "经济技术开发区": "经开区",
    "经济开发区": "经开区",
    "高新技术产业开发区": "高新区",
    "Economic and Technological Development Zone": "ETDZ",
    "Economic Development Zone": "EDZ",
    "High-Tech Industrial Development Zone": "HTDZ",
}


NAMED_BY = (  # a row for each former name
    *("slug", "catalogue_code", "province_id", "province__short_name"),
    *("name", "short_name", "aliases", "names__name"),
)
SAYS_WHICH = ("name", "short_name", "aliases", "province", "catalogue_code")


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


def contracted(name: str) -> str:
    """The name with the usual contraction of its kind: Qujing ETDZ, 曲靖经开区."""
    for kind, short in SHORT_KINDS.items():
        if name.endswith(kind) and name != kind:
            return name.removesuffix(kind) + short
    return name


def zones_alike(zones: Sequence, known: Names | None = None) -> list[list[Doubt]]:
    """Doubts by zone: same province and a name, present or former, unless catalogue codes differ.

    One query, and one more if there are zones called so. For batches of stored zones pass one
    `known` dictionary: filled once, then extended by each batch.
    """
    model = type(zones[0])
    rows = model._base_manager.order_by()
    if known is None:
        known, rows = {}, rows.filter(province_id__in={zone.province_id for zone in zones})
    elif known:
        rows = rows.filter(slug__in=[zone.slug for zone in zones])
    provinces: dict[int, str] = {}
    for slug, _code, province, short, *names in rows.values_list(*NAMED_BY).iterator():
        provinces[province] = short
        for key in _keys(*names, short):
            place = hash((province, key))
            known[place] = (*(one for one in known.get(place, ()) if one != slug), slug)
    own = [_keys_of(zone, provinces.get(zone.province_id, "")) for zone in zones]
    met = [
        {slug for key in keys for slug in known.get(hash(key), ()) if slug != zone.slug}
        for zone, keys in zip(zones, own, strict=True)
    ]
    others = _called_now(model, set().union(*met))
    found = []
    for zone, keys, slugs in zip(zones, own, met, strict=True):
        same = (slug for slug in slugs if slug in others and keys & others[slug][1])
        codes = {slug: {others[slug][0], zone.catalogue_code} for slug in same}
        alike = sorted(slug for slug, both in codes.items() if len(both) == 1 or "" in both)
        found.append([alike_doubt(zone, slug, SAYS_WHICH) for slug in alike])
    return found


def _called_now(model, slugs: set[str]) -> dict[str, tuple[str, set[tuple[int, str]]]]:
    """The codes of these zones and their names as they are stored now, with the province's key."""
    found = {}
    for some in in_chunks(slugs):
        rows = model._base_manager.order_by().filter(slug__in=some)
        for slug, code, province, short, *names in rows.values_list(*NAMED_BY):
            keys = found.setdefault(slug, (code, set()))[1]
            keys |= {(province, key) for key in _keys(*names, short)}
    return found


def _keys_of(zone, short: str) -> set[tuple[int, str]]:
    names = zone.name, zone.short_name, zone.aliases, None
    return {(zone.province_id, key) for key in _keys(*names, short)}


def _keys(name: str, short_name: str, aliases: str, former: str | None, province: str) -> set[str]:
    names = [name, short_name, *split_terms(aliases), former or ""]
    return {key for one in names if (key := zone_key(one, province))}
