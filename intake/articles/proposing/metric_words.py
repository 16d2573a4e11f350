"""Words that speak for a metric beside its names, read in its sentence and behind the number.

`@` is the number with its unit and bounds.
"""

import re

NEAR = "[^。；;]{0,30}?"
APPROVAL = "审批|办理|办结|办件|手续|许可|开办|立项|验收|登记|[拿交]地即|报建|办照|发证"
WORDS = {
    "approval-time-limit": (
        f"(?:{APPROVAL})(?:(?!节[省约]|提前)[^。；;]){{0,30}}?@"
        f"|@[^，。；,;]{{0,8}}(?:内)?(?:{APPROVAL})"
    ),
    "approval-time-saved": (
        f"(?:{APPROVAL}|开工|落地){NEAR}(?:节[省约]|缩短|提前|减少)(?:了|时间|用时)?@"
    ),
    "approval-time-reduction": (
        f"(?:审批|办理|办结|验收|办件|开办){NEAR}(?:压缩|压减|缩短|提速|节省"
        f"|减少)[^，。；,;]{{0,6}}@"
        "|(?:压缩|压减|缩短)(?:审批|办理|办结)[^，。；,;]{0,6}@"
    ),
    "approval-departments-transferred": (
        f"(?:审批|许可|集中|划转|移交|涉及|分散){NEAR}@[^，。；、,;]{{0,4}}(?:部门|局)"
    ),
    "projects-signed": (
        "(?:签约|签订)[^，。；0-9,;]{0,10}项目[^，。；0-9,;]{0,6}@|(?:签约"
        "|签订)[^，。；0-9,;]{0,4}@项目"
    ),
    "firms-settled": (
        "(?:入驻|落户|进驻)(?:(?!项目)[^，。；0-9,;]){0,10}@(?:[^，。；,;]{0,8}企业)?"
        "|@[^，。；,;]{0,8}企业[^，。；,;]{0,3}(?:入驻|落户)"
    ),
    "factory-floor-area": "标准化?厂房[^，。；0-9,;]{0,8}@|@[^，。；,;]{0,4}标准化?厂房",
    "national-rank": (
        "(?:全国|国家级)[^，。；]{0,14}(?:排名|列|居|进入|跻身|位次)[^。；0-9]{0,6}@|(?:名列"
        "|位列|排名|位居)(?:全国|国家级)[^，。；0-9]{0,10}@"
    ),
    "one-visit-items": (
        "@[^，。；]{0,16}(?:跑一次|一次办)|跑一次[^，。；0-9]{0,8}事项[^，。；0-9]{0,6}@"
    ),
    "partner-banks": "(?:银行|金融机构)[^，。；0-9,;]{0,6}@|@[^，。；,;]{0,6}(?:银行|金融机构)",
}
PATTERNS = {slug: re.compile(words.replace("@", "\x00")) for slug, words in WORDS.items()}
BEFORE, AFTER = 60, 20


def words_for(slug: str, sentence: str, after: str) -> str | None:
    """The words around a number that speak for a metric; "" if none, None if no words are known."""
    if slug not in PATTERNS:
        return None
    match = PATTERNS[slug].search(f"{sentence[-BEFORE:]}\x00{after[:AFTER]}")
    return match[0].replace("\x00", "") if match else ""
