import time
from dataclasses import replace

import pytest

from intake.articles.proposing import reforms, zones
from intake.articles.proposing.known import KnownTerm
from intake.articles.proposing.proposals import Proposals
from intake.articles.proposing.recorded import with_recorded
from intake.articles.proposing.reform_words import WORDS
from tests import factories as make
from tests.intake.known_words import known, passages


def found(text: str, issued: str = "2021-05"):
    article, records = passages(text, issued), known()
    return reforms.find(article, records, zones.find(article, records))


def types(text: str) -> list[tuple[str, ...]]:
    return [one.types for one in found(text)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("推行“标准地”出让", "standard-land"),
        ("实行告知承诺", "commitment-based-approval"),
        ("提供全程帮办", "full-agency-service"),
        ("成立行政审批局", "approval-bureau"),
        ("實行「一枚印章」對外審批", "one-seal-approval"),
        ("实行全员竞聘", "staff-appointment"),
        ("省政府向园区赋权64项", "delegated-powers"),
        ("开通绿色车道", "green-lane-of-a-database"),
    ],
)
def test_a_type_is_found_by_its_words_name_or_aliases(words, kind):
    assert types(f"园区{words}。") == [(kind,)]


@pytest.mark.once
@pytest.mark.parametrize(
    "text", ["行政审批局局长张某表示满意。", "深化简政放权。", "企业完成投资3亿元，增长12%。"]
)
def test_offices_slogans_and_outcomes_are_no_measures(text):
    assert types(text) == []


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "坚持市场化改革取向，推动高质量发展。",  # a direction
        "坚持以市场化改革为导向，推动高质量发展。",
        "被取消化工园区认定的，应当整改。",  # a condition
        "设置财政局、应急管理和综合执法局。",  # an office
        "打破传统行政机关管理模式。",
        "健全工作领导和推进机制。",
        "实施新一轮体制机制改革。",
        "完善“三项机制”,制度激励更高效。",
        "构建新型管理服务体系，以“敢为人先”的改革魄力前行。",
        "印发《甲乙丙丁改革任务》。",
        "对园区实行统一管理。",
    ],
)
def test_directions_conditions_and_general_words_are_no_measures(text):
    assert found(text) == ()


@pytest.mark.once
@pytest.mark.parametrize(
    "words",
    [
        "推行商事登记“零驳回”",
        "取消前置审批",
        "厘清审批部门和监管部门职责分工",
        "统一归口商务部门管理",
        "设置人才科技服务中心",
        "制定产业发展顶层规划",
        "实现交地即开工",
        "开展“万人助万企”活动",
        "规划建设专业园区",
        "一律实行编外聘用",
        "成立投资促进局",
        "实施清理、整合、扩区",
        "争取跨境电商零售进口药品试点",
        "启用风险监测预警平台",
        "公布应用场景清单",
        "强化审管联动机制",
        "设立了深圳经贸联络处",
        "深化综合行政执法",
        "开展分阶段办理施工许可",
        "将14个乡镇划分为6个经济区",
        "推行“一企一策”",
        "开展“净企行动”",
    ],
)
def test_measures_of_no_type_are_told_by_their_verb_and_object(words):
    (one,) = found(f"园区{words}。")
    assert one.types == ()


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("全面赋予市级经济管理权限", "delegated-powers"),
        ("线上提交材料", "online-service"),
        ("事事马上办", None),
        ("推行马上办", "on-the-spot-handling"),
        ("推进组织再造", None),
        ("落实已有优惠政策", None),
        ("制定优惠政策", "enterprise-subsidies"),
        ("支持人才招引、科技创新等工作", None),
        ("充分授权到位、流程优化到位", None),
        ("审批时间，将分别压减至79个工作日", "shorter-approval-times"),
        ("组建招商发展集团公司", "market-based-promotion"),
        ("窗口统一受理", "single-window"),
        ("由16个区属部门整合为10个", "lean-organisation"),
        ("10个工作日内完成施工许可", "shorter-approval-times"),
        ("选派专员600名进驻企业", "named-officer-liaison"),
        ("行使市级经济管理权", "delegated-powers"),
        ("生产智能终端", None),
        ("推行承诺备案制", "commitment-based-approval"),
        ("串联改并联", "process-re-engineering"),
        ("已通过专家评审", None),
        ("邀请专家评审", "professional-services"),
        ("事项集中交由经开区管委会行使", "delegated-powers"),
        ("变身份管理为岗位管理", "staff-appointment"),
        ("放下社会管理包袱", "shedding-social-functions"),
        ("国土空间规划要求", None),
        ("编制园区控制性详细规划", "spatial-planning"),
        ("同质竞争、弱小分散", None),
        ("竣备即发证", None),
        ("承诺+并联", "commitment-based-approval"),
        ("帮助企业办理各项手续", "full-agency-service"),
        ("完善清单管理制度", None),
        ("开通7×24小时预约通关", "flexible-hours"),
        ("税务窗口搬进园区", "single-window"),
    ],
)
def test_words_of_a_type_are_those_of_a_measure(words, kind):
    kinds = {one.slug: one for one in map(KnownTerm, WORDS, [()] * len(WORDS))}
    mentioned = {one.types for one in reforms.mentions(words, tuple(kinds.values()))}
    assert mentioned == ({(kind,)} if kind else set())


@pytest.mark.once
def test_each_type_is_proposed_once_for_a_zone_at_its_first_mention():
    text = (
        "临汾经济开发区推行标准地改革。今年出让标准地3宗。\n\n"
        "太原经济技术开发区\n\n该区推行标准地改革。"
    )
    assert [(one.start, one.zone) for one in found(text)] == [
        (text.index("推行"), "linfen-edz"),
        (text.rindex("推行"), "taiyuan-etdz"),
    ]


@pytest.mark.once
def test_what_is_joined_by_plus_is_one_measure_of_several_types():
    text = "园区实施“承诺制+标准地+全代办”改革。"
    (one,) = found(text)
    assert set(one.types) == {"commitment-based-approval", "standard-land", "full-agency-service"}
    assert one.quote == text[one.start : one.end] == "实施“承诺制+标准地+全代办”改革"
    assert one.title == "实施承诺制+标准地+全代办改革"


@pytest.mark.once
@pytest.mark.parametrize(
    ("clause", "stage"),
    [
        ("推行标准地改革", "in-force"),
        ("开展标准地改革试点", "pilot"),
        ("下一步推行标准地改革", "planned"),
        ("不再实行承诺制", "ended"),
    ],
)
def test_the_stage_is_that_of_its_clause(clause, stage):
    assert [one.stage for one in found(f"园区{clause}。")] == [stage]


@pytest.mark.once
@pytest.mark.parametrize(
    ("sentence", "issued", "started"),
    [
        ("2019年3月起推行标准地改革", "", "2019-03"),
        ("今年3月起推行标准地改革", "2021-05", "2021-03"),
        ("今年3月起推行标准地改革", "", ""),  # no year is invented
        ("3月起推行标准地改革", "2021-05", ""),
        ("拟于2022年起推行标准地改革", "2021-05", ""),  # what is planned has not started
    ],
)
def test_the_start_needs_a_year(sentence, issued, started):
    assert [one.started for one in found(f"{sentence}。", issued)] == [started]


@pytest.mark.once
def test_the_document_of_the_sentence_is_the_basis():
    (one,) = found("园区出台《标准地出让实施办法》。")
    assert one.legal_basis == "《标准地出让实施办法》"
    assert found("园区推行标准地，播放《春天的故事》。")[0].legal_basis == ""


@pytest.mark.once
def test_a_measure_of_no_type_is_proposed_once_and_vague_words_are_not():
    text = "园区全面推开法定机构改革。此后法定机构运行良好。不断健全工作机制，深化改革。"
    (one,) = found(text)
    assert (one.types, one.quote) == ((), "全面推开法定机构改革")
    assert one.confidence < 0.5


@pytest.mark.once
def test_signs_of_half_width_end_a_clause_as_those_of_full_width_do():
    wide = "坚持创新引领，“科创之城”焕新，压缩了成本，许可；推行标准地（试点）。"
    narrow = wide.translate(str.maketrans("，；（）", ",;()"))
    assert [one.quote for one in found(narrow)] == [one.quote for one in found(wide)]


@pytest.mark.once
def test_names_in_quotation_marks_and_items_of_a_list_are_measures():
    text = "推出“移动审批”等措施，“首证通”改革，探索增值服务、推进中介一件套等改革。"
    quotes = [one.quote for one in found(text)]
    assert quotes == ["推出“移动审批", "首证通”改革", "探索增值服务", "推进中介一件套等改革"]


@pytest.mark.once
@pytest.mark.parametrize("piece", ["压缩审批", "机构整合", "审批", "1", "推行甲乙丙丁机制，"])
def test_long_texts_of_one_piece_are_read_in_linear_time(piece):
    def seconds(length: int) -> float:
        article = passages(piece * (length // len(piece)))
        assert article.paragraphs
        begun = time.process_time()
        reforms.find(article, known(), ())
        return time.process_time() - begun

    seconds(1_000)  # the patterns are compiled
    assert seconds(16_000) < 12 * max(seconds(4_000), 0.05)


@pytest.mark.django_db
def test_a_recorded_measure_of_the_zone_and_type_is_told_in_two_queries(
    django_assert_num_queries,
):
    kind = make.ReformTypeFactory(slug="standard-land")
    zone = make.ZoneFactory(slug="linfen-edz")
    recorded = make.ReformFactory(zone=zone, types=[kind])
    make.ReformFactory(types=[kind])  # of another zone
    proposed = found("临汾经济开发区推行标准地改革，实行全员竞聘。")
    with django_assert_num_queries(2):
        told = with_recorded(Proposals("", reforms=proposed * 20)).reforms
    assert [[each.slug for each in one.recorded] for one in told[:2]] == [[recorded.slug], []]
    assert replace(told[0], recorded=()) == proposed[0]


@pytest.mark.once
def test_a_list_that_ends_as_one_of_new_measures_names_each_of_them():
    (one, two, three) = found("“一企一群”、急郎中工作室、项目会客厅等创新举措受到欢迎。")
    assert [one.title, two.title, three.title] == ["一企一群", "急郎中工作室", "项目会客厅"]
    assert found("企业、项目、园区等改革举措受到欢迎。") == ()
