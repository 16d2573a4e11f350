"""Measures that the taxonomy has no type for: named in quotation marks, told by a verb and what it
sets up, or listed as measures."""

import re
from collections.abc import Iterator
from itertools import chain

from core.language.text import Span

OWN = "[^，。；：、！？（）《》]"
# What an administration does to a measure; after these a name in quotation marks is one.
SETS_UP = (
    "推行|实行|施行|试行|首创|推出|独创|创新(?:建立|推出|实施|开展|设立)?"
    "|探索(?:建立|推行|实施|实行|开展)?|推广|启用"
)
BUILDS = (
    f"{SETS_UP}|建立健全|建立|设立|成立|组建|构建|搭建|打造|建成|实施|落实|执行|采取|采用|开展"
    "|启动|推进|推动|推开|深化|完善|健全|优化|理顺|出台|制定"
)
# What is set up.
THING = (
    "机制|制度|模式|(?:服务|评价|考核|管理|监管|培育)体系|通道|工作法|数据库|图谱|[办服]务大厅"
    "|改革试点"
    "|改革|试点|管理体制"
    "|(?<=[责任职承诺聘薪长官任记资案双包签])制|备案管理"
)
NAMED_THING = f"{THING}|(?<!产业)体系|平台|工程|计划|系统|办法|行动|活动|场景|联盟"
KNOWN = re.compile(
    "联合验收|多测合一|多[评证]合一|绿色通道|法定机构|去行政化|链长制|权责(?:事项)?清单"
    "|职责边界清单|整体托管|托管模式|(?:规范|实行|推行)[托代]管|"
    "政府和社会资本合作|封闭[化式]?管理|一级(?:财政|金库)|独立核算|财政体制|[财税收]{1,2}分成"
    "|利益(?:分享|共享|分配)(?:机制)?|飞地(?:经济|园区|模式|合作)|[正反]向飞地|科创飞地"
    "|整合设立|亩[均产](?:论英雄|效益"
    "|评价)|委托管理|(?:出台|推出|发布|制定"
    "|实施)[^，。；、]{0,6}?[一-鿿]{1,4}[0-9一二三四五六七八九十]{1,3}条(?![款例文件])"
    "|一区[二三四五六七八九十多]园"
    "|综合(?:行政)?执法(?![局队]|大队|支队|人员)|清退|取消(?:化工园区)?定位|被取消|认定复核"
    "|全生命周期服务|一支队伍|工业上楼|整体并入|(?:撤销|撤并)[^，。；：、]{2,16}(?:园区"
    "|开发区|示范区)|结对共建|合署办公|一业一证|一照多址"
    "|首席数据官|高效办成一件事|招商(?:图谱|地图)|[拿交]地即[一-鿿]{2}|预审预验|联审联办"
    "|应进必进|一肩挑"
    "|[五七九十]通一平|动态评分|整理土地|土地整[理治]"
    "|(?:开发区|园区)(?:整合|优化整合)|(?:优化整合|整合优化)(?=$|[为成到后方工，。、]"
    "|[^，。；]{0,8}(?:开发区|园区|[高经]..区))|"
    "共建共[享管][^，。；：、]{0,2}(?:模式|机制)|(?:职责|职能)(?:分工)?清单|[负正]面清单|园中园"
    "|规划建设(?:专业|特色|配套)园区"
    "|[百千万]名?[一-鿿]{1,3}[百千万]企|优先[一-鿿]{2,4}支持"
    "|(?:举办|举行|召开|开展|组织)[^，。；：、]{0,14}?(?:推介会|对接会|洽谈会)"
    "|(?:清理|整合|改制|扩区|调规|调区)(?:、(?:清理|整合|改制|扩区|调规|调区|托管|撤并|优化"
    "|提升)){2,4}"
    "|(?:资本|基金|产业链|链式|链条|链长|小分队|驻点|飞地|场景|会展|敲门|驻外|以商|全员)招商"
    "|一[照证码卡]通|白名单"
    "|分(?:阶段|段|期|步)[^，。；、]{0,4}(?:办理|审批|验收|审查|许可)|(?:评价"
    "|考核)结果[^，。；]{0,4}与[^，。；]{2,12}挂钩|跨[省域]通办|予以摘牌"
    "|暂停[^，。；]{0,4}扩区"
    "|[两三四五六](?:张|项|份|个)清单|一[业企园链户项事][一-鿿]?一[策档码管案表照班]|(?:开发区"
    "|园区|集中区)进行(?:整合|合并)"
    "|(?:并入|划入|划归)[^，。；、]{1,12}(?:开发区|园区|[高经]..区)"
    "|(?:争取|获批|入选|承担|列入)[^，。；：《》]{3,18}?试点"
    "|(?:建设|建成|搭建|上线|开发(?!区)|启用)[^，。；：、《》]{2,14}?(?:监测|监管|预警|管控"
    "|管理|服务|大数据|巡查)(?:系统|平台)"
    "|(?:建立|发布|推出|开放|公布|推行)[^，。；：、《》]{2,12}?(?:清单|目录)"
    "|[将把][^，。；]{0,12}[0-9][^，。；]{1,12}(?:划分|合并|整合|归并)[为成][0-9][^，。；]{1,8}"
    "|(?:设立|建立)[^，。；：、《》]{2,12}?资金池?|发放[^，。；：、]{0,6}券"
    "|(?:设立|成立|组建|共建)[^，。；：、《》]{2,12}?(?:局|办公室|联盟|[工驿]?作?站|中心|孵化器"
    "|研究院|学院)(?!长|主任)"
    f"|取消{OWN}{{0,6}}?(?:审批|许可|证明|收费)|归口{OWN}{{2,10}}?管理|(?:制定"
    f"|出台){OWN}{{2,10}}?规划"
    f"|(?:厘清|理顺|划清){OWN}{{2,16}}?(?:职责分工|职责边界)|(?:设立|组建|设置"
    f"|成立|建设|打造)[^，。；：、《》]{{2,16}}?服务中心"
)
TOLD = re.compile(
    f"(?:全面|持续|大力|积极|率先)?(?:{BUILDS})(?:了|起)?(?P<own>(?:{OWN}"
    f"|、(?!{BUILDS})){{2,20}}?)(?:{THING}|(?:年|提升|攻坚|振兴|倍增)行动)"
)
# What stands after these is a measure, whatever its noun: 实行编外聘用.
REGIME = re.compile(
    f"(?:全面|率先|一律)?(?:推行|实行|试行|施行"
    f"|首创)(?:了)?(?P<own>{OWN}{{3,16}})(?=[，。；：、！？（]|$)"
)
# And what they make, where its name ends the clause: 强化审管联动机制, 制定工作台账.
MADE_UP = re.compile(
    f"(?:{BUILDS}|强化|加强|发布|上线|开发(?!区)|设置|配备|引进|引入|开通|开设|打通|编制)(?:了|起)?"
    "(?P<own>[^，。；：、！？（）《》]{2,16}?)(?:系统|计划|标准|专区|队伍|清单|目录|台账|小组"
    "|通道|渠道|协议|联络处"
    "|[^处]处|库|政策|办法|方式|机制|制度)(?=[，。；、！？]|$)"
)
IDEAL = re.compile("(?:全面|积极)?(?:构建|打造|搭建|完善|优化)[^0-9+＋]*(?:模式|体系)$")
BRANCH = re.compile("(?P<own>[^，。；：、！？（）《》的了在以对是将把与和]{1,7}(?<!深)化)改革")
# A list of measures: 推进甲、探索乙等改革.
LIST_END = re.compile(
    "等(?:一系列|[一二三四五六七八九十0-9多几]+[项个条])?(?:改革|创新|服务|便民|惠企"
    "|工作)?(?:措施|举措|改革|做法|机制|制度|模式|服务事项)(?!任务|工作)"
)
ITEM = re.compile("[^、]+")
MADE = re.compile(
    "(?:制|机制|直通车|工作室|超市|专区|专线|码|[一-鿿]证|清单|通道|指导|大讲堂|服务)$"
)
LIST = re.compile(f"(?:{OWN}|、){{4,60}}$")
LEAD = re.compile(f"^.*?(?:{BUILDS})(?:了|起)?")
# After words of a measure: they name a direction, or a condition of a rule.
NO_MEASURE = re.compile(
    "(?:改革)?(?:方案|意见|魄力|成果|任务|目标|取向|方向|为导向|导向|的?原则)|开放"
    "|[^，。；]{0,12}的，"
)
TITLE = re.compile("《[^《》]*》")
# These tell of a result, a place or a meeting between the verb and the noun.
NOT_OWN = re.compile(
    "[成作]为|一系列|中央|关于|决策|促|[打造建]成(?!立)|[把将被获]|破解|奠定|纳入|总结|重要"
    "|一个|水平|是|问题|经验|动员"
    "|会议|精神|任务|下的|更[加好]"
)
# What makes such words say nothing of its own.
VAGUE = re.compile(
    "(?:供给侧|市场化|结构性|工程建设|体制|机制|开发区|园区|经开区|高新区|管理|体系|长效|工作|运行"
    "|管理|相关|各项|有关|发展|现代|市场|激励|竞争|制度|体系|各类|多种|一系列|全新|这些|这一|该"
    "|其|新|经济|增长"
    "|产业|格局|开发(?!区)|平台|传统|行政机关|领导|推进|重塑|新一轮"
    "|[一两二三四五六七八九十]+[项大]|和|与|创新|盈利|商业|生产|合作|运营|服务|高效|科学|完善"
    "|健全|规范|良好|灵活|快速|起|内部|方式|以|人为本"
    "|行政|审批|政务|企业|项目|专项|重点|领域|关键|环节|深层次|系统性|各种|一批|配套|政策|组织"
    "|保障|治理|监管|评价|考核|责任|建设|系列|改革|措施|试点|综合|统筹|协调|联动|推动|深化|先行"
    "|先试|全面|国家|省级|市级|全省|全市|相应|具体|先进|主要|好|多个|多项|第一批|首批|省委|市委"
    "|强化|加强|优化|更加|更|统一|集中|差异化|一体化|领导|入手|活动|安全|质量|行业|招商引资"
    "|招商|投资|人才|技术|科技|信息|数字化?"
    "|智慧|公共|基础|设施|载体|对外|开放|高水平|高质量|一流|营商环境)*(?:的)?"
)


def without_type(text: str, taken: list[Span], quoted: list[Span]) -> list[Span]:
    """Where a bare text names a measure that none of the spans `taken` has.

    `quoted`: spans that stand in quotation marks in the original.
    """
    free = bytearray(b"1" * len(text))
    for start, end in (*taken, *(one.span() for one in TITLE.finditer(text))):
        free[start:end] = bytes(end - start)
    found: list[Span] = []
    for start, end in sorted({*_known(text), *_told(text), *_named(text, quoted), *_listed(text)}):
        if all(free[start:end]) and not NO_MEASURE.match(text, end):
            found.append((start, end))
            free[start:end] = bytes(end - start)
    return found


def _known(text: str) -> Iterator[Span]:
    yield from (one.span() for one in KNOWN.finditer(text))


def _told(text: str) -> Iterator[Span]:
    for match in chain(TOLD.finditer(text), REGIME.finditer(text), MADE_UP.finditer(text)):
        is_common = VAGUE.fullmatch(match["own"]) or NOT_OWN.search(match["own"])
        if not is_common and not IDEAL.match(match[0]):
            yield match.span()
    for match in BRANCH.finditer(text):
        if not VAGUE.fullmatch(match["own"]):
            yield match.span()


NAMES = re.compile(
    f"(?:{SETS_UP}|开展|举办|上线|发布|启动|开通|设立|成立|组建|发放)(?:了"
    f"|起)?[^，。；：、！？的]{{0,6}}$"
)
SAYS_WHAT = re.compile(f"[^的为还从在是将，。；：、！？“”（）]{{0,4}}?(?:{NAMED_THING})")


BROKEN = re.compile("(?:打破|破除|告别|避免)$")


def _named(text: str, quoted: list[Span]) -> Iterator[Span]:
    """推出“移动审批”, “首证通”改革."""
    for start, end in quoted:
        if BROKEN.search(text, max(start - 4, 0), start):
            continue
        if not 2 <= end - start <= 20 or re.search("[，。；！？]", text[start:end]):
            continue
        if re.search(f"[一-鿿]{{4}}(?:{THING})$", text[start:end]):
            yield start, end
        elif after := SAYS_WHAT.match(text, end):
            yield start, after.end()
        elif NAMES.search(text, max(start - 14, 0), start):
            yield start, end


def _listed(text: str) -> Iterator[Span]:
    for match in LIST_END.finditer(text):
        before = LIST.search(text, max(match.start() - 60, 0), match.start())
        if before is None or "、" not in before[0]:
            continue
        for item in ITEM.finditer(text, before.start(), match.start()):
            lead = LEAD.match(item[0])
            start = item.start() + (lead.end() if lead else 0)
            is_told = lead or MADE.search(item[0]) or "创新" in match[0] or "改革" in match[0]
            if is_told and 3 <= item.end() - start <= 14 and not VAGUE.fullmatch(item[0]):
                yield start, item.end()
