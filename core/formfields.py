"""Form fields that parse pasted text."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.language.prose.entries import understand
from core.language.prose.numerals import plain_number


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


def read_date(text: str) -> str:
    """The EDTF of a text that is a date and nothing else; "" for any other text."""
    entry = understand(text)
    says_more = entry.units or entry.value is not None or entry.value_text
    if says_more or entry.leftover or entry.problems or entry.notes:
        return ""
    return entry.period
