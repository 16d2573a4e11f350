import pytest

from tests.intake.proposed import found, only

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("完成投资3亿元。", "actual"),
        ("预计完成投资3亿元。", "target"),
        ("计划总投资3亿元。", "target"),
        ("力争投资3亿元。", "target"),
        ("拟建厂房3栋。", "target"),
        ("项目总投资3亿元。", "actual"),
        ("园区将建成厂房3栋。", "target"),
        ("园区将64项事项集中办理。", "actual"),
        ("项目年产40万件零部件。", "target"),
        ("保障50万吨乙醇项目用地。", "target"),
        ("去年实现年产值3亿元。", "actual"),
        ("投产后产值可达3亿元。", "target"),
        ("承诺2个工作日内办结。", "commitment"),
        ("办理承诺制事项27件。", "actual"),
        ("机构预测增长3%。", "forecast"),
        ("完成年度目标任务的94.5%。", "actual"),
        ("完成全年投资计划的23.7%。", "actual"),
        ("实现签约3亿元的目标。", "target"),
        ("“手续2个工作日内完成。”这是新流程的目标。", "target"),
        ("征求意见稿提出，面积不小于2平方公里。", "target"),
        ("盘活闲置厂房10万平方米以上。", "target"),
        ("在建厂房10万平方米。", "target"),
        ("2023年产值3亿元。", "target"),
        ("2020年产值3亿元。", "actual"),
        ("全省20个开发区将开展试点。", "target"),
        ("甲省拟认定园区名单\n\n太原市3家：甲园区、乙园区、丙园区。", "target"),
        ("甲省三年行动方案\n\n新建厂房3栋。", "target"),
        ("甲省三年行动方案\n\n去年新建厂房3栋。", "actual"),
        ("甲省公布园区名单\n\n太原市3家：甲园区、乙园区、丙园区。", "actual"),
        ("已盘活闲置厂房10万平方米以上。", "actual"),
    ],
)
def test_a_figure_is_what_the_words_around_it_say(text, status):
    assert only(text).status == status


def test_an_expectation_ends_with_its_clause():
    statuses = [one.status for one in found("预计年产值3亿元，开工率58%，总投资9亿元。")]
    assert statuses == ["target", "actual", "actual"]


def test_an_expectation_of_a_list_holds_for_all_of_it():
    text = "预计完成产值9亿元，税收3亿元；新建厂房3栋。"
    assert [one.status for one in found(text)] == ["target", "target", "actual"]


def test_an_aim_goes_on_until_something_is_done():
    text = "力争投资3亿元，建设厂房3栋，目前已建成2栋。"
    assert [one.status for one in found(text)] == ["target", "target", "actual"]


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("全年完成投资3亿元。", "over-period"),
        ("累计签约项目9个。", "cumulative"),
        ("今年以来办理事项9件。", "year-to-date"),
        ("目前入驻企业9家。", "at-point"),
        ("审批时限不超过5个工作日。", "standing-rule"),
        ("签约项目9个。", "not-stated"),
    ],
)
def test_a_figure_relates_to_its_period_as_is_said(text, basis):
    assert only(text).basis == basis
