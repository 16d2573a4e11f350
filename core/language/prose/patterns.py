"""The patterns of figures in prose: numbers, scale words, units and currencies."""

import re

from core.language.prose.unit_names import unit_words
from core.language.units import BY_CODE, UNITS

# Units in a sheet's cell, but mostly other words in a sentence.
NOT_IN_SENTENCES = {"月", "日", "平方", "度", "分"}
# Words that begin with a unit's word but are no unit: 3人才, 两位数, 三次产业.
OTHER_WORDS = {
    "人": "次|均|才",
    "位": "数|一体",
    "个": "[百千]分点|一",
    "次": "产业|性|序|数|要|生|日|方|级|贷|元|区域",
    "条": "件|例|款|块|约|目|线",
    "起": "来|步|点|草|诉|到|源|飞|施|执|生|计|算|至|止|家|重|跑|底|航",
    "场": "地|所|景|馆|均|面|合|站|外",
    "只": "有|要|能|需|是|为|用|剩|占|跑|进|收|见",
    "笔": "记|试|者|画",
    "套": "路|餐|取|用",
    "台": "湾|商|资|账|阶|办|州|风|历|胞",
    "辆": "次",
    "米": "粉|饭|业",
    "倍": "增|率|数|受|感|速",
    "年": "代|级|龄|报|度|轻",
    "天": "然|津|下",
    "名": "义|单|称|牌",
    "项": "目",
    "家": "庭|具|电",
    "元": "旦|素|件",
    "批": "评|准|复",
    "份": "额",
    "宗": "旨|教",
    "户": "籍|口",
}


def _unit_pattern() -> str:
    words = [w for w in unit_words() if w not in NOT_IN_SENTENCES and "·" not in w]
    parts = []
    for word in sorted(words, key=len, reverse=True):
        if word[0].isdigit() or all(UNITS[code].parts for code in unit_words()[word]):
            continue  # "10,000 m2" is a unit only after another number; ratios are read in parts
        other = OTHER_WORDS.get(word[-1])
        edge = "(?![a-z])" if word[-1].isalnum() and word.isascii() else ""
        parts.append(
            f"{' ?' if word.isascii() else ''}{re.escape(word)}{edge}"
            + (f"(?!{other})" if other else "")
        )
    return "|".join(parts)


def _currency_pattern() -> str:
    """The names of currencies, without those that end other words: 单元3."""
    words = [
        word
        for word, codes in unit_words().items()
        if all(UNITS[code].is_money and code in BY_CODE for code in codes)
    ]
    words.sort(key=len, reverse=True)
    return "|".join(re.escape(word) for word in words if word not in ("元", "新元"))


UNIT = rf"(?:{_unit_pattern()}|(?<=[万亿])平方|(?<=[万亿])度(?!假)|日(?=[内以之结]))"
SCORE = "分(?![点钟之制数公局类布享期别行店支批步为成会管工析红配担校]|[0-9])"
PER = rf"(?:(?P<per>/|每| per )(?P<of>(?:[千百万亿]{{1,2}}|10{{1,2}},?000 )?(?:{UNIT}|度)))?"
MORE = "[余多几]"
VAGUE = "(?:[数几][十百千万亿]{1,4}+|上[百千万亿]{1,4}+|[十百千万]几)"
NUMERAL = "[〇零一二两三四五六七八九十百千万亿]{1,30}+(?:点[〇零一二三四五六七八九]{1,10}+)?"
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
SCALE = "(?:(?!千[瓦米克分]|百分点)[十百千万亿]){0,3}"
SIGN = "(?:(?<![0-9A-Za-z年月日号%)）])-)?"
ENGLISH = {
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
    **dict.fromkeys(("trillion", "tn"), 10**12),
}

ARABIC = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,])(?<![^A-Za-z]\.)(?<!^\.)(?<![A-Za-z]-)"
    rf"(?P<ordinal>第)?(?P<number>{SIGN}{DIGITS})"
    rf"(?P<more>{MORE}?)(?P<scale>{SCALE})(?P<more2>{MORE}?)"
    r"(?: (?P<english>thousand|million|billion|trillion)(?![a-z]))?"
    rf"(?:(?P<unit>{UNIT}|{SCORE}){PER}|(?P<point>个?千分点))?",
    re.IGNORECASE,
)
CHINESE = re.compile(
    rf"(?P<ordinal>第)?(?:(?P<vague>{VAGUE})|(?P<number>{NUMERAL}))(?P<more>{MORE}?)"
    rf"(?:(?P<unit>{UNIT}|成(?![立为员果功本长熟就效绩型品分])){PER}|(?P<point>个?千分点))",
    re.IGNORECASE,
)
# 港币3亿元, USD 3 m: money whose currency stands before the number.
CURRENCY = _currency_pattern()
MONEY = re.compile(
    rf"(?P<currency>{CURRENCY}) ?(?P<number>{SIGN}{DIGITS})(?P<scale>{SCALE})元?"
    rf"(?: ?(?P<english>{'|'.join(ENGLISH)})(?![a-z]))?{PER}(?![A-Za-z])",
    re.IGNORECASE,
)
HALF = re.compile(r"半(?P<unit>年|天|日|个月)")
SHARE = re.compile(rf"(?P<base>{NUMERAL})分之(?P<number>{NUMERAL}|[0-9]+(?:\.[0-9]+)?)")
PLACE = re.compile(
    rf"(?:(?<=全[国省市区县])|(?<=排名)|(?<=[居列]))第(?P<number>{NUMERAL}|[0-9]+)"
    r"(?![0-9位名个家批期届轮次条章时])"
)
START = re.compile(
    rf"[-0-9第〇零一二两三四五六七八九十百千万亿数几上半]|(?<![A-Za-z])(?:{CURRENCY})(?= ?[-0-9])",
    re.IGNORECASE,
)
ORDINAL = re.compile(f"第{NUMERAL}")  # 第四条 is no figure, and 四条 in it neither
