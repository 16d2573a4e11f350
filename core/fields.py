"""Columns for partial dates and units, and derived columns (computed at every write)."""

from decimal import Decimal, localcontext

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language import edtf
from core.language.text import normalise, pinyin
from core.language.units import UNITS, convert, unit_choices


def validate_edtf(value: str) -> None:
    """Raises ValidationError unless the text is a partial date."""
    try:
        edtf.parse(value)
    except edtf.InvalidPartialDateError as error:
        raise ValidationError(str(error), code="invalid_edtf") from error


class EdtfField(models.CharField):
    """A partial date in EDTF ("2019-03", "XXXX-06"); blank if the source gives none."""

    default_validators = [validate_edtf]

    def __init__(self, *args, **kwargs):
        help_text = _(
            "2019, 2019-03, 2018/2020, 2020/.. (since 2020), XXXX-06 (June, year not "
            "stated). Empty when the source gives no date."
        )
        own = {"max_length": 24, "blank": True, "help_text": help_text}
        super().__init__(*args, **own | kwargs)

    def formfield(self, **kwargs):
        from core.formfields import PartialDateField  # noqa: PLC0415, only forms need it

        # Set here, because the admin would replace the widget.
        kwargs.update(form_class=PartialDateField, widget=PartialDateField.widget)
        if self.help_text:
            kwargs["help_text"] = PartialDateField.hint
        return super().formfield(**kwargs)


class UnitField(models.CharField):
    """The code of a unit in core.language.units, as the source prints it.

    An unknown code is refused by forms and by every save, not by the database: a new unit
    needs no migration. Raises ValidationError.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 20, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        self._refuse_unknown(value)

    def get_db_prep_save(self, value, connection):
        self._refuse_unknown(value)
        return super().get_db_prep_save(value, connection)

    def _refuse_unknown(self, value) -> None:
        if isinstance(value, str) and value not in ("", *UNITS):
            raise ValidationError(_("Choose a unit that is offered."))

    def formfield(self, **kwargs):
        # Set here, because the admin would replace the widget.
        kwargs.update(form_class=forms.ChoiceField, widget=forms.Select)
        return models.Field.formfield(self, choices=[("", "—"), *unit_choices()], **kwargs)


class DerivedField:
    """Mixin: a column computed by `derive(row)` at every write, also by `bulk_create`."""

    own_options: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs | {name: getattr(self, name) for name in self.own_options}

    def pre_save(self, model_instance, add):
        value = self.derive(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class RevisionField(DerivedField, models.PositiveIntegerField):
    """Number of saves of the row, from 1."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": 0, **kwargs})

    def derive(self, row):
        return row.revision + 1


class EdtfBoundField(DerivedField, models.DateField):
    """First or last day of the partial date in the column `of`; null if unknown."""

    own_options = ("of", "side")

    def __init__(self, *, of: str = "", side: str = "earliest", **kwargs):
        self.of, self.side = of, side
        super().__init__(**{"null": True, "db_index": True, **kwargs})

    def derive(self, row):
        text = getattr(row, self.of)
        return getattr(edtf.parse(text), self.side) if text else None


class CanonicalValueField(DerivedField, models.DecimalField):
    """The reported value in its metric's canonical unit; null if none is reported."""

    def __init__(self, **kwargs):
        super().__init__(**{"null": True, "max_digits": 30, "decimal_places": 10, **kwargs})

    def derive(self, row):
        if row.value is None or not row.metric_id or not row.unit:
            return None  # the constraint on the unit gives the readable error
        value = convert(Decimal(row.value), row.unit, row.metric.unit)
        with localcontext() as context:
            context.prec = 60  # room for every digit that the column may hold
            return round(value, self.decimal_places)


class SearchTextField(DerivedField, models.TextField):
    """Normalised text of the columns `of`, for searching."""

    own_options = ("of",)

    def __init__(self, *, of: tuple[str, ...] = (), **kwargs):
        self.of = tuple(of)
        super().__init__(**kwargs)

    def derive(self, row):
        return normalise("\n".join(getattr(row, column) or "" for column in self.of))


class PinyinField(DerivedField, models.CharField):
    """Pinyin of the column `of`, for sorting, unless an editor has set it."""

    own_options = ("of",)

    def __init__(self, *args, of: str = "name", **kwargs):
        self.of = of
        super().__init__(*args, **{"max_length": 300, "blank": True, **kwargs})
        self.editable = True

    def derive(self, row):
        return getattr(row, self.attname) or pinyin(getattr(row, self.of))[: self.max_length]
