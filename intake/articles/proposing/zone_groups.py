"""Names of one zone together: its record, its full name, its contractions and nicknames."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from intake.articles.proposing import places
from intake.articles.proposing.known import Known, KnownZone
from intake.articles.proposing.zone_name import Name
from intake.articles.proposing.zone_words import SHORT
from zones.names import zone_key


@dataclass
class Named:
    """All places of one zone."""

    key: str  # its normal form
    names: list[Name] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)

    @cached_property
    def best(self) -> Name:
        """The first of its fullest names."""
        return max(self.names, key=_fullness)


def _fullness(name: Name) -> tuple[bool, int]:
    is_full = not re.search("经开区$|高新区$|综保区$|(?<![术济业])开发区$", name.name)
    return is_full, len(without_province(name.name))


def without_province(name: str) -> str:
    """临汾经济开发区 for 山西省临汾经济开发区; 北京经济技术开发区 as it is."""
    length = places.length_at(name, 0, len(name))
    if length and places.is_province(name[:length]):
        return name[length:]
    return name


class Records:
    """The zones that are recorded, by the normal forms of their names."""

    def __init__(self, known: Known):
        self.short = {one.slug: one.short for one in known.provinces}
        self.by_code = {code: one.slug for one in known.provinces if (code := _code_of(one))}
        self.zones = {one.slug: one for one in known.zones}
        self.names: dict[str, str] = {}
        self.keys: dict[str, set[str]] = {}
        for zone in known.zones:
            for name in (*zone.names, zone.code):
                if name:
                    self.names.setdefault(name, zone.slug)
                    key = zone_key(name, self.short.get(zone.province, ""))
                    for one in (key, _without_city(key), _plain(key)):
                        self.keys.setdefault(one, set()).add(zone.slug)
        self.longest = max(map(len, self.names), default=0)
        self.found: dict[tuple, KnownZone | None] = {}

    def find(self, name: Name, context: Counter) -> KnownZone | None:
        """The record that a name is of; where several are, that of a province in `context`."""
        key = (name.name, name.places)
        if key not in self.found:
            self.found[key] = self._find(name, context)
        return self.found[key]

    def _find(self, name: Name, context: Counter) -> KnownZone | None:
        exact = self.names.get(name.name)
        if exact:
            return self.zones[exact]
        code = places.meant(name.places, context)
        found: set[str] = set()
        for key in _keys(name):
            found = self.keys.get(key, set())
            if found:
                break
        zones = [self.zones[slug] for slug in sorted(found)]
        if code:
            zones = [one for one in zones if one.province == self.by_code.get(code[:2])]
        elif len(zones) > 1:
            near = {self.by_code.get(code[:2]) for code in context}
            zones = [one for one in zones if one.province in near]
        return zones[0] if len(zones) == 1 else None


def _code_of(province) -> str | None:
    codes = [code for name in province.names for code in places.codes_of(name)]
    return next((code[:2] for code in codes if code.endswith("0000")), None)


def _keys(name: Name) -> list[str]:
    """Normal forms, the most exact first: without the province, without a city before a county."""
    key = zone_key(without_province(name.name), "")
    of_city = [zone_key(name.name, one) for one in name.places[:1] if places.is_municipality(one)]
    return list(dict.fromkeys((key, *of_city, _without_city(key), _plain(key))))


def _plain(key: str) -> str:
    """扬州经开区 for 扬州市经开区, without a city before a county. 濮阳县 is not the city 濮阳."""
    key = _without_city(key)
    length = places.length_at(key, 0, len(key))
    if length > places.SHORTEST and key[length - 1] == "市":
        return key[: length - 1] + key[length:]
    return key


def _without_city(key: str) -> str:
    """余杭经开区 for 杭州余杭经开区: the city is left out where a county follows."""
    first = places.length_at(key, 0, len(key))
    second = places.length_at(key, first, len(key)) if first else 0
    if not second:
        return key
    outer, inner = key[:first], key[first : first + second]
    is_within = any(
        places.lies_in(code, city)
        for city in places.codes_of(outer)
        for code in places.codes_of(inner)
    )
    return key[first:] if is_within else key


def grouped(every: list[Name], records: Records, context: Counter) -> list[Named]:
    """The names by zone. Near linear: a name is compared with few groups, which an index gives."""
    groups: dict[str, Named] = {}
    index, owner = FullNames(), {}
    aliases = _in_brackets(every)
    for name in sorted(every, key=lambda one: (id(one) in aliases, _is_loose(one), -len(one.name))):
        record = records.find(name, context)
        key = record.slug if record else _keys(name)[-1]
        if main := aliases.get(id(name)):
            key = owner[id(main)]
        elif key not in groups:
            key = index.group_of(name) or key
        groups.setdefault(key, Named(key)).names.append(name)
        owner[id(name)] = key
        index.add(name, key)
    for group in groups.values():
        group.names.sort(key=lambda one: (one.paragraph.number, one.start))
    return list(groups.values())


def _in_brackets(every: list[Name]) -> dict[int, Name]:
    """Further names in brackets after a name: 钱江经济开发区 is 余杭经济技术开发区.

    One that was named before is a zone of its own. What a name is said to be short for holds
    wherever it stands: 以下简称“阜合园区”.
    """
    found: dict[int, Name] = {}
    short: dict[str, Name] = {}
    before = {every[0].name} if every else set()
    for first, second in pairwise(every):
        text, is_near = first.paragraph.text, first.paragraph is second.paragraph
        is_alias = (
            is_near
            and second.name not in before
            and re.fullmatch("[（(]", text[first.end : second.start])
            and text[second.end : second.end + 1] in ("）", ")")
        )
        if is_near and IN_SHORT.fullmatch(text, first.end, second.start):
            short[second.name] = first
        if is_alias:
            found[id(second)] = first
        before.add(second.name)
    return found | {
        id(one): short[one.name] for one in every if one.name in short and one not in short.values()
    }


IN_SHORT = re.compile('[（(](?:以?下)?简称(?:为)?[：:]?[“"‘「]?')


class FullNames:
    """Names that were read, by the parts that a shorter one of the same zone has."""

    MOST = 100  # names of one beginning and ending: a text of more is no article

    def __init__(self):
        self.by_ending: dict[str, str] = {}
        self.by_signs: dict[tuple[str, str], dict[str, tuple[Name, str]]] = defaultdict(dict)
        self.by_place: dict[str, str] = {}

    def add(self, name: Name, group: str) -> None:
        for code in _lies_at(name):
            self.by_place.setdefault(code, group)
        full = _keys(name)[-1]
        alike = self.by_signs[full[:2], full[-2:]]
        if full in alike:
            return
        if len(alike) < self.MOST:
            alike[full] = name, group
        for start in range(1, len(full) - SHORTEST_ENDING + 1):
            self.by_ending.setdefault(full[start:], group)

    def group_of(self, name: Name) -> str | None:
        """陵川示范区 for 陵川生态文化旅游示范区, 滨江经开区 for 常州滨江经济开发区."""
        short = _keys(name)[-1]
        if _is_loose(name):
            codes = places.codes_of(name.places[-1])
            if group := next(
                (self.by_place[code] for code in codes if code in self.by_place), None
            ):
                return group
        if group := self.by_ending.get(short):
            return group
        if SHORT.search(short):
            return None
        return next(
            (
                group
                for full, (one, group) in self.by_signs[short[:2], short[-2:]].items()
                if len(short) < len(full)
                and _is_subsequence(short, full)
                and (one.kind not in OFFICIAL or name.kind in ("", one.kind))
            ),
            None,
        )


SHORTEST_ENDING = 4  # 天府新区 of 成都天府新区
OFFICIAL = ("edz", "etdz", "htdz")  # 长春新区 is not short for 长春高新区


def _is_loose(name: Name) -> bool:
    """沧县开发区: a place and nothing that is the zone's own."""
    text = name.paragraph.text
    before = text[name.start : name.head]
    return (
        bool(name.places)
        and text[name.head : name.end] == "开发区"
        and before.endswith(name.places[-1])
    )


def _lies_at(name: Name) -> tuple[str, ...]:
    """The counties in which a zone of its own name (沧东经济开发区) was said to lie."""
    is_told = bool(name.places) and name.places[-1] not in name.name
    return places.codes_of(name.places[-1]) if is_told and name.kind in ("edz", "etdz") else ()


def _is_subsequence(short: str, full: str) -> bool:
    signs = iter(full)
    return all(sign in signs for sign in short)
