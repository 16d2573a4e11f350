"""What may have been meant by a word with one slip of the finger or of the ear."""

import re
from collections.abc import Iterator

from core.language.sounds import syllables

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HEARD = (("z", "zh"), ("c", "ch"), ("s", "sh"), ("n", "ng"), ("n", "l"), ("f", "h"))
ALIKE = [pair for one, other in HEARD for pair in ((other, one), (one, other))]
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST = 4  # letters: of shorter words too many resemble each other
LONG = 8  # with any letter replaced, a shorter word is too often another one
LONGEST = 40


def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for upper, row in enumerate(ROWS):
        for place, letter in enumerate(row):
            near = row[max(0, place - 1) : place + 2]
            for other in ROWS[max(0, upper - 1) : upper + 2]:
                near += other[max(0, place - 1) : place + 2]
            found[letter] = near.replace(letter, "")
    return found


NEIGHBOURS = _neighbours()


def slips(word: str) -> Iterator[str]:
    """Every word that differs by one slip, the likelier first.

    What is heard alike in pinyin, two letters changed places, one left out, one too many, a
    neighbouring key, another letter.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return
    pairs = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    yield from misheard(word)
    yield from (a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1 and b[0] != b[1])
    yield from (a + letter + b for a, b in pairs for letter in LETTERS)
    yield from (a + b[1:] for a, b in pairs if b)
    yield from (a + near + b[1:] for a, b in pairs if b for near in NEIGHBOURS.get(b[0], ""))
    if len(word) >= LONG:
        yield from (a + letter + b[1:] for a, b in pairs if b for letter in LETTERS)


def misheard(word: str) -> Iterator[str]:
    """What a word in pinyin is confused with by ear."""
    pairs = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    for one, other in ALIKE:
        yield from (a + other + b[len(one) :] for a, b in pairs if b.startswith(one))


def is_near(word: str, other: str) -> bool:
    """Whether two words in Chinese have half of their signs at the same places."""
    same = sum(one == two for one, two in zip(word, other, strict=False))
    return len(word) == len(other) and 2 * same >= len(word)


def sound(word: str) -> str:
    """How a word in Chinese is heard."""
    return "".join(syllables(word))


def looks_like(word: str, sure: int = 0) -> re.Pattern | None:
    """A pattern of a line that is this Chinese word but for one character, or begins so.

    One replaced, two changed places, one too many; not among the first `sure` ones.
    """
    places = range(sure, len(word))
    if not 3 <= len(word) <= LONGEST or not places:
        return None
    ways = [f"{re.escape(word[:n])}[^\n]{re.escape(word[n + 1 :])}" for n in places]
    ways += [re.escape(word[:n] + word[n + 1] + word[n] + word[n + 2 :]) for n in places[:-1]]
    ways += [re.escape(word[:n] + word[n + 1 :]) for n in places if len(word) > 3]
    return re.compile(f"(?<=\n)(?:{'|'.join(ways)})")
