"""The 2018 catalogue in the fixtures, against the sums and the order that it prints itself."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from sources.seeding import read_fixtures

NATIONAL = {"etdz": 219, "htdz": 156, "customs": 135, "border": 19, "other": 23}
PROVINCIAL = {"7": 986, "8": 157, "9": 848}  # by the digit of the code: the kinds that are printed
DIGITS = {
    "national": {"etdz": "1", "htdz": "2", "customs": "3", "border": "5", "other": "6"},
    "provincial": {"edz": "7", "etdz": "7", "htdz": "8", "industrial-park": "9"},
}
LETTERS = {"national": "G", "provincial": "S"}
# What provinces said in March 2018 of their own zones in it: by kind of the national ones, and
# how many provincial ones. No list of all provinces is known.
SAID_BY_PROVINCES = {
    "heilongjiang": ({"etdz": 8, "htdz": 3, "customs": 2, "border": 2, "other": 1}, 74),
    "gansu": ({"etdz": 5, "htdz": 2, "customs": 1}, 58),
    "anhui": ({"etdz": 12, "htdz": 5, "customs": 4}, 96),
    "shanghai": (20, 39),  # national ones of all kinds
}
LAST = {"national": 552, "provincial": 1991}
# Rows as the catalogue prints them.
PRINTED = """
G113001 北京天竺综合保税区 2008-07 航空贸易、医药贸易、文化贸易
G653135 中哈霍尔果斯国际边境合作中心中方配套区 2006-03 仓储物流、进口资源加工制造、电子
S139047 河北石家庄矿区工业园 2011-07 特钢冶炼、通用零部件、装备制造
S377136 山东东阿经济开发区 2006-03 医药、钢球、食品
S417052 郏县经济技术开发区 2015-02 装备制造、医药、物流
"""


@pytest.fixture(scope="module")
def records():
    found = {}
    for record in read_fixtures(Path(settings.FIXTURE_DIR)):
        found.setdefault(record.model._meta.label_lower, []).append(record.values)
    return found


@pytest.fixture(scope="module")
def provinces(records):
    return {one["slug"]: one["code"][:2] for one in records["zones.province"]}


@pytest.fixture(scope="module")
def zones(records):
    return [one for one in records["zones.zone"] if one["source"] == "catalogue-2018"]


def serial(record) -> int:
    return int(record["locator"].partition("#")[2])


def of_tier(zones, tier):
    return sorted((zone for zone in zones if zone["tier"] == tier), key=serial)


def test_there_are_as_many_zones_of_each_kind_as_the_announcement_says(zones):
    assert Counter(zone["kind"] for zone in of_tier(zones, "national")) == NATIONAL
    digits = [DIGITS["provincial"][zone["kind"]] for zone in of_tier(zones, "provincial")]
    assert Counter(digits) == PROVINCIAL


@pytest.mark.parametrize("province", SAID_BY_PROVINCES)
def test_there_are_as_many_zones_of_a_province_as_it_said(zones, province):
    national, provincial = SAID_BY_PROVINCES[province]
    here = [zone for zone in zones if zone["province"] == province]
    kinds = Counter(zone["kind"] for zone in of_tier(here, "national"))
    assert national in (kinds, kinds.total())
    assert len(of_tier(here, "provincial")) == provincial


@pytest.mark.parametrize("tier", LAST)
def test_serial_numbers_run_without_a_gap(zones, tier):
    assert [serial(zone) for zone in of_tier(zones, tier)] == [*range(1, LAST[tier] + 1)]


def test_zones_stand_in_the_order_of_kinds_and_provinces(zones, provinces):
    national = [(DIGITS["national"][z["kind"]], z["province"]) for z in of_tier(zones, "national")]
    order = [(digit, provinces[province]) for digit, province in national]
    assert order == sorted(order)
    order = [provinces[zone["province"]] for zone in of_tier(zones, "provincial")]
    assert order == sorted(order)
    assert len(set(order)) == 31


def test_codes_say_tier_province_and_kind_and_only_the_one_printed_twice_is_missing(
    zones, provinces
):
    codes = [zone["catalogue_code"] for zone in zones if "catalogue_code" in zone]
    assert len(set(codes)) == len(codes)
    without = [zone for zone in zones if "catalogue_code" not in zone]
    assert [zone["slug"] for zone in without] == ["linzi-edz"]
    assert "S377018" in without[0]["note"]
    for zone in zones:
        if zone not in without:
            kind = DIGITS[zone["tier"]][zone["kind"]]
            expected = rf"{LETTERS[zone['tier']]}{provinces[zone['province']]}{kind}\d{{3}}"
            assert re.fullmatch(expected, zone["catalogue_code"]), zone


def test_every_zone_was_approved_before_the_catalogue_and_has_one_area(zones, records):
    for zone in zones:
        assert "1979-01" <= zone["approved"] <= "2018-02", zone
        assert re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", zone["approved"]), zone
    areas = [one for one in records["zones.observation"] if one["source"] == "catalogue-2018"]
    places = {zone["slug"]: zone["locator"] for zone in zones}
    assert {area["zone"]: area["locator"] for area in areas} == places
    assert len(areas) == len(zones)
    assert all(float(area["value"]) > 0 for area in areas)


def test_every_term_of_the_industries_is_put_into_english_in_one_way(zones):
    known = {}
    for zone in zones:
        if "industries" not in zone:
            assert "在建" in zone["note"]
            continue
        chinese, english = zone["industries"].split("、"), zone["industries_en"].split("; ")
        assert len(chinese) == len(english), zone
        for term, word in zip(chinese, english, strict=True):
            assert known.setdefault(term, word) == word, term


def test_names_are_put_into_english_and_cities_are_those_that_names_say(zones, records):
    called = {one["slug"]: one["name"] for one in zones}
    called |= {one["zone"]: one["name"] for one in records["zones.zonename"]}  # in the catalogue
    for zone in zones:
        assert not re.search(r"[\u3400-\u9fff]", zone["name_en"] + zone.get("city_en", "")), zone
        assert re.fullmatch(r"[a-z ]+", zone["pinyin"]), zone
        assert ("city" in zone) == ("city_en" in zone)
        if "city" in zone:
            assert zone["city"][:2] in called[zone["slug"]] + zone["name"], zone


def test_rows_stand_as_they_are_printed(zones):
    found = {zone.get("catalogue_code"): zone for zone in zones}
    for line in PRINTED.strip().splitlines():
        code, *said = line.split()
        zone = found[code]
        assert [zone["name"], zone["approved"], zone.get("industries", "")] == said
