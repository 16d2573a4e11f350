from decimal import Decimal

import pytest

from intake.articles.proposing import policies
from intake.articles.proposing.proposals import Proposals
from intake.articles.proposing.recorded import with_recorded
from tests import factories as make
from tests.intake.known_words import known, passages

ISSUED = "2019年1月，河南省工信厅印发《河南省化工园区整治行动方案》，"


def found(text: str, issued: str = "2019-07"):
    return policies.find(passages(text, issued), known())


def only(text: str, issued: str = "2019-07"):
    (one,) = found(text, issued)
    return one


@pytest.mark.once
def test_a_rule_has_its_title_province_agency_and_date():
    text = f"{ISSUED}自2019年3月1日起施行。"
    one = only(text)
    assert one.quote == text[one.start : one.end] == "《河南省化工园区整治行动方案》"
    assert one.title == "河南省化工园区整治行动方案"
    assert (one.province, one.agencies, one.new_agencies) == ("henan", ("henan-industry",), ())
    assert (one.issued, one.effective, one.stage) == ("2019-01", "2019-03-01", "in-force")


@pytest.mark.once
def test_several_agencies_are_told_apart_and_unknown_ones_are_named_as_printed():
    one = only("近日，省工信厅、河南省生态环境厅联合印发《河南省化工园区管理办法》。")
    assert (one.agencies, one.new_agencies) == (("henan-industry",), ("河南省生态环境厅",))


@pytest.mark.once
def test_a_heading_names_the_province_of_what_follows():
    text = (
        "浙江\n\n2019年3月，省大气办起草了《关于加强园区废气治理的意见（征求意见稿）》。\n\n"
        "江苏\n\n2019年4月，省政府印发《化工园区管理办法》。"
    )
    one, other = found(text)
    assert other.province == "jiangsu"
    assert (one.province, one.stage) == ("zhejiang", "draft")
    assert one.title.endswith("（征求意见稿）")


@pytest.mark.once
@pytest.mark.parametrize(
    "words",
    [
        "河南省发布《化工园区评估导则》(征求意见稿)。",
        "河南省对《化工园区评估导则》公开征求意见稿。",
    ],
)
def test_a_draft_is_told_by_its_title_or_what_follows(words):
    assert only(words).stage == "draft"


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "根据《河南省打赢蓝天保卫战三年行动计划》要求，园区开展整治。",  # a basis
        "山西省临汾经开区印发《临汾经开区整治工作实施方案》。",  # a zone's own
        "工业和信息化部印发《化工园区建设标准和认定管理办法》。",  # the state's
        "湖南\n\n长沙市政府印发《关于加快园区发展的若干意见》。",  # a city's
        "河南省上映《黄河大合唱》。",  # no rule
    ],
)
def test_other_titles_are_no_provincial_rules(text):
    assert found(text) == ()


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "根据《河南省化工园区认定办法》，园区由省政府认定。",
        "河南省对《河南省化工园区建设标准（试行）》进行修订。",
    ],
)
def test_a_rule_about_zones_is_one_also_where_it_is_followed_or_amended(text):
    assert only(text).province == "henan"


@pytest.mark.once
def test_a_date_without_its_year_gives_none():
    text = "今年6月，河南省工信厅印发《河南省化工园区管理办法》。"
    assert only(text).issued == "2019-06"
    assert only(text, issued="").issued == ""
    assert only(text.replace("今年", "")).issued == ""


@pytest.mark.once
def test_aims_have_their_due_date_value_and_metric():
    text = f"{ISSUED}到2020年，合成氨、甲醇产能分别控制在550万吨、300万吨左右，排放大幅减少。"
    first, second, third = only(text).targets
    assert (first.value, first.unit, first.metric) == (
        Decimal(550),
        "tonne-10k",
        "ammonia-capacity",
    )
    assert (second.value, second.bound, second.metric) == (
        Decimal(300),
        "about",
        "methanol-capacity",
    )
    assert (third.value, third.title) == (None, "排放大幅减少")
    assert {one.due for one in (first, second, third)} == {"2020"}
    assert text[third.start : third.end] == third.quote


@pytest.mark.once
def test_an_obligation_has_no_due_date_and_results_are_no_aims():
    one = only(f"{ISSUED}要求列入名单的企业必须关停。目前已完成评估。")
    assert [(each.title, each.due) for each in one.targets] == [("要求列入名单的企业必须关停", "")]
    assert one.instruments == ("relocation",)


@pytest.mark.once
def test_exceptions_and_triggers_are_quoted():
    one = only(
        f"{ISSUED}除冶炼尾气制硫酸等项目外，园区外不得新建项目。"
        "园区出现产业规划改变、地质条件变化等情况时，必须重新评估。"
    )
    assert one.exceptions == ("冶炼尾气制硫酸等项目",)
    assert one.triggers == ("产业规划改变、地质条件变化",)


@pytest.mark.once
def test_each_rule_has_the_aims_up_to_the_next():
    text = f"{ISSUED}企业必须搬迁。2019年2月，浙江省发布《浙江省园区管理办法》，项目不得扩建。"
    assert [[each.title for each in one.targets] for one in found(text)] == [
        ["企业必须搬迁"],
        ["项目不得扩建"],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("issued", "says_same"), [("2019-01", True), ("2019-02", False)])
def test_a_recorded_rule_of_the_same_title_says_the_same_or_another_date(issued, says_same):
    province = make.ProvinceFactory(slug="henan")
    recorded = make.PolicyFactory(
        province=province,
        title="河南省化工园区整治行动方案（2018—2020年）",
        issued=issued,
        effective="",
        ends="",
    )
    proposed = found(ISSUED.replace("方案》", "方案(2018-2020年)》"))
    (told,) = with_recorded(Proposals("", policies=proposed)).policies
    assert [(one.slug, one.says_same) for one in told.recorded] == [(recorded.slug, says_same)]
