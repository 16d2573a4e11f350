"""Words pasted from an article, parsed into the fields of a figure's form.

The editor sees the filled fields before they are saved; with scripts they fill while typing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.admin.forms import looks_like_key
from core.formfields import read_date
from core.language import edtf, formatting
from core.language.prose.alternatives import AFTER, AMONG, BEFORE, FALL, HIGH, LOW
from core.language.prose.entries import LONGEST, Entry, understand
from core.language.prose.numbers import Figure
from core.language.prose.unit_names import unit_codes
from core.language.units import UNITS, UnitMismatchError, convert
from sources.admin import CheckedForm
from zones.choices import Bound
from zones.models import Metric, Observation


@dataclass(frozen=True)
class Option:
    """A possible figure of ambiguous words: its wording, and its form fields."""

    label: str
    columns: dict[str, str]


@dataclass(frozen=True)
class PastedWords:
    """Texts for the fields, and sentences for the editor.

    `columns` has value, value_high, unit, bound, value_text, date and qualifiers such as prices;
    those of the number not if there are `options`.
    `units` are candidates for 个; `problems` cannot be read, `remarks` are further findings.
    """

    columns: dict[str, str]
    options: list[Option]
    units: tuple[str, ...]
    sentence: str
    problems: tuple[str, ...]
    remarks: list[str]


ROLES = {
    BEFORE: gettext_lazy("before: %(figure)s"),
    AFTER: gettext_lazy("after: %(figure)s"),
    LOW: gettext_lazy("lower end: %(figure)s"),
    HIGH: gettext_lazy("upper end: %(figure)s"),
    FALL: gettext_lazy("change: %(figure)s"),
    AMONG: gettext_lazy("place in an order: %(figure)s"),
}


def read(
    text: str, *, metric: Metric | None = None, into: str = "", has_range: bool = False
) -> PastedWords:
    """Parse a snippet for a form. No queries.

    `metric` decides the unit of 个, and whether a fall is a value; `into` is the form's only unit;
    `has_range`: whether the form has an upper value.
    """
    entry = understand(
        text,
        expected_unit=into or (metric.unit if metric else ""),
        default_unit=into,
        quantity=metric.quantity if metric else "",
        has_range=has_range,
    )
    columns, problems = {}, entry.problems
    if entry.value is not None:
        try:
            columns = _columns(entry, into)
            problems = () if into and entry.unit else problems
        except UnitMismatchError as error:
            problems = (str(error),)
    elif not into:
        columns = {"bound": entry.bound, "value_text": entry.value_text}
    columns |= {"date": entry.period} | entry.qualifiers
    return PastedWords(
        {name: words for name, words in columns.items() if words},
        list(_options(entry, into)),
        entry.units,
        in_words(entry),
        problems,
        _remarks(entry, into),
    )


def _columns(figure: Entry | Figure, into: str) -> dict[str, str]:
    """The form fields of a figure. Raises UnitMismatchError if it cannot be given in `into`."""
    if not into:
        return {
            "value": formatting.plain(figure.value),
            "value_high": formatting.plain(getattr(figure, "value_high", None)),
            "unit": figure.unit,
            "bound": figure.bound,
        }
    is_known = figure.unit or isinstance(figure, Figure)
    value = convert(figure.value, figure.unit or into, into) if is_known else None
    return {"value": formatting.plain(value) or ""}


def _options(entry: Entry, into: str) -> Iterator[Option]:
    for choice in entry.choices:
        with suppress(UnitMismatchError):
            figure = _number(choice.value, choice.unit, choice.bound)
            label = ROLES[choice.role] % {"figure": figure} if choice.role else figure
            columns = _columns(choice, into)
            yield Option(label, {name: words for name, words in columns.items() if words})


def _remarks(entry: Entry, into: str) -> list[str]:
    remarks = [*entry.notes]
    if entry.leftover:
        remarks.append(_("Not understood: “%(words)s”.") % {"words": entry.leftover})
    if into and entry.bound:
        limit = Bound(entry.bound).label
        remarks.append(_("“%(bound)s” has no field here: say it in the note.") % {"bound": limit})
    return remarks


def in_words(entry: Entry) -> str:
    """The parsed snippet in the editor's language; "" if nothing was read."""
    parts = []
    if entry.value is not None:
        parts.append(_number(entry.value, entry.unit, entry.bound, entry.value_high))
    if entry.value_text:
        parts.append(_("“%(words)s”, in words") % {"words": entry.value_text})
    if entry.period:
        parts.append(date_in_words(entry.period))
    parts += [
        _("%(name)s: %(words)s") % {"name": _column(name).verbose_name, "words": shown(name, words)}
        for name, words in entry.qualifiers.items()
    ]
    return _("Read as: %(parts)s.") % {"parts": " · ".join(parts)} if parts else ""


def _column(name: str) -> models.Field:
    return Observation._meta.get_field(name)


def shown(column: str, words: str) -> str:
    """A field's text as the editor sees it in the form."""
    if column == "unit":
        return UNITS[words].symbol
    has_choices = column in {field.name for field in Observation._meta.fields if field.choices}
    return str(dict(_column(column).flatchoices)[words]) if has_choices else words


def _number(value: Decimal, unit: str, bound: str, high: Decimal | None = None) -> str:
    if unit:
        number = formatting.quantity(value, unit, high)
    else:
        number = "–".join(formatting.number(end) for end in (value, high) if end is not None)
    return formatting.spaced(Bound(bound).label, number) if bound else number


def date_in_words(text: str) -> str:
    """A partial date in words with its EDTF: "March 2019 (2019-03)"."""
    words = edtf.parse(text).describe()
    if words == text:
        return words
    return _("%(words)s (%(edtf)s)") % {"words": words, "edtf": text}


class PastedInput(forms.TextInput):
    """A text line; with scripts, the parsed words appear below it."""

    class Media:
        js = ["understand.js"]


class PastedForm(CheckedForm):
    """The form of a figure, with a line for printed words; typed fields must agree with them."""

    date_column = "period"

    pasted = forms.CharField(
        label=gettext_lazy("As printed"),
        required=False,
        max_length=LONGEST,
        widget=PastedInput({"class": "vTextField", "data-understand": reverse_lazy("understand")}),
        help_text=gettext_lazy(
            "Paste the source's words: 1413.03亩, 不少于3年, 2—3个月, 2019年3月. They fill the "
            "fields that are empty and are not stored themselves."
        ),
    )
    pasted_option = forms.CharField(
        label=gettext_lazy("Which figure is meant?"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "pasted" in self.fields:
            self.fields["pasted"].widget.attrs["data-date"] = self.date_column

    def only_unit(self, cleaned) -> str:
        """The only unit of this form; "" if it has a field for the unit."""
        return ""

    def clean(self):
        cleaned = super().clean()
        if text := cleaned.get("pasted"):
            reading = read(
                text,
                metric=cleaned.get("metric"),
                into=self.only_unit(cleaned),
                has_range="value_high" in self.fields,
            )
            self._fill_in(self._with_option(reading, cleaned), cleaned)
        return cleaned

    def _with_option(self, reading: PastedWords, cleaned: dict) -> PastedWords:
        """The reading with the chosen or typed option; adds an error if there is none."""
        if not reading.options:
            return reading
        chosen = cleaned.get("pasted_option", "")
        chosen = int(chosen) if chosen in map(str, range(len(reading.options))) else None
        if chosen is None and self._is_typed("value", cleaned):
            agreeing = (
                place
                for place, option in enumerate(reading.options)
                if self._agrees("value", option.columns["value"], option.columns, cleaned)
            )
            chosen = next(agreeing, 0)  # if none agrees, the first is compared
        if chosen is None:
            labels = [(str(n), option.label) for n, option in enumerate(reading.options)]
            self.fields["pasted_option"].widget = forms.RadioSelect(choices=labels)
            return reading
        columns = {**reading.columns, **reading.options[chosen].columns}
        return replace(reading, columns=columns, problems=(), sentence="")

    def _fill_in(self, reading: PastedWords, cleaned: dict) -> None:
        empty = {}
        for name, words in reading.columns.items():
            column = self.date_column if name == "date" else name
            if column not in cleaned:
                continue  # not on this form, or invalid itself
            if not self._is_typed(column, cleaned):
                empty[column] = words
            elif not self._agrees(column, words, reading.columns, cleaned):
                self.add_error(column, self._contradiction(column, words))
        unit = cleaned.get("unit")
        if unit and reading.units and "unit" not in reading.columns and unit not in reading.units:
            self.add_error("unit", self._contradiction("unit", reading.units[0]))
        is_given = self._is_typed("value", cleaned) and ("unit" not in self.fields or unit)
        if reading.problems and not (is_given and reading.columns):
            self.add_error("pasted", list(reading.problems))
        if empty:
            self._fill(empty, cleaned)
            advice = _("The empty fields are filled in with it: look at them, then save again.")
            sentences = [reading.sentence, *reading.remarks, advice]
            self.add_error("pasted", formatting.spaced(*filter(None, sentences)))

    def _is_typed(self, column: str, cleaned: dict) -> bool:
        if column == "value_text" and cleaned.get("value") is not None:
            return True
        default = self._meta.model._meta.get_field(column).get_default()  # before any choice
        return cleaned.get(column) not in (None, "", default)

    def _agrees(self, column: str, words: str, columns: dict[str, str], cleaned: dict) -> bool:
        if column == "value_text":
            return cleaned.get("value") is not None or cleaned[column] == words
        value, unit = cleaned.get("value"), cleaned.get("unit")
        if column not in ("value", "value_high", "unit") or value is None:
            return cleaned[column] == words
        number = "value" if column == "unit" else column
        read_value, read_unit = Decimal(columns[number]), columns.get("unit")
        if not unit or not read_unit or unit == read_unit:
            return cleaned[number] == read_value
        alike = UNITS[unit].dimension == UNITS[read_unit].dimension
        return alike and convert(read_value, read_unit, unit) == cleaned[number]

    def _contradiction(self, column: str, words: str) -> ValidationError:
        return ValidationError(
            _(
                "The words as printed say “%(words)s” here. Correct this field or those words, "
                "or take those words away."
            ),
            params={"words": shown(column, words)},
        )

    def _fill(self, empty: dict[str, str], cleaned: dict) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("pasted_option")] = ""  # the fields hold the chosen option now
        for column, words in empty.items():
            self.data[self.add_prefix(column)] = words
            try:
                cleaned[column] = self.fields[column].clean(words)
            except ValidationError as error:
                self.add_error(column, error)


@require_GET
def understand_pasted(request: HttpRequest) -> JsonResponse:
    """The parsed words for a form, as JSON. For staff; one query if a metric is given."""
    if "date" in request.GET:
        period = read_date(request.GET["date"][:LONGEST])
        sentence = _("Read as: %(parts)s.") % {"parts": date_in_words(period)} if period else ""
        return JsonResponse({"sentence": sentence})
    metric, into = request.GET.get("metric", ""), unit_codes(request.GET.get("into", ""))
    rows = Metric.objects.filter(pk=metric) if looks_like_key(metric) else Metric.objects.none()
    reading = read(
        request.GET.get("text", "")[:LONGEST],
        metric=rows.first(),
        into=into[0] if len(into) == 1 else "",
        has_range="range" in request.GET,
    )
    answer = asdict(reading)
    del answer["units"]
    for columns in (answer["columns"], *(option["columns"] for option in answer["options"])):
        if "unit" in columns:
            columns["unit"] = UNITS[columns["unit"]].label  # as its line shows it
    return JsonResponse(answer)
