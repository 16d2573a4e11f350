"""Form fields that parse pasted text."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.language.prose.dates import whole_date
from core.language.prose.entries import understand
from core.language.prose.numerals import plain_number
from core.language.prose.unit_names import unit_codes, unit_problem
from core.language.units import UNITS


class PlainDigits:
    """Mixin for number fields: signs that only look like digits (①, ², ٣) are refused."""

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            number = plain_number(value)
            if number is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = f"{number:f}"
        return super().to_python(value)


class PlainDecimalField(PlainDigits, forms.DecimalField):
    """A number: 1604.9, 1,604.9."""


class PlainIntegerField(PlainDigits, forms.IntegerField):
    """A whole number."""


class PartialDateInput(forms.TextInput):
    """A text input; scripts show below it how the date is read."""

    class Media:
        js = ["understand.js"]


class PartialDateField(forms.CharField):
    """A partial date in EDTF or in words (2019年3月). Other text fails in the validator."""

    widget = PartialDateInput
    hint = _(
        "As in the source (2019年3月, 2018—2020年) or in EDTF: 2019-03, 2018/2020, 2020/.. (since "
        "2020), XXXX-06 (June, year not stated). Empty when the source gives no date."
    )

    def to_python(self, value):
        text = super().to_python(value)
        return read_date(text) or text

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # the words may be longer than what they are turned into
        own = {"class": "vTextField", "data-understand-date": reverse_lazy("understand")}
        return attrs | own


class UnitNameField(forms.CharField):
    """The code of a unit, from its code, its label (亿元 · CNY 100 m) or any of its names."""

    hint = _("As printed: 亿元, 万元/亩, 亿美元, 个百分点. The list offers the usual ones.")

    def to_python(self, value):
        text = super().to_python(value)
        codes = unit_codes(text) if text else ()
        if text and len(codes) != 1:
            raise ValidationError(unit_problem(text, codes), code="invalid")
        return codes[0] if codes else text

    def prepare_value(self, value):
        return UNITS[value].label if value in UNITS else value

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # names may be longer than codes
        # The page has the list of the usual units once: record_change_form.html.
        return attrs | {"class": "vTextField", "list": "units", "autocomplete": "off"}


def read_date(text: str) -> str:
    """The EDTF of a text that is a date and nothing else; "" for any other text."""
    if (period := whole_date(text)) is not None:
        return period
    entry = understand(text)
    says_more = entry.units or entry.value is not None or entry.value_text
    if says_more or entry.leftover or entry.problems or entry.notes:
        return ""
    return entry.period
