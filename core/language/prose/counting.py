"""The numbers of an article, and of those that count nothing the reason: headings, slogans, names.

The words beside a number tell. What is not listed counts: 六大产业, 两轮, 三项改革.
"""

import re
from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.language.prose.dates import dates_in
from core.language.prose.folding import fold
from core.language.prose.numbers import Figure, figures_in
from core.language.prose.short_years import with_full_years
from core.language.text import Span
from core.language.units import UNITS


class Uncounted(TextChoices):
    """Why a number of an article counts nothing."""

    HEADING = "heading", _("number of a heading or of a list")
    SLOGAN = "slogan", _("part of a name or a slogan")
    RHETORIC = "rhetoric", _("count of points that are made, not of things")
    ORDINAL = "ordinal", _("ordinal number")
    DOCUMENT = "document", _("number of a document")
    TITLE = "title", _("part of a title")
    PLACE = "place", _("tells only where something lies")
    THRESHOLD = "threshold", _("limit of a class, not a quantity")
    TELEPHONE = "telephone", _("telephone number or code")


AROUND = 16  # characters that are looked at on either side
TITLES = re.compile("《[^《》]*》")
QUOTE, UNQUOTE = "[“‘「『\"']", "[”’」』\"']"
# The reason, and the words that end before a number and begin after it.
OF_BARE_NUMBERS: list[tuple[Uncounted, re.Pattern, re.Pattern]] = [
    (why, re.compile(rf"(?:{before})\Z"), re.compile(after))
    for why, before, after in [
        (Uncounted.HEADING, "^[(（]?|[。；;：:][(（]", "[)）]"),
        (Uncounted.HEADING, "^|[。；;：:]", "[.．](?![0-9])"),
        (Uncounted.HEADING, "^|[。；;]", r"[、]|\Z"),
        (Uncounted.DOCUMENT, r"[〕\]）)】]", "号"),
        (Uncounted.DOCUMENT, "", "号(?:文|令|公告|通告|决定|批复|[）)》])"),
        (Uncounted.ORDINAL, "", "号"),
        (Uncounted.ORDINAL, "[Nn][Oo][.:]?", ""),
        (Uncounted.SLOGAN, QUOTE, UNQUOTE),
        (Uncounted.SLOGAN, "", f"{UNQUOTE}?(?:工作法|工程|模式|行动|战略|体系|机制|热线)"),
        (Uncounted.TELEPHONE, "(?:电话|热线|手机|传真|邮编|邮政编码)(?:号码?)?[为是:：]?", ""),
        (Uncounted.TELEPHONE, "(?<![0-9])0[0-9]{2,3}-", "(?![0-9])"),
        (Uncounted.TELEPHONE, "", "-[0-9]{7,8}(?![0-9])"),
        (Uncounted.PLACE, "", "[国省市县区州盟旗镇乡地](?:交界|接壤|毗邻|交汇|通衢|结合部)"),
    ]
]
OF_A_LIST = re.compile("[0-9]{1,2}")
PADDED = re.compile("0[0-9]")  # 01 before a heading
LONG_CODE = re.compile("[0-9]{11,}")
OF_A_SUM = re.compile(r"[0-9NXnx]\+\Z"), re.compile(r"\+[0-9NXnx]")  # 1+3+3, 1+N
POINTS = re.compile(
    "[大项类种个]?(?:方面|层面|维度|角度|转变|意识|自信|坚持|确保|聚焦|抓手|着力点|亮点|看点|重点(?!项目|企业|产业|工程|实验室)|突破口|关键词|结合|统筹"
    "|到位|不变|维护|服从|理念|体系|战略|攻坚战|优势)"
)
PLAN = re.compile("期?(?:行动|攻坚|倍增|规划|计划)(?!投资|建设|完成|实现|新)")
CLASS = re.compile(
    "的?(?:重大|重点|产业|工业|制造业|签约|在建|招商|意向|规上|外资|用地|大|好|新|类|级){0,3}"
    "(?:项目|企业|单位|园区|地块)"
)
OF_CLASSES = ("money", "area", "share", "mass")  # families of units


def numbers_in(text: str, issued: int | None = None) -> list[Figure]:
    """All figures of a text in order, with `why` for those that count nothing.

    A line break inside a figure is allowed. `issued`: the year in which the text was published.
    """
    folded, found = with_full_years(fold(text), issued), []
    titles = [match.span() for match in TITLES.finditer(folded.text)]
    for figure in figures_in(folded, dates_in(folded.text)):
        start, end = folded.span(figure.start, figure.end)
        why = _why_uncounted(folded.text, figure, titles)
        found.append(replace(figure, start=start, end=end, text=text[start:end], why=why))
    return found


def _why_uncounted(text: str, figure: Figure, titles: list[Span]) -> str:
    start, end = figure.start, figure.end
    while titles and titles[0][1] <= start:
        titles.pop(0)
    if titles and titles[0][0] < start and end < titles[0][1]:
        return Uncounted.TITLE
    cut = max(0, start - AROUND)
    before = ("…" if cut else "") + text[cut:start]
    after = text[end : end + AROUND]
    if OF_A_SUM[0].search(before) or OF_A_SUM[1].match(after):
        return Uncounted.SLOGAN
    if not figure.units and (why := _why_bare(text[start:end], before, after)):
        return why
    return _why_of_its_noun(figure, after, text[figure.last : figure.last + AROUND])


def _why_bare(printed: str, before: str, after: str) -> str:
    """Of a number without a unit."""
    if printed.startswith("第"):
        return Uncounted.ORDINAL
    if LONG_CODE.fullmatch(printed):
        return Uncounted.TELEPHONE
    if PADDED.fullmatch(printed) and not before:
        return Uncounted.HEADING
    for why, words_before, words_after in OF_BARE_NUMBERS:
        is_possible = why != Uncounted.HEADING or OF_A_LIST.fullmatch(printed)
        if is_possible and words_after.match(after) and words_before.search(before):
            return why
    return ""


def _why_of_its_noun(figure: Figure, after: str, after_limit: str) -> str:
    families = {UNITS[code].family for code in figure.units}
    if families <= {"count"} and POINTS.match(after):
        return Uncounted.RHETORIC
    if "year" in figure.units and PLAN.match(after):
        return Uncounted.TITLE
    is_limit = figure.last > figure.end and families.intersection(OF_CLASSES)
    return Uncounted.THRESHOLD if is_limit and CLASS.match(after_limit) else ""
