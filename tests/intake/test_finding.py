"""Words that name records: what is found, what is asked, and the keys of what is new."""

import pytest

from intake.mapping.naming import Naming
from intake.mapping.records import WHY_NEAR, FigureKeys, Finder, Near
from intake.tables.cells import CellError
from tests import factories as make
from zones.models import Observation, Province, Zone


@pytest.fixture
def zones(db):
    guizhou = make.ProvinceFactory(slug="guizhou", name="贵州省", short_name="贵州")
    shanxi = make.ProvinceFactory(slug="shanxi", name="山西省", short_name="山西")
    guangxi = {"slug": "guangxi", "name": "广西壮族自治区", "short_name": "广西"}
    make.ProvinceFactory(**guangxi)

    def zone(slug, name, province=guizhou, code="", **more):
        more = {"short_name": "", "aliases": "", **more}
        make.ZoneFactory(slug=slug, name=name, province=province, catalogue_code=code, **more)

    zone("anshun", "安顺经济技术开发区", code="G521001", aliases="黔中产业园、黔中新城")
    zone("linfen", "山西临汾经济开发区", shanxi)
    zone("hangzhou-yuhang", "杭州余杭经济技术开发区", shanxi)
    zone("one", "城关工业园区")
    zone("other", "城关工业园区", shanxi)
    return Finder(Zone)


def whys(found) -> dict:
    assert isinstance(found, Near), found
    return {one.slug: str(one.why) for one in found.candidates}


@pytest.mark.parametrize(
    ("words", "more", "slug"),
    [
        ("anshun", {}, "anshun"),
        ("安顺经济技术开发区", {}, "anshun"),
        ("安順 經濟技術開發區", {}, "anshun"),
        ("安顺经开区", {}, "anshun"),
        ("贵州安顺经开区", {}, "anshun"),
        ("黔中新城", {"province": "guizhou"}, "anshun"),
        ("临汾经济开发区", {"province": "shanxi"}, "linfen"),
        ("城关工业园区", {"province": "shanxi"}, "other"),
        ("安顺经开区", {"code": "g521001"}, "anshun"),
        ("G521001", {}, "anshun"),
        ("安顺经开区 Anshun ETDZ", {}, "anshun"),
    ],
)
def test_a_zone_is_found_by_what_it_is_called(zones, words, more, slug):
    assert zones.find(words, **more) == slug


@pytest.mark.parametrize(
    ("words", "more", "slugs", "why"),
    [
        ("城关工业园区", {}, {"one", "other"}, "several"),
        ("安顺经济开发区", {}, {"anshun"}, "kind"),
        ("安顺开发区", {}, {"anshun"}, "kind"),
        ("安须经济技术开发区", {}, {"anshun"}, "letter"),
        ("安顺经济技术开发", {}, {"anshun"}, "letter"),
        ("安顺经济技术开发区（一期）", {}, {"anshun"}, "brackets"),
        ("安顺经济技术开发区", {"province": "shanxi"}, {"anshun"}, "province"),
        ("黔东工业园", {"code": "G521001"}, {"anshun"}, "code"),
        ("安顺经济技术开发区", {"code": "G521009"}, {"anshun"}, "other-code"),
        ("余杭经济技术开发区", {}, {"hangzhou-yuhang"}, "alike"),
    ],
)
def test_what_is_only_near_is_asked_and_never_taken(zones, words, more, slugs, why):
    found = whys(zones.find(words, **more))
    assert found == dict.fromkeys(slugs, str(WHY_NEAR[why]))


@pytest.mark.parametrize("words", ["安康高新区", "遵义经济技术开发区", "安"])
def test_other_names_are_new(zones, words):
    assert zones.find(words, province="guizhou") is None


def test_a_different_figure_or_direction_makes_another_name_and_no_slip(db):
    make.ZoneFactory(name="城东工业园区二期", short_name="", aliases="", catalogue_code="")
    finder = Finder(Zone)
    assert finder.find("城西工业园区二期") is finder.find("城东工业园区三期") is None


@pytest.mark.parametrize("words", ["广西", "广西自治区", "广西壮族自治区", "廣西", "guangxi"])
def test_provinces_are_found_in_all_their_forms(zones, words):
    assert Finder(Province).find(words) == "guangxi"


def test_new_records_get_the_forms_keys_and_later_rows_find_them(zones):
    make.ZoneFactory(slug="zun-yi-jing-kai-qu", name="别处工业园区", aliases="")
    finder = Finder(Zone)
    new = {"name": "遵义经开区", "province": "guizhou"}
    assert finder.new_key(new) == "zun-yi-jing-kai-qu-2"
    assert finder.find("遵义经济技术开发区", province="guizhou") == "zun-yi-jing-kai-qu-2"
    assert finder.find("遵义经开区", province="shanxi") is None
    assert finder.new_key({**new, "province": "shanxi"}) == "zun-yi-jing-kai-qu-3"


def test_names_present_and_former_cost_three_queries_whatever_the_number_of_rows(
    zones, django_assert_num_queries
):
    with django_assert_num_queries(3):
        finder = Finder(Zone)
        for name in ("安顺经开区", "遵义经开区", "城关工业园区"):
            finder.find(name)


def test_a_name_that_is_unknown_is_asked_with_names_like_it(zones):
    naming = Naming({})
    with pytest.raises(CellError, match="安顺高新区"):
        naming.slug(Zone, "安顺高新区")
    [question] = naming.asked.values()
    assert [slug for slug, _label in question.near] == ["anshun"]


def test_figures_keep_the_keys_of_the_same_thing_in_their_source(zones):
    stored = make.ObservationFactory(slug="kept", zone=Zone.objects.get(slug="anshun"))
    other = make.SourceFactory()
    names = [field.name for field in Observation._meta.concrete_fields]
    said = {name: getattr(stored, name) for name in names}
    same = {n: getattr(value, "slug", value) for n, value in said.items()}
    words = f"anshun {stored.metric.slug} {stored.period}".lower().replace(" ", "-")
    words = words.replace("/", "")
    keys = FigureKeys()
    elsewhere = {**same, "source": other.slug}
    assert keys.keys([same, elsewhere, elsewhere]) == ["kept", words, words]
    assert keys.keys([{**elsewhere, "status": "target"}, elsewhere]) == [f"{words}-2", words]
