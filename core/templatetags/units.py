"""Names of units on pages."""

from django import template

from core.templatetags.texts import reads_chinese
from core.units import UNITS

register = template.Library()


@register.filter
def unit_name(code: str) -> str:
    unit = UNITS[code]
    return unit.symbol if reads_chinese() else unit.symbol_en
