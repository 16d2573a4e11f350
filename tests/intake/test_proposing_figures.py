import time

import pytest

from intake.articles.proposing.known import KnownAside
from tests.intake.known_words import passages
from tests.intake.proposed import found, set_aside

pytestmark = pytest.mark.once


def said(text: str) -> list[str]:
    """Value, unit and bound of each figure."""
    return [
        " ".join(
            part
            for part in (
                f"{one.value}" + (f"..{one.value_high}" if one.value_high else ""),
                one.unit,
                "" if one.bound == "exactly" else one.bound,
            )
            if part
        )
        for one in found(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("园区形成六大产业。", ["6 item"]),
        ("进行了两轮整改。", ["2 item"]),
        ("过半企业已经搬迁。", ["50 percent over"]),
        ("近半园区完成评估。", ["50 percent about"]),
        ("建设用了两个半月。", ["2.5 month"]),
        ("产值翻一番。", ["1 fold"]),
        ("产值翻了两番。", ["3 fold"]),
        ("指标保持两位数增长。", ["10 percent at-least"]),
        ("约三分之一的企业。", ["33.33 percent about"]),
        ("占全市的1/3。", ["33.33 percent about"]),
        ("产值突破千亿元。", ["1000 cny-100m over"]),
        ("招商超200亿，创下新高。", ["200 cny-100m over"]),
        ("园区GDP1.5万亿元。", ["1.5 cny-1t"]),
        ("审批时限为3至5个工作日。", ["3..5 working-day"]),
        ("任期为三至五年。", ["3..5 year"]),
        ("设1~2个主体。", ["1..2 item"]),
        ("共有5.03万家企业。", ["5.03 firm-10k"]),
        ("常住人口达32万。", ["32 person-10k"]),
        ("建桥3座。", ["3 item"]),
        ("新增20余项制度。", ["20 item over"]),
        ("产能分别控制在55万吨、30万吨左右。", ["55 tonne-10k about", "30 tonne-10k about"]),
        ("至少每3年评估一次。", ["3 year at-most"]),
        ("登记做到半日结。", ["0.5 day at-most"]),
        ("做到一日办结。", ["1 day at-most"]),
        ("增速稳居全市第一。", ["1 rank"]),
        ("综合排名进入全国前十。", ["10 rank at-most"]),
        ("排名再进两位。", ["2 place"]),
        ("十二位干部走上岗位。", ["12 person"]),
        ("投訴率為0。", ["0 percent"]),
        ("最高奖励500万元。", ["500 cny-10k at-most"]),
        ("产值破10亿元，税收过2亿元。", ["10 cny-100m over", "2 cny-100m over"]),
        ("其中10亿元以上的8个。", ["8 item"]),
        ("有一半多的企业。", ["50 percent over"]),
        ("由463人精减为272人。", ["463 person", "272 person"]),
    ],
)
def test_a_printed_quantity_is_read(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "上午9时30分开会。",
        "会议在11:54结束。",
        "负责人今年35岁。",
        "平台升级到3.0版本。",
        "引进世界500强。",
        "第一批项目开工。",
        "园区推进“两个年”活动。",
        "从以下三个方面入手。",
        "投资5亿元以上项目增多。",
        "新增产值超10亿元企业。",
        "打造100亿级集群。",
        "打通服务“最后一公里”。",
        "二期工程开工，二类园区增多。",
        "3年前的园区还很小。",
        "300多年前，这里是荒滩。",
        "产值超2000亿元的开发区增多。",
        "制定“人才新政30条”。",
        "园区东至道路以东1500米，西至455乡道。",
        "突出四大亮点。",
        "竞聘前一天接到通知。",
        "省委十一届九次全会召开。",
        "《三年行动方案》印发。",
        "贯彻党的二十大精神。",
        "落实中央八项规定，坚持五大发展理念。",
        "推进三大攻坚战。",
        "执行GB 50160标准。",
        "总量位居第一方阵。",
        "近三年来成效显著。",
        "产值两年平均有增长。",
        "吸引一批企业、一个项目。",
    ],
)
def test_a_number_that_counts_nothing_is_no_figure(text):
    assert said(text) == []


def test_numbers_set_aside_are_told_with_their_reason():
    assert set_aside("上午9时开会，引进世界500强。") == ["9", "500"]


def test_a_pattern_that_an_editor_set_aside_holds_always():
    rule = KnownAside("推行", "", "服务", "a slogan")
    assert set_aside("推行5家服务。推行6家企业。", [rule]) == ["5家"]


def test_a_span_is_that_of_the_text_as_given():
    text = "園區　實現產值約３．５億\n元，增長１２％。"
    for one in found(text):
        assert text[one.start : one.end] == one.quote
    assert [one.quote for one in found(text)] == ["約３．５億\n元", "１２％"]


def test_the_likeliest_metric_is_the_longest_that_is_named():
    assert [one.metric for one in found("进出口80亿元，出口30亿元。")] == ["trade", "exports"]


def test_a_counting_word_alone_speaks_for_no_metric():
    figures = found("招聘会助力9家企业，合作银行9家，审批压缩至5个工作日。")
    assert [one.metric for one in figures] == [None, "partner-banks", "approval-time-limit"]


def test_time_that_is_saved_is_no_limit():
    assert [one.metric for one in found("审批手续节省5个工作日。")] == [None]


def test_a_rate_is_tied_to_its_total_and_has_its_scope():
    total, rate = found("规模以上工业总产值9亿元，同比增长14.2%。")
    assert (total.metric, total.scope) == ("industrial-output", "output-above-size")
    assert (rate.metric, rate.scope, rate.total) == (
        "industrial-output-growth",
        "growth-above-size",
        0,
    )
    assert rate.qualifiers == {"growth_base": "year-before"}


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("总投资9亿元，其中外资3亿元、内资6000万元。", [None, 0, 0]),
        ("签约项目38个，总投资90亿元；其中外资项目3个。", [None, None, 0]),
        ("签约项目38个，其中外资项目3个；新建厂房2栋。", [None, 0, None]),
        ("签约项目38个，其中总投资9亿元。", [None, None]),
        ("入驻企业38家，其中从业人员3人。", [None, None]),
        ("外资3亿元，其中一批总投资9亿元。", [None, None]),  # more than the whole
        ("总投资9亿元。其中，外资3亿元。", [None, 0]),
    ],
)
def test_a_part_names_the_total_of_its_kind(text, totals):
    assert [one.total for one in found(text)] == totals


def test_the_reason_for_a_metric_is_in_whole_words():
    (figure,) = found("规模以上的工业总产值3亿元。")
    words = figure.why.split('"')[-2]
    assert words == "工业总产值"


def test_a_rate_of_something_else_is_tied_to_nothing():
    assert [one.total for one in found("出口9亿元，用电量增长3%。")] == [None, None]


def test_a_fall_is_a_negative_growth():
    assert found("工业总产值9亿元，同比下降3%。")[1].value == -3


ADVERSARIAL = [
    "12亿元、",
    "今年完成投资3亿元，",
    "“两个",
    "由3个到",
    "2019年3月至",
    "过半近一半",
    "自建区以来",
    "（3",
    "第一",
    "《3",
    "一二三四五六七八九十",
]


@pytest.mark.parametrize("words", ADVERSARIAL)
def test_twice_the_text_takes_about_twice_the_time(words):
    def seconds(length: int) -> float:
        text = words * (length // len(words))
        passages(text).numbers  # noqa: B018, read before the clock starts
        begun = time.process_time()
        found(text)
        return time.process_time() - begun

    found("12亿元")
    assert seconds(12_000) < 8 * max(seconds(3_000), 0.05)


def test_two_thousand_characters_take_less_than_a_second():
    sentence = "园区全年完成工业总产值901.8亿元，同比增长14.2%，新签约项目37个，力争突破千亿元。"
    begun = time.process_time()
    found(sentence * (2000 // len(sentence)))
    assert time.process_time() - begun < 1
