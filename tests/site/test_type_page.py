"""The page of a type of reform: who did it, since when, with which result, and who is silent."""

import pytest

from tests import factories as make
from tests.site.reading import words

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PAGE = "/en/reforms/?type=one-seal"


@pytest.fixture
def kind():
    return make.ReformTypeFactory(slug="one-seal", name_en="One-seal approval")


@pytest.fixture
def do(kind):
    def do(name, **given):
        zone = make.ZoneFactory(slug=name.lower(), short_name_en=name, pinyin=name.lower())
        return make.ReformFactory(zone=zone, types=[kind], **{"started": "", **given})

    return do


def test_it_begins_with_its_answer_and_ends_with_who_is_silent(client, do):
    dated = make.SourceFactory(issued="2020-05")
    do("Anshun", started="2019")
    do("Huaian", source=dated)
    do("Linfen", source=make.SourceFactory(issued="XXXX"))
    do("Yanhu", stage="planned", source=dated)
    make.ReformFactory(zone=make.ZoneFactory(short_name_en="Tunliu"))
    page = client.get(PAGE).text
    toolbar = page.partition('class="toolbar"')[2].partition("</script>")[0]
    parts = ("format=docx", "format=atom", 'id="cite"', "&lt;iframe", "data-copy", "data-print")
    assert [part for part in parts if part in toolbar] == list(parts)
    assert page.count('id="take-away"') == page.count('id="cite"') == 1
    text = words(page)
    assert (
        "4 report it: Anshun; Huaian; Linfen; Yanhu. Earliest stated start, 2019: Anshun." in text
    )
    assert "No figure is reported with it." in text
    assert "Not reported in what was read for Tunliu . Not reported does not mean" in text
    table = text[text.index("Comparable?") :]
    said = ["2019", "by May 2020 at the latest", "not stated", "not started when reported"]
    assert [one for one in said if one in table] == said
    assert [table.index(one) for one in said] == sorted(table.index(one) for one in said)


def test_each_result_says_whether_it_may_be_compared(client, do):
    area, days = make.MetricFactory(name_en="Area"), make.MetricFactory(name_en="Days")
    reforms = [do(name) for name in ("Anshun", "Huaian")]
    for reform in reforms:
        make.ObservationFactory(zone=reform.zone, reform=reform, metric=area, period="2019")
    make.ObservationFactory(zone=reforms[0].zone, reform=reforms[0], metric=days, period="2019")
    page = client.get(PAGE)
    first, second = page.context["rows"]
    assert [(row.code, metrics) for row, metrics in first.verdicts] == [
        ("comparable", ["Area"]),
        ("single", ["Days"]),
    ]
    assert [(row.code, metrics) for row, metrics in second.verdicts] == [("comparable", ["Area"])]
    assert [row.metric for row in page.context["comparison"].rows] == [area]  # of two zones
    assert "1 metric may be compared directly: Area." in words(page.text)
    assert page.context["doubtful"] is None


def test_the_answer_gives_the_first_reason_against_comparing(client, do):
    area = make.MetricFactory(name_en="Area")
    for name, status in (("Anshun", "actual"), ("Huaian", "target")):
        reform = do(name)
        told = {"zone": reform.zone, "reform": reform, "metric": area}
        make.ObservationFactory(period="2019", status=status, **told)
    answer = words(client.get(PAGE).text.partition('class="toolbar"')[0])
    assert "1 metric may not be compared: Area." in answer
    assert "a fact are different statements." in answer


def test_under_further_filters_it_is_the_list_with_the_answer_of_all(client, do):
    do("Anshun")
    do("Huaian", stage="pilot")
    page = client.get(f"{PAGE}&stage=pilot")
    assert "format=docx" not in page.text
    assert [reform.zone.slug for reform in page.context["rows"]] == ["huaian"]
    assert "Of 2 zones with articles read, 2 report it: Anshun; Huaian." in words(page.text)
    assert page.context["comparison"] is None


def test_the_former_comparison_leads_to_it_for_good(client, kind):
    answer = client.get("/en/compare/reforms/?type=one-seal&x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{PAGE}&x=1")
    nothing = client.get("/en/compare/reforms/")
    assert (nothing.status_code, nothing["Location"]) == (301, "/en/reforms/")
    unknown = client.get("/en/compare/reforms/?type=alchemy", follow=True)
    assert "alchemy" in unknown.text
    assert unknown.status_code == 400
