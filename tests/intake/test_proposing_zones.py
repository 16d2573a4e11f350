import itertools
import time

import pytest

from intake.articles.proposing import zones
from intake.articles.proposing.in_force import InForce
from tests.intake.known_words import known, passages

pytestmark = pytest.mark.once


def found(text: str):
    return zones.find(passages(text), known())


def names(text: str) -> list[str]:
    return [one.name for one in found(text)]


@pytest.mark.parametrize(
    "printed",
    ["临汾经济开发区", "山西临汾经济开发区", "临汾经开区", "临汾开发区", "臨汾經濟開發區"],
)
def test_a_zone_is_its_record_however_it_is_called(printed):
    (zone,) = found(f"记者走进{printed}，项目正在建设。")
    assert (zone.slug, zone.quote, zone.province) == ("linfen-edz", printed, "shanxi")


def test_the_city_before_a_county_may_be_left_out():
    assert [one.slug for one in found("余杭经开区签约12个项目。")] == ["yuhang-etdz"]


def test_the_quote_stands_at_its_place_over_the_end_of_a_line():
    text = "新闻\n\n近年来，临汾经\n济开发区不断改革。"
    (zone,) = found(text)
    assert text[zone.start : zone.end] == zone.quote == "临汾经\n济开发区"
    assert zone.name == "临汾经济开发区"


def test_the_fullest_name_is_proposed_and_the_others_are_kept():
    (zone,) = found("临汾经开区今年挂牌。临汾经济开发区位于城北，该区面积广。")
    assert zone.quote == "临汾经济开发区"
    assert len(zone.others) == 2  # the contraction, and 该区


def test_a_new_zone_has_the_place_and_the_kind_of_its_name():
    (zone,) = found("长沙市报道：浏阳高新技术产业开发区完成投资。")
    assert (zone.slug, zone.province, zone.city, zone.kind) == (None, "hunan", "浏阳市", "htdz")


def test_what_is_not_stated_of_a_new_zone_stays_empty():
    (zone,) = found("西山示范区承接事项。")  # which of the districts 西山?
    assert (zone.province, zone.city, zone.tier) == (None, "", "")
    (zone,) = found("国家级浏阳经开区承接事项。")
    assert (zone.kind, zone.tier) == ("", "national")


@pytest.mark.parametrize(
    "text",
    [
        "要推动开发区高质量发展，服务经开区企业。",
        "长沙推动开发区改革。",
        "赋能高新区建设，全市开发区共有12家。",
        "江苏省各类开发区改革，江苏开发区走在前列。",
        "国家级经开区排名前十，该园区面积不小。",
        "全区域推进，打造光伏产业园。",
        "太原经济技术开发区建设投资集团有限公司中标。",
        "天津市滨海新区印发通知。",
        "浏阳智能物流园二期开工。",
    ],
)
def test_references_verbs_companies_and_districts_are_no_names(text):
    assert names(text) == []


def test_a_list_of_cities_before_one_ending_names_each():
    zone_list = found("太原、大同和临汾经开区先行先试。")
    assert [one.slug for one in zone_list] == ["taiyuan-etdz", "datong-etdz", "linfen-edz"]
    assert [one.name for one in zone_list] == ["太原经开区", "大同经开区", "临汾经开区"]
    assert zone_list[0].quote == "太原"


def test_a_list_after_other_words_is_no_list_of_zones():
    assert names("山西、临汾经开区同步推进。") == ["临汾经开区"]


def test_a_name_that_no_place_begins_needs_its_position_or_a_second_mention():
    assert names("市级赋权中北高新区391项。") == ["中北高新区"]
    assert names("做强甲乙高新区。") == []
    assert names("做强甲乙高新区。目前甲乙高新区签约。") == ["甲乙高新区"]


def test_parks_of_a_list_are_whole():
    text = "名单为：锡山经济技术开发区新材料产业园、宜兴市新材料产业园、大丰港石化新材料产业园。"
    assert names(text) == [
        "锡山经济技术开发区新材料产业园",
        "宜兴市新材料产业园",
        "大丰港石化新材料产业园",
    ]


def test_a_name_in_brackets_is_another_of_the_same_zone():
    (zone,) = found("余杭经济技术开发区（临平工业园区）召开会议。")
    assert zone.slug == "yuhang-etdz"


def test_what_a_name_is_short_for_is_the_same_zone_wherever_it_stands():
    text = "浏阳长沙现代产业园区（以下简称“浏长园区”）挂牌。浏长园区签约。"
    (zone,) = found(text)
    assert (zone.name, len(zone.others)) == ("浏阳长沙现代产业园区", 2)


def test_a_county_of_another_province_within_a_name_is_no_place():
    assert names("记者走进上海漕河泾新兴技术开发区。") == ["上海漕河泾新兴技术开发区"]


def test_parks_of_a_zone_are_only_mentioned():
    text = "临汾经济开发区签约。全区包括太原新材料产业园和大同物流园。"
    assert [(one.name, one.role) for one in found(text)] == [
        ("临汾经济开发区", "subject"),
        ("太原新材料产业园", "mention"),
        ("大同物流园", "mention"),
    ]


def test_a_model_or_a_place_visited_is_only_mentioned():
    text = "临汾经济开发区推行改革。该区学习借鉴太原经开区，大同经开区的做法也被提到。"
    assert {one.slug: one.role for one in found(text)} == {
        "linfen-edz": "subject",
        "taiyuan-etdz": "mention",
        "datong-etdz": "mention",
    }


def test_the_zone_in_force_changes_with_names_and_not_with_mentions():
    text = (
        "临汾经济开发区\n\n经开区推行改革，企业满意。学习借鉴太原经开区经验，该区签约。\n\n"
        "大同经济技术开发区\n\n全区完成投资12亿元。"
    )
    in_force = InForce(found(text))
    slugs = [in_force.at(text.index(words)).slug for words in ("企业满意", "签约", "完成投资")]
    assert slugs == ["linfen-edz", "linfen-edz", "datong-etdz"]


def test_where_a_zone_of_its_own_name_lies_is_no_part_of_its_name():
    text = "河北沧县开发区提速\n\n沧州市沧县沧东经济开发区梳理事项。沧东经济开发区签约。"
    (zone,) = found(text)
    assert (zone.quote, zone.city, len(zone.others)) == ("沧东经济开发区", "沧县", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同山西转型综合改革示范区一起获奖。", ["山西转型综合改革示范区"]),
        ("空港新城推进区域评估。", ["空港新城"]),
        ("记者来到高新区宋跳工业园现场。", ["宋跳工业园"]),
        ("新浦工业园和宋跳工业园开工较快。", ["新浦工业园", "宋跳工业园"]),
        ("其中，海洋生物科技园道路推进。目前，海洋生物科技园签约。", ["海洋生物科技园"]),
        ("以及大学城园区等8个开发区整合。", ["大学城园区"]),
        ("目前，甲桥工业园有6个项目。甲乙寺新型工业园建成。", ["甲桥工业园", "甲乙寺新型工业园"]),
        ("影响化工园区。返乡创业园建成。两大产业园。", []),  # words that are none of its own
        ("推进甲白科技创新改革试验区建设。", ["甲白科技创新改革试验区"]),
        ("湖南—太原经开区，湖南·太原产业园。", ["湖南—太原经开区", "湖南·太原产业园"]),
        ("浏阳装备省级高新技术产业园区。", ["浏阳装备省级高新技术产业园区"]),
        ("面积九亩的浏阳新区精细化工园区已建成。", ["浏阳新区精细化工园区"]),
        ("撤销甲乙工业园，保留太原经开区（甲乙工业园）。", ["甲乙工业园", "太原经开区"]),
        ("浏阳市国家级开发区，浏阳市开发区（园区）整合。", []),
        (
            "认定迁安化工园区、晋州经济开发区马于园化工集中区",
            ["迁安化工园区", "晋州经济开发区马于园化工集中区"],
        ),
    ],
)
def test_names_that_other_words_than_a_place_speak_for(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "重点建设央企工业园、新兴产业园、创业中心等载体。",  # parks that a zone is to have
        "由于滨海科技城、临港产业城、沿海工业城分属不同乡镇。",  # parts of a zone
        "高新区宋跳园区办副主任介绍。",  # an office
        "建设滨江新城。",
        "包括化工园区和经济(技术)开发区、高新技术产业开发区。",
    ],
)
def test_parts_of_a_zone_are_no_zones(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("218家经开区共建园区，太原经开区、大同经开区等对口支援。", ["mention", "mention"]),
        ("整合太原经开区、大同经开区等机构，设立新区。", ["mention", "mention"]),
        (
            "决定将规模小而且投入产出比例长期严重倒挂入园企业始终很少的浏阳装备制造产业园等2家开发区撤销，撤销太原经开区。",
            ["subject"] * 2,
        ),
        ("太原经开区、大同经开区等，相继举行推介会。", ["subject", "subject"]),
        (
            "浏阳经开区召开会议。太原经开区、大同经开区相关负责同志出席座谈会。",
            ["subject", "mention", "mention"],
        ),
        ("省政府确定，太原经开区、大同经开区等10个开发区试点。", ["subject", "subject"]),
        (
            "全省各地开发区提速增效，从太原经开区的“上门审批服务”到大同经开区的服务。",
            ["subject"] * 2,
        ),
    ],
)
def test_examples_of_a_list_are_mentions_and_those_who_act_are_subjects(text, roles):
    assert [one.role for one in found(text)] == roles


@pytest.mark.parametrize(
    "text",
    [
        "企业在发挥综保区开放作用、拓展综保区业态、参照省级经开区管理上见效，以及拓展综保区功能。",
        "结合实际，统筹考虑经开区、高新区和保税区。",
        "全市包括经开区、高新区、新兴产业示范区在内的园区。",
        "已有省级战略性新兴产业示范基地31家。",
        "得益于浙江自贸试验区片区，企业增多。",
        "拓展化工园区、物流园区、工业园区的空间。",
        "盘活高新区土地，盘活高新区厂房。护航综保区，护航综保区企业。",
        "谋划综保区二期。一些经开区、高新区存在短板，多数开发区已改革。",
        "推动化工园区、冶金园区、建材园区转型。",
        "自治区园区办公，《兵团开发区三年行动方案》出台，浏阳市园区开发区改革。",
    ],
)
def test_what_no_place_begins_neither_begins_with_a_verb_nor_is_a_kind(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发挥甲乙综保区作用，拓展甲乙综保区业态。", ["甲乙综保区"]),
        ("高新区电气装备产业园，平潭综合实验区。", ["电气装备产业园", "平潭综合实验区"]),
        (
            "遵义和平经开区、枝江姚家港化工园、泉港石化园区。",
            ["遵义和平经开区", "枝江姚家港化工园", "泉港石化园区"],
        ),
        ("将乐清湾港区建成基地。", ["乐清湾港区"]),
        ("将有潜力的浏阳再生资源循环经济示范区并入。", ["浏阳再生资源循环经济示范区"]),
        ("浏阳家具产业园开工，浏阳大数据产业园开工。", ["浏阳家具产业园", "浏阳大数据产业园"]),
        (
            "提出融合，甲丁产业集聚区与经开区、卫滨专业园区与高新区融合。",
            ["甲丁产业集聚区", "卫滨专业园区"],
        ),
        (
            "设立浙江泰顺经济开发区、浙江上虞甲乙江经济开发区。",
            ["浙江泰顺经济开发区", "浙江上虞甲乙江经济开发区"],
        ),
        (
            "2|甲乙医药港化工集聚区|11|\n\n3|浏阳经济开发区丙丁化工园区|12|",
            ["甲乙医药港化工集聚区", "浏阳经济开发区丙丁化工园区"],
        ),
        (
            "包括：浏阳精细化工园区，浏阳先进制造业开发区化工专业园区，滑县工业园。",
            ["浏阳精细化工园区", "浏阳先进制造业开发区化工专业园区", "滑县工业园"],
        ),
    ],
)
def test_names_are_whole_in_tables_lists_and_after_verbs(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持甲南国家自主创新示范区。", ["甲南国家自主创新示范区"]),
        ("湘南浏阳承接产业转移示范区。", ["湘南浏阳承接产业转移示范区"]),
        ("中国甲谷浏阳科技产业园。", ["中国甲谷浏阳科技产业园"]),
        ("甲城市带承接产业转移示范区获批，设立两江新区。", ["两江新区"]),
        ("浏阳市硫化工及精深加工产业基地。", ["浏阳市硫化工及精深加工产业基地"]),
        (
            "深入长沙（浏阳）产业转移合作园区，考察甲乙特别合作区。",
            ["长沙（浏阳）产业转移合作园区"],
        ),
        ("浏阳文化建设示范区、浏阳改革创新示范区。", ["浏阳文化建设示范区", "浏阳改革创新示范区"]),
        ("太原市太原经济技术开发区签约。", ["太原经济技术开发区"]),
        ("带队来安康高新区调研。", ["安康高新区"]),
        ("同意设立湖北甲家岭经济开发区。", ["湖北甲家岭经济开发区"]),
        ("浏阳甲乙产业园区 太原丙丁产业园", ["浏阳甲乙产业园区", "太原丙丁产业园"]),
        ("浏阳市市级现代农业产业园区，发达国家工业园区。", []),
        ("浏阳上榜化工园区30强，浏阳申报国家级临空经济示范区。", []),
    ],
)
def test_names_of_regions_twins_and_joined_industries_are_whole(text, expected):
    assert names(text) == expected


def test_the_word_for_a_city_may_be_left_out():
    (zone,) = found("浏阳经开区开工。浏阳市经开区签约。")
    assert len(zone.others) == 1
    assert [one.slug for one in found("太原市经开区开工。")] == ["taiyuan-etdz"]
    assert len(found("濮阳经开区开工。濮阳县经开区签约。")) == 2


def test_a_new_area_with_its_city_is_the_same_zone():
    (zone,) = found("太原两江新区挂牌。企业走进两江新区。")
    assert len(zone.others) == 1


def test_a_new_area_is_not_short_for_a_high_tech_zone():
    assert names("长春高新区是长春新区的核心。") == ["长春高新区", "长春新区"]


@pytest.mark.parametrize(
    "piece",
    [
        "临汾经开区",
        "推动开发区",
        "甲乙工业园、",
        "（",
        "临汾、",
        "临汾经开区推行。\n",
        "甲乙科技园，",
        "一一一一一一一一一一一一一一一一一一甲开发区。",
    ],
)
def test_long_texts_of_one_piece_are_read_in_linear_time(piece):
    def seconds(length: int) -> float:
        article = passages(piece * (length // len(piece)))
        assert article.paragraphs
        begun = time.process_time()
        zones.find(article, known())
        return time.process_time() - begun

    seconds(1_000)  # the places are read
    assert seconds(16_000) < 12 * max(seconds(4_000), 0.05)


@pytest.mark.parametrize("ending", ["工业园，", "开发区、"])
def test_many_names_are_grouped_in_linear_time(ending):
    signs = "甲乙丙丁戊己庚辛壬癸"
    own = ["".join(four) for four in itertools.product(signs, repeat=4)]

    def seconds(names: int) -> float:
        article = passages("".join(f"太原{one}{ending}" for one in own[:names]) * 2)
        assert article.paragraphs
        begun = time.process_time()
        assert len(zones.find(article, known())) > names // 3
        return time.process_time() - begun

    seconds(100)  # the places are read
    assert seconds(3_200) < 10 * max(seconds(800), 0.05)  # 16 times if each is compared with all
