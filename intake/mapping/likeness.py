"""How much two names have in common."""

TELLING = frozenset("0123456789一二三四五六七八九十东西南北")  # 城东 is not 城西


def pairs_of(name: str) -> set[str]:
    return {name[place : place + 2] for place in range(len(name) - 1)}


def shorter(name: str) -> set[str]:
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def differ_in_one(one: str, other: str) -> bool:
    """Whether one character is another one, missing, or too much, and none that tells apart."""
    short, long = sorted((one, other), key=len)
    pairs = zip(short, long, strict=False)
    start = next((n for n, (a, b) in enumerate(pairs) if a != b), len(short))
    is_longer = len(long) - len(short)
    rest = short[start + 1 - is_longer :]
    signs = {*short[start : start + 1 - is_longer], long[start : start + 1]}
    return is_longer < 2 and rest == long[start + 1 :] and TELLING.isdisjoint(signs)
