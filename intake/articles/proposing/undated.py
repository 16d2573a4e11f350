"""Whether a figure without a date tells what is so now, when a dated text appears."""

import re

from intake.articles.proposing.amount import Amount

# What is there now; 已 and 累计 count up to now.
STATE = (
    "现有|已(?!知)|累计|[拥共建设占]有|(?<![没只])有(?=[^，。；0-9]{0,6}$)|配备|入驻|落户|驻有"
    "|集聚|聚集|汇聚|常住|从业|户籍|总投资|投资额|总量|占地"
    "|面积|保有|在建|在册|投产|总数|[位名排]列|[位均]居|排名|认定|确定"
    "|[达占](?=[到约近超逾全其总]{0,2}$)|试点"
)
# What a measure changed: 由8个精简至6个, 缩短60%, 整合为1个, 改革后.
CHANGE = (
    "[精压缩核裁削][简减短缩]|减[至到为少]|降[至到低]|下降|提[升高速]|整合(?!设立)|合并|归并|撤并"
    "|改[革制]后|瘦身|节[省约]|比法定|由[^，。；]{0,12}变"
)
TOLD = re.compile(f"(?P<state>{STATE})|{CHANGE}")
PARK = re.compile(
    "(?:国家级|省级|省级以上|专业)?(?:经济技术|经济|高新技术产业)?(?:开发区|经开区|高新区"
    "|化工园区|园区|综合?保税?区|集中区)"
)
NEAR = 24  # characters before a number in which such a word speaks for it
LASTING = frozenset(("area", "rank"))


def is_current(before: str, amount: Amount, after: str) -> bool:
    """By the last such word before it; without any, sums, areas, ranks and zones are a state."""
    if told := _last_told(before):
        return told["state"] is not None
    return amount.is_money or bool(amount.dimensions & LASTING) or PARK.match(after) is not None


def is_changed(before: str) -> bool:
    """Whether it is what a measure came to: no date of another sentence is its own."""
    told = _last_told(before)
    return told is not None and told["state"] is None


def _last_told(before: str) -> re.Match | None:
    found = None
    for one in TOLD.finditer(before[-NEAR:]):
        found = one
    return found
