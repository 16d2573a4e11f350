"""What editors paste from articles: numbers, units, limits and dates in Chinese prose.

`numbers_in` finds the figures of a text, `understand` reads one pasted snippet into the
columns of a record, `unit_code` and `unit_problem` read a unit's name. Pure functions on
text: nothing here asks the database, and nothing raises on any text.
"""

from core.language.prose.entries import Choice, Entry, understand
from core.language.prose.numbers import FoundNumber, numbers_in
from core.language.prose.unit_names import unit_code, unit_codes, unit_problem, unit_suggestion

__all__ = [
    "Choice",
    "Entry",
    "FoundNumber",
    "numbers_in",
    "understand",
    "unit_code",
    "unit_codes",
    "unit_problem",
    "unit_suggestion",
]
