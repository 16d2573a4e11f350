"""Chinese numerals and printed digits as exact numbers."""

import re
from decimal import Decimal

DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
CHARACTERS = "〇零一二两三四五六七八九十百千万亿"
VAGUE = "数几"
FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－−，．", "0123456789+--,.")
PLAIN = re.compile(
    r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,4})?"
)


def plain_number(text: str) -> Decimal | None:
    """A number in digits only: 1604.9, -1,604.9, １６０４.９; None for anything else (①, ٣)."""
    form = text.strip().translate(FULL_WIDTH)
    return Decimal(form.replace(",", "")) if PLAIN.fullmatch(form) else None


def chinese_number(text: str) -> Decimal | None:
    """三十八 is 38, 三点五 is 3.5, 一百二 is 120; None if inexact (数十) or no numeral."""
    whole, _point, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or ("点" in text and not decimals):
        return None
    if any(digit not in DIGITS for digit in decimals):
        return None
    fraction = "".join(str(DIGITS[digit]) for digit in decimals)
    return Decimal(f"{value}.{fraction}") if fraction else Decimal(value)


def chinese_year(text: str) -> str:
    return "".join(str(DIGITS[digit]) for digit in text)


def _whole(text: str) -> int | None:
    if not text or any(letter not in CHARACTERS for letter in text):
        return None
    total = section = 0
    digit: int | None = None
    last_unit = 1
    zero = False
    for letter in text:
        if letter in DIGITS:
            if digit:
                return None  # 三五 means "three or five"; 一九九二 is a year
            digit = DIGITS[letter]
            zero = zero or digit == 0
            continue
        if letter in SMALL:
            section += (1 if digit is None else digit) * SMALL[letter]
            last_unit, zero = SMALL[letter], False
        else:
            base = section + (digit or 0)
            if letter == "亿":
                total = (total + base or 1) * LARGE[letter]
            else:
                total += (base or 1) * LARGE[letter]
            section, last_unit, zero = 0, LARGE[letter], False
        digit = None
    if digit is None:
        return total + section
    short = last_unit >= 100 and not zero  # 一百二 leaves 十 out
    return total + section + digit * (last_unit // 10 if short else 1)
