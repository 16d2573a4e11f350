"""Chinese prose pasted by editors: numbers, units, limits, dates. Pure functions, never raising."""

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
