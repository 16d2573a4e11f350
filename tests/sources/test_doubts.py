"""What is possible and unlikely about a fact is found, by the same checks everywhere."""

from decimal import Decimal

import pytest

from core.records.doubts import Kind
from sources.doubts import confirm, open_doubts
from sources.models import ArticleText
from tests import factories as make
from zones.models import Zone

pytestmark = pytest.mark.django_db

SHARE = {"metric__quantity": "share", "metric__unit": "percent", "unit": "percent"}
MONEY = {"metric__quantity": "money", "metric__unit": "cny-100m", "unit": "cny-100m"}
TEXT = "2018年完成技工贸总收入137亿元，增长15.5%。\n投资亦有增长，签约项目37个。"


def kinds_of(record) -> list[str]:
    record.clean_fields()  # "12" becomes a number, as in a form
    return [doubt.kind for doubt in open_doubts([record])[0]]


@pytest.fixture
def source():
    found = make.SourceFactory(issued="2019-06")
    ArticleText.objects.create(source=found, text=TEXT)
    return found


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        (SHARE | {"value": 100}, []),
        (SHARE | {"value": 3600}, [Kind.SHARE]),
        (SHARE | {"value": 120, "metric__plausible_max": Decimal(150)}, []),
        (SHARE | {"value": 160, "metric__plausible_max": Decimal(150)}, [Kind.OUT_OF_RANGE]),
        ({"value": -36, "unit": "km2"}, [Kind.NEGATIVE]),
        ({"value": -36, "unit": "km2", "metric__plausible_min": Decimal(-99999)}, []),
        (SHARE | {"value": -36, "metric__quantity": "growth"}, []),
        ({"metric__plausible_min": Decimal(100), "metric__plausible_max": Decimal(100)}, []),
        ({"metric__plausible_min": Decimal(101)}, [Kind.OUT_OF_RANGE]),
        ({"metric__plausible_max": Decimal(99)}, [Kind.OUT_OF_RANGE]),
        ({"metric__plausible_max": Decimal(150), "value_high": 150}, []),
        ({"metric__plausible_max": Decimal(150), "value_high": 151}, [Kind.OUT_OF_RANGE]),
        (MONEY | {"value": 12, "value_high": 15, "quote": "12亿—15亿元"}, []),
        ({"period": "2091"}, [Kind.FUTURE]),
        ({"period": "2091", "status": "target"}, []),
        ({"period": "2018/.."}, []),
        ({"period": "2019-06"}, []),
        ({"period": "2019-07"}, [Kind.AFTER_ISSUE]),
        ({"period": "2019-07", "source__issued": ""}, []),
        ({"period": "XXXX-07"}, []),
        (MONEY | {"value": 12, "quote": "137亿元"}, [Kind.OTHER_NUMBER]),
        (MONEY | {"value": 12, "quote": "1,137"}, []),  # a cell, whose unit stands elsewhere
        (MONEY | {"value": 137, "quote": "1.2万户、137亿元"}, []),
        (MONEY | {"value": 37, "quote": "137亿元"}, [Kind.OTHER_NUMBER]),
        (MONEY | {"value": 12, "quote": "37个项目"}, []),
        (MONEY | {"value": 1, "quote": "一亿元"}, []),
        ({"value": None, "unit": "", "value_text": "数十", "quote": "数十亩"}, []),
    ],
)
def test_a_figure_is_doubtful_by_its_size_its_period_and_its_own_quotation(values, kinds):
    assert kinds_of(make.ObservationFactory(**values)) == kinds


def test_a_figure_whose_metric_got_another_unit_does_not_stop_the_checks():
    figure = make.ObservationFactory(period="2091")
    figure.metric.unit = "percent"
    assert kinds_of(figure) == [Kind.FUTURE]


@pytest.mark.parametrize(
    ("quote", "kinds"),
    [
        ("总收入137亿元", []),
        ("", []),
        ("总收入138亿元", [Kind.QUOTE_MISSING, Kind.OTHER_NUMBER]),
        ("增长", [Kind.QUOTE_SEVERAL]),
        ("签约项目", [Kind.FIGURE_AWAY]),
    ],
)
def test_a_quotation_is_looked_up_in_the_attached_text(source, quote, kinds):
    figure = make.ObservationFactory(source=source, quote=quote, value=137, **MONEY)
    assert kinds_of(figure) == kinds


def test_facts_without_a_figure_are_looked_up_too_and_all_of_a_list_in_few_queries(
    source, django_assert_max_num_queries
):
    reforms = [make.ReformFactory(source=source, quote=quote) for quote in ("签约", "一枚印章")]
    figures = [make.ObservationFactory(source=source, quote="没有的话") for _number in range(9)]
    with django_assert_max_num_queries(4):
        first, second = open_doubts(reforms)
    assert ([one.kind for one in first], [one.kind for one in second]) == (
        [],
        [Kind.QUOTE_MISSING],
    )
    with django_assert_max_num_queries(5):
        assert all(open_doubts(figures))


def test_a_total_and_each_of_its_parts_ask_the_same_question_and_one_answer_is_enough():
    total = make.ObservationFactory(slug="total", value=10)
    same = {"zone": total.zone, "metric": total.metric, "part_of": total}
    make.ObservationFactory(value=6, detail="甲", **same)
    part = make.ObservationFactory(value=4, detail="乙", **same)
    assert kinds_of(total) == kinds_of(part) == []
    part.value = Decimal(5)  # as a form has it, before it is saved
    [doubt] = open_doubts([part])[0]
    assert "11亩" in doubt.sentence
    part.save()
    assert kinds_of(total) == [Kind.PARTS]
    confirm([(part, [doubt])], reason="四舍五入", actor=None)
    assert kinds_of(total) == kinds_of(part) == []
    part.value = 7
    assert kinds_of(part) == [Kind.PARTS]
    part.bound = "about"
    part.value = "4.4"
    assert kinds_of(part) == []


@pytest.mark.parametrize(
    ("values", "is_doubtful"),
    [
        ({"detail": "全 区"}, True),  # another spelling of the scope
        ({"detail": "", "value": 100}, True),  # the same value, its scope left out
        ({"detail": "", "value": 90}, False),
        ({"detail": "园区", "value": 100}, False),
        ({"detail": "全区", "basis": "cumulative", "value": 100}, True),
        ({"detail": "全区", "basis": "cumulative", "value": 90}, False),
        ({"detail": "全区", "period": "2017"}, False),
        ({"detail": "全区", "status": "target"}, False),
        ({"detail": "全区", "prices": "constant"}, False),
        ({"detail": "全区", "growth_base": "year-before"}, False),
        ({"detail": "全区", "release": "final"}, False),
        ({"detail": "全区", "value_high": 120, "basis": "cumulative"}, False),
    ],
)
def test_a_figure_that_its_source_has_already_is_asked_about(values, is_doubtful):
    first = make.ObservationFactory(detail="全区")
    same = {"zone": first.zone, "metric": first.metric}
    elsewhere = make.ObservationFactory(**same, **values)  # of another source
    assert kinds_of(elsewhere) == []
    second = make.ObservationFactory(**same, **values, source=first.source)
    assert kinds_of(second) == kinds_of(first) == [Kind.DUPLICATE] * is_doubtful


@pytest.mark.parametrize(
    ("scope", "other", "is_doubtful"),
    [("甲", "乙", False), ("甲", "", True), ("甲", "甲", True)],
)
def test_figures_of_other_scopes_are_not_the_same_figure(scope, other, is_doubtful):
    metric, zone, source = make.MetricFactory(), make.ZoneFactory(), make.SourceFactory()
    scopes = {name: make.ScopeFactory(metric=metric, name=name) for name in ("甲", "乙")}
    same = {"metric": metric, "zone": zone, "source": source}
    make.ObservationFactory(**same, scope=scopes[scope])
    second = make.ObservationFactory(**same, scope=scopes.get(other), detail="一期")
    assert kinds_of(second) == [Kind.DUPLICATE] * is_doubtful


def test_a_total_and_its_only_part_are_no_duplicates():
    total = make.ObservationFactory()
    same = {"zone": total.zone, "metric": total.metric, "source": total.source}
    part = make.ObservationFactory(part_of=total, detail="甲", **same)
    assert kinds_of(total) == kinds_of(part) == []


def test_a_tick_holds_until_what_was_asked_about_changes(source):
    figure = make.ObservationFactory(source=source, quote="137亿", value=12, **MONEY)
    assert kinds_of(figure) == [Kind.FIGURE_AWAY]
    confirm([(figure, open_doubts([figure])[0])], reason="另处", actor=None)
    figure.note = "注"
    assert kinds_of(figure) == []
    figure.value = 13
    assert kinds_of(figure) == [Kind.FIGURE_AWAY]


def test_zones_of_later_batches_are_compared_with_the_names_that_earlier_ones_have_now():
    known, province = {}, make.ProvinceFactory(short_name="山西")

    def twins(*zones) -> list[list[str]]:
        return [[doubt.about for doubt in doubts] for doubts in open_doubts(zones, known)]

    def zone(slug: str, name: str, code: str = ""):
        own = {"slug": slug, "name": name, "catalogue_code": code}
        return make.ZoneFactory(province=province, short_name="", aliases="", **own)

    assert twins(zone("fen", "临汾经济开发区", "S1"), zone("yun", "运城经开区")) == [[], []]
    assert twins(zone("again", "山西临汾经济技术开发区")) == [["fen"]]
    assert twins(zone("other-code", "临汾经开区", "S2")) == [["again"]]
    renamed = Zone.objects.get(slug="yun")
    renamed.name = "大同经开区"
    renamed.save()
    assert twins(renamed, zone("new", "运城经开区")) == [[], []]
    assert twins(zone("more", "大同经济技术开发区")) == [["yun"]]
