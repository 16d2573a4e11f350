"""Words of measures: their phrase, title, stage, start and basis; and measures of no type."""

import re
from dataclasses import dataclass

from core.language.prose.dates import dates_in
from reforms.choices import Stage

VERBS = (
    "推行|实行|施行|试行|建立|设立|成立|组建|推出|出台|印发|制定|创新|实施|搭建|探索|构建|推广|启用|推开|推进|推动|深化|优化"
    "|完善|健全|开展|打造|新建|开通|开设|首创|启动|落实|采取|坚持|实现|引入|引进|承接|下放|剥离|盘活|压缩|缩短|精简|简化|整合"
    "|取消|打破|集中|提供|免费|召开|举办|组织|强化|加强|扩大|拓展|赋予|获批|建成|建设|签订|设置|上线|发放|兑现|收购"
)
VERB = re.compile(f"(?:全面|持续|大力|积极|不断|加快|率先|进一步|深入|扎实)?(?:{VERBS})")
ENDINGS = (
    "改革试点|改革|制度|机制|模式|服务|工作法|工作|试点|平台|窗口|"
    "方案|办法|体系|事项|清单|通道|大厅|数据库|图谱|行动|工程"
)
# What follows words of a measure and belongs to them.
TAIL = re.compile(f"[^，。；：、！？（）《》的了等及和与]{{0,6}}?(?:{ENDINGS})")
SIGNS = re.compile("[，。；：、！？（）《》]")
BEFORE, LONGEST = 12, 25


@dataclass(frozen=True)
class Phrase:
    """The words of a measure: text[start:end] of the bare paragraph, with a verb or without."""

    start: int
    end: int
    has_verb: bool


def phrase_at(text: str, start: int, end: int) -> Phrase:
    """The words that speak for a measure, from its verb to the noun that they end in."""
    floor = max(
        (one.end() for one in SIGNS.finditer(text, max(start - BEFORE, 0), start)), default=0
    )
    floor = max(floor, start - BEFORE, 0)
    verbs = list(VERB.finditer(text, floor, start))
    first = verbs[-1].start() if verbs else start
    tail = TAIL.match(text, end)
    last = tail.end() if tail and tail.end() - first <= LONGEST else end
    return Phrase(first, last, bool(verbs) or bool(VERB.match(text, start)))


PLANNED = re.compile(
    "拟|计划|谋划|研究(?!院|所|中心|机构|生|报告|会)|力争|下一步|接下来|今后|未来|有望|即将"
    "|将(?!其|原|有关|各|审批|发改|分散|行政|社会|开发|企业|[0-9])"
)
PILOT = re.compile("试点|先行先试|试行|试运行")
ENDED = re.compile("(?:停止|终止|不再)(?:实行|执行|实施)")


def stage_of(clause: str) -> str:
    if ENDED.search(clause):
        return Stage.ENDED
    if PLANNED.search(clause):
        return Stage.PLANNED
    return Stage.PILOT if PILOT.search(clause) else Stage.IN_FORCE


BEGINS = re.compile("(?:起|开始|以来|正式|启动|启用|成立|推行|实施|挂牌|揭牌|推出|出台)")
YEARS = {"今年": 0, "去年": -1, "前年": -2}
YEAR_WORD = re.compile("今年|去年|前年")


def started(sentence: str, issued: str) -> str:
    """The date that a sentence gives for a measure's start, with its year, or ""."""
    year = int(issued[:4]) if issued[:4].isdigit() else None
    for date in dates_in(sentence):
        if not date.edtf or "/" in date.edtf:
            continue
        word = YEAR_WORD.search(sentence, max(date.start - 2, 0), date.end)
        edtf = date.edtf
        if edtf.startswith("XXXX"):
            if not (word and year):
                continue
            edtf = f"{year + YEARS[word[0]]}{edtf[4:]}"
        if BEGINS.match(sentence[date.end : date.end + 12].lstrip("，,")) or BEGINS.search(
            sentence[date.end : date.end + 3]
        ):
            return edtf
    return ""


BASIS = re.compile(
    "《[^《》]{4,60}(?:办法|方案|意见|通知|条例|规定|决定|细则|规划|导则|标准)[^《》]{0,12}》"
)


def basis_of(sentence: str) -> str:
    match = BASIS.search(sentence)
    return match[0] if match else ""
