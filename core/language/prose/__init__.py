"""Chinese prose pasted by editors: numbers, units, limits, dates. Pure functions, never raising."""

from core.language.prose.entries import Entry, understand
from core.language.prose.numbers import Figure, numbers_in
from core.language.prose.unit_names import unit_code, unit_codes, unit_problem, unit_suggestion

__all__ = [
    "Entry",
    "Figure",
    "numbers_in",
    "understand",
    "unit_code",
    "unit_codes",
    "unit_problem",
    "unit_suggestion",
]
