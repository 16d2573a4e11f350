"""Places in a source: ¶4 is the fourth paragraph, in files 第4段, which every encoding can hold.

Readers of English have it in words.
"""

import re
from functools import lru_cache

from core.language.text import pinyin

STORED = re.compile("¶ ?([0-9]+(?:[-–—][0-9]+)?)")
WRITTEN = re.compile("第 ?([0-9]+(?:[-–—][0-9]+)?) ?(?:自然)?段")

SECTIONS = {
    "政策汇总": "policy summary",
    "国家级经开区": "national ETDZs",
    "国家级高新区": "national HTDZs",
    "国家级海关监管区": "national customs supervision areas",
    "国家级边合区": "national border zones",
    "国家级其他": "other national zones",
    "省级": "provincial zones",
    **{"正文": "text", "全文": "text", "标题": "title", "导语": "lead", "前言": "foreword"},
    **{"附件": "annex", "附表": "annexed table", "附录": "appendix", "脚注": "footnote"},
    **{"摘要": "abstract", "目录": "contents", "结语": "conclusion", "图注": "caption"},
    **{"陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "西藏": "Xizang"},
}
ROW = re.compile("第([0-9]+)行")
KNOWN = re.compile(f"¶|#[0-9]|政策汇总|标题|{ROW.pattern}")
NUMERALS = "一二三四五六七八九"
ZONE = re.compile("([一-鿿]{2,3})(?:经开区|高新区|经济开发区|专业园区)")
NUMBERED = re.compile(rf"(?!第)([一-鿿]{{2,3}}?)([{NUMERALS}])?")


def place_for_files(place: str) -> str:
    """湘潭 第4段 for 湘潭 ¶4."""
    return STORED.sub(r"第\1段", place)


def stored_place(place: str) -> str:
    """湘潭 ¶4, however it was typed."""
    return WRITTEN.sub(lambda match: f"¶{match[1]}", place)


@lru_cache(maxsize=4096)
def place_in_english(place: str) -> str:
    """ "Linfen report, paragraph 1" for 临汾 ¶1; what it does not know stays as it is.

    A section of two or three characters that is no known word is a place: its article tells of
    several, a report each. The first one in a process loads the readings, in 0.2 s.
    """
    said = []
    if not KNOWN.search(place):
        return place
    for word in place.split():
        if match := STORED.fullmatch(word):
            many = "paragraphs" if re.search("[-–—]", match[1]) else "paragraph"
            said.append(f"{many} {match[1]}")
        elif match := re.fullmatch("#([0-9]+)", word):
            said.append(f"no. {match[1]}")
        elif match := ROW.fullmatch(word):
            said.append(f"row {match[1]}")
        elif word in SECTIONS:
            said.append(SECTIONS[word])
        elif match := ZONE.fullmatch(word):
            said.append(f"{_romanised(match[1])} zone")
        elif match := NUMBERED.fullmatch(word):
            number = f" {NUMERALS.index(match[2]) + 1}" if match[2] else ""
            kind = "" if said else " report"
            said.append(f"{_romanised(match[1])}{number}{kind}")
        else:
            said.append(word)
    return ", ".join(said)


def _romanised(name: str) -> str:
    """Linfen, Xi'an, Lüliang."""
    syllables = pinyin(name).replace("v", "ü").split()
    joined = (f"'{one}" if n and one[0] in "aeo" else one for n, one in enumerate(syllables))
    return "".join(joined).capitalize()
