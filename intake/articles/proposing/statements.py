"""What kind of statement a figure is: actual, target, commitment or forecast; and its basis."""

import re
from typing import NamedTuple

from core.language.prose.bounds import AT_LEAST, AT_MOST
from core.language.units import UNITS
from intake.articles.proposing.amount import Amount
from zones.choices import Basis, Status

# 将 before a verb is the future; before a noun it is 把: 将64项事项集中到一处.
FUTURE_VERBS = (
    "会|可|有|要|在|于|继续|进一步|全面|开展|力争|再|新(?!区|城)|陆续|逐步|累计|带动|成为|围绕|实现|达|突破|超|建|打造|形成|投"
    "|引进|引入|提供|完成|节约|节省|年|每年|实施|启动|开工|增|吸引|创造|拉动|按照|聚焦|重点|以[^，。]{0,12}为"
)
ALL_BUILT = "(?:投产|达产|建成|完工|竣工|投用|投运)(?:投产|投用|运营)?(?:达产|达效)?后"
BY_A_YEAR = (
    "到20[0-9]{2}年(?=[^。]{0,6}(?:力争|实现|建|达|形成|全|，|基本|打造|培育|末|底))"
    '|到[“"]?十[一二三四五]五[”"]?[期之]?末'
)
# These speak of all that follows in their sentence.
TARGET_OF_SENTENCE = (
    "力争|力求|争取|拟(?!定|人|态)|目标(?!任务|的?$)|确保|有望|望(?=[达突超])|下一步|今后|接下来|未来|明年|来年"
    "|规划总?(?:建筑|建设)|总建筑面积(?=[^。]*(?:建设中|在建|施工))|冲刺|瞄准|剑指|奋力实现|谋划(?=[建打实])"
    f"|任务(?:是|为)|要(?=达到|实现|完成|新增|建成|突破)|全部(?:投产|达产|建成)|{ALL_BUILT}|{BY_A_YEAR}"
    f"|(?<!即)将(?={FUTURE_VERBS})"
)
# These only of their own clause.
TARGET_OF_CLAUSE = (
    "预计|预期|正?在?(?:加快|抓紧)推进|计划(?!的?$|总?投资[^0-9约近超逾达为]{3,}|单列|经济)"
    "|可(?:达|实现|年产|新增|形成|带动|容纳|满足|提供|创造|节约)|设计(?=[年产规能])"
)
# And these of a list of indicators, up to its semicolon: 预计完成产值9亿元，税收3亿元.
TARGET_OF_LIST = (
    "(?:预计|预期|计划)(?:全年|今年|年内|可|将)?"
    "(?:完成|实现|新增|新引进|引进|达到?|建成|带动|新建|开工)"
)
IN_CLAUSE, IN_SENTENCE = re.compile(TARGET_OF_CLAUSE), re.compile(TARGET_OF_SENTENCE)
IN_LIST = re.compile(TARGET_OF_LIST)
UNBUILT = re.compile("(?:在建|正在建设|规划建设|拟建)[^，。；0-9]{0,12}$")
NAMED_AIM = re.compile("(?:任务|目标)(?:为|是|数)?$")
CAPACITY = re.compile(
    "(?<![0-9])年产(?!值|量|业|[^，。；]{0,8}(?:提升|增长|已))|年产值(?=[可能将])|年产能|产能(?:可?达|为|约)|年处理|年加工"
)
OF_A_PROJECT = re.compile("[^，。；0-9]{1,14}(?:等[0-9]{0,3}个?)?(?:项目|生产线|装置)")
BUILT = re.compile("已(?:建成|投产|达产|形成)|现有|实际|实现年产")
RESET = re.compile(
    "已(?:经)?|实际|目前|截至|累计|(?:完成|实现|达到|建成|新增)了|共(?=有|完成|签约|引进|办理)"
    "|去年|上半年|今年以来|当前"
)
COMMITMENT = re.compile("承诺(?!制|书|[函件审备事]|[^，。]{0,2}(?:到位|的))")
FORECAST = re.compile("预测")
AFTER_TARGET = re.compile("[^，。；0-9]{0,4}的?(?:目标|计划)(?!投资|完成|任务)")
NAMED_TARGET = re.compile("[”」』]?。?[”」』]?(?:这|该|上述)[^。]{0,70}目标")
# Headings of what is only intended, and signs in a sentence below them that it is so already.
INTENT = re.compile(
    "拟(?!定|人|态)|征求意见稿|草案"
    "|(?:行动|工作|实施|发展|[三五]年)(?:计划|方案|要点|规划)(?:纲要)?(?:（[^（）]*）)?(?:的通知)?$"
)
ALREADY = re.compile("已|了|累计|[拥现共]有|去年|以来|截[至止]|目前|现状|同比|曾|先后")
# What follows the number and its noun: 20个开发区将开展试点, 6个项目可望开工.
TO_COME = re.compile(
    f"[^，。；0-9]{{0,12}}(?:(?<!即)将(?={FUTURE_VERBS})|可望|有望|(?:近期|年内)?可(?=开工|投产|建成|签约))"
)
DRAFT = re.compile("征求意见稿|草案")
PLANNED_WORK = re.compile("(?:储备|盘活|新增|培育|引进|实施|整治|打造|签约)[^，。；0-9]{0,14}$")
PERFECTIVE = re.compile("已|了|累计|共|去年|以来|截至|目前")
RULE = re.compile(
    "不得|不(?:高|低|少|多|小|大|超)[过于]|至少|原则上|每(?=$)|时限|办结|限[为在]?$|控制在|[压缩]缩?短?[至到]|办理$"
)
CUMULATIVE = re.compile("累计|总计|历年|以来")
TO_DATE = re.compile("今年以来|今年.{0,4}[共已]|截[至止](?!目前|发稿)")
OVER_PERIOD = re.compile(
    "全年|上半年|下半年|季度|年内|[0-9][-至到][0-9]{1,2}月|同比|增长|增速|增幅|下降"
)
AT_POINT = re.compile(
    "截[至止]|目前|现有|拥有|共有|总面积|面积达|入驻|常住人口|从业|设有|配备|保留|达到$"
)
FLOW = re.compile("完成|实现|办理")


class Statement(NamedTuple):
    status: str
    word: str = ""  # that says so
    is_of_now: bool = False  # what is there and will act: 20个开发区将开展试点


def is_capacity(text: str, start: int, amount: Amount) -> bool:
    """Whether it is what a plant will make in a year: 年产40万件, 50万吨乙醇项目."""
    before = text[max(start, amount.start - 14) : amount.start]
    if BUILT.search(text, start, amount.start):
        return False
    if CAPACITY.search(before):
        return True
    is_of_goods = amount.dimensions & {"mass", "power", "volume"}
    return bool(is_of_goods and OF_A_PROJECT.match(text, amount.end))


def status_of(text: str, sentence: tuple[int, int], amount: Amount) -> Statement:
    """By the words before the number in its sentence, of which the last that tells counts."""
    start, end = sentence
    before = text[start : amount.start]
    cut = max(before.rfind(sign) for sign in "，；：,;") + 1
    clause = before[cut:]
    for pattern, status in ((COMMITMENT, Status.COMMITMENT), (FORECAST, Status.FORECAST)):
        if found := pattern.search(clause):
            return Statement(status, found[0])
    if is_capacity(text, start, amount):
        return Statement(Status.TARGET, clause[-6:])
    if found := AFTER_TARGET.match(text, amount.end, end):
        return Statement(Status.TARGET, found[0])
    if found := TO_COME.match(text, amount.end, end):
        return Statement(Status.TARGET, found[0], is_of_now=True)
    if found := NAMED_TARGET.match(text, end):
        return Statement(Status.TARGET, found[0][-2:])
    if amount.bound in (AT_LEAST, AT_MOST) and (found := DRAFT.search(before)):
        return Statement(Status.TARGET, found[0])
    found = PLANNED_WORK.search(clause) if amount.bound == AT_LEAST else None
    if found and not PERFECTIVE.search(before):
        return Statement(Status.TARGET, found[0][:2])
    if "area" in amount.dimensions and (found := UNBUILT.search(clause)):
        return Statement(Status.TARGET, found[0])
    if found := IN_CLAUSE.search(clause) or IN_SENTENCE.search(clause) or NAMED_AIM.search(clause):
        return Statement(Status.TARGET, found[0])
    listed = before.rfind("；") + 1
    said = _last(IN_SENTENCE, before) or _last(IN_LIST, before, listed)
    if said is None or RESET.search(before, said.start()):
        return Statement(Status.ACTUAL)
    return Statement(Status.TARGET, said[0])


def is_intent(title: str) -> bool:
    """Whether a heading is of a draft, a plan or a list of what is to be decided."""
    return INTENT.search(title) is not None


def basis_of(text: str, sentence: tuple[int, int], amount: Amount, period: str) -> str:
    """How a figure relates to its period, by the words around it."""
    before = text[sentence[0] : amount.start]
    near = before[-24:]
    nearest = text[max(sentence[0], amount.at[0] - 14) : amount.at[0]]
    families = {UNITS[code].family for code in amount.units}
    is_limit = amount.bound in (AT_LEAST, AT_MOST)
    is_duration = "duration" in families
    if (is_duration or is_limit) and RULE.search(nearest):
        return Basis.STANDING_RULE
    if is_duration and amount.bound == AT_MOST:
        return Basis.STANDING_RULE
    if TO_DATE.search(before):
        is_stock = AT_POINT.search(near) and not FLOW.search(near)
        return Basis.AT_POINT if is_stock else Basis.YEAR_TO_DATE
    if CUMULATIVE.search(before):
        return Basis.CUMULATIVE
    if OVER_PERIOD.search(before):
        return Basis.OVER_PERIOD
    if AT_POINT.search(near) or "area" in families:
        return Basis.AT_POINT
    if "/" in period and not period.endswith(".."):
        return Basis.OVER_PERIOD
    return Basis.NOT_STATED


def _last(pattern: re.Pattern, text: str, start: int = 0) -> re.Match | None:
    found = None
    for one in pattern.finditer(text, start):
        found = one
    return found
