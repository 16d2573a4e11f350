"""Names of units on pages."""

from django import template

from core.language.units import UNITS
from core.templatetags.texts import reads_chinese

register = template.Library()


@register.filter
def unit_name(code: str) -> str:
    unit = UNITS[code]
    return unit.symbol if reads_chinese() else unit.symbol_en
