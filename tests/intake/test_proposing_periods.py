import pytest

from tests.intake.proposed import found, only

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2018年完成投资3亿元。", "2018"),
        ("今年完成投资3亿元。", "2021"),
        ("去年完成投资3亿元。", "2020"),
        ("上半年完成投资3亿元。", "2021-01/2021-06"),
        ("1—3月完成投资3亿元。", "2021-01/2021-03"),
        ("截至去年底，入驻企业9家。", "2020-12"),
        ("截至4月底，入驻企业9家。", "2021-04"),
        ("截至12月底，入驻企业9家。", "2020-12"),
        ("截至目前，入驻企业9家。", "2021"),
        ("园区有企业9家。", "2021"),
        ("2020年以来出让土地9宗。", "2020/.."),
        ("自2015年获批以来，签约项目9个。", "2015/.."),
        ("“十三五”期间，签约项目9个。", "2016/2020"),
        ("力争到2025年，产值突破3亿元。", "2025"),
        ("到“十四五”末，产值达3亿元。", "2025"),
        ("2019年，园区扩大。全年完成投资3亿元。", "2019"),
        (
            "2018年，园区扩大。这一年园区修了路，也架了桥，企业纷纷前来，面貌焕然一新，人人称赞，谁也没有想到会有这么大的变化，也没有人再提起从前的样子。全年完成投资3亿元。",
            "2018",
        ),
        ("从2010年起，园区扩大。现在，该区有企业9家。", "2021"),
        ("2019年，园区扩大。同年12月，签约项目9个。", "2019-12"),
        ("排名第一！这是园区2019年度的成绩。", "2019"),
        ("新华社5月4日电 园区有企业9家。", "2021"),
        ("是2006年批准的开发区，现入驻企业9家。", "2021"),
        ("截止到4月末，项目不少。其中，签约项目9个。", "2021-04"),
        ("今年6月，提出诉求。上半年，签约项目9个。", "2021-01/2021-06"),
        ("依据《办法（2017年修订）》，园区总面积9亩。", "2021"),
    ],
)
def test_a_figure_has_the_time_that_the_text_tells(text, period):
    assert only(text).period == period


@pytest.mark.parametrize(
    "text",
    [
        "近年来，签约项目9个。",
        "此前，园区有企业9家。",
        "园区原有企业9家。",
        "手续用时7个工作日。",
        "项目年产40万件零部件。",
        "预计年产值3亿元。",
        "规划面积不小于2平方公里。",
        "比2015年增长3%。",
        "较改革前的2015年增长3%。",
        "完成全年目标的80%。",
        "去年，园区改革。审批时限缩短60%。",
        "每个园区原则上不超过3个区块。",
        "梳理事项9项。",
    ],
)
def test_a_time_that_is_not_told_is_none(text):
    assert only(text).period == ""


def test_what_a_change_began_with_and_came_to_has_no_date_of_its_own():
    before, after = found("由全市24个机构整合为16个。")
    assert (before.period, after.period) == ("", "")


@pytest.mark.parametrize("text", ["今年完成投资3亿元。", "截至目前，入驻企业9家。"])
def test_without_a_date_of_issue_there_is_no_year(text):
    assert only(text, issued="").period == ""


def test_a_year_of_long_ago_is_not_that_of_what_follows():
    text = f"2002年，园区获批。{'园区位于河畔。' * 10}上半年，签约项目9个。"
    assert only(text).period == "2021-01/2021-06"


@pytest.mark.parametrize(
    ("text", "issued", "period"),
    [
        ("昨天签约项目9个。", "2021-05-01", "2021-04-30"),
        ("昨天签约项目9个。", "2021-05", ""),
        ("过去一年，办理事项9项。", "2021-01-20", "2020"),
        ("过去一年，办理事项9项。", "2021-09", ""),
        ("全省20个开发区将开展试点。", "2021-05", "2021"),
        ("整合设立7个开发区。", "2021-05", "2021"),
    ],
)
def test_words_that_count_from_the_day_of_issue_need_it(text, issued, period):
    assert only(text, issued).period == period


def test_a_headline_repeats_what_the_text_dates():
    text = "签约项目9个 提速3%\n\n2020年，签约项目9个，增长2%。"
    assert [one.period for one in found(text)] == ["2020", "", "2020", "2020"]


def test_the_aim_of_a_later_year_does_not_date_what_is_there():
    aim, fact = found("到2027年，产值达9亿元。项目占地200亩。")
    assert (aim.period, fact.period) == ("2027", "2021")


def test_a_month_without_its_year_stays_a_month():
    assert only("截至6月底，入驻企业9家。", issued="").period == "XXXX-06"
