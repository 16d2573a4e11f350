"""Columns for partial dates and units, and derived columns (computed at every write)."""

from contextlib import suppress
from decimal import Decimal, localcontext
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language import edtf
from core.language.places import stored_place
from core.language.text import normalise, pinyin
from core.language.units import UNITS, canonical_unit, convert


def both(*names: str) -> tuple[str, ...]:
    """The columns of texts in both languages."""
    return tuple(name + end for name in names for end in ("", "_en"))


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


class PlaceField(models.CharField):
    """A place in a source; every route may write 第4段 for ¶4. For migrations a CharField."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        text = super().to_python(value)
        return stored_place(text) if text else text


class UnitField(models.CharField):
    """The code of a unit in core.language.units, as the source prints it.

    An unknown code is refused by forms and by every save, not by the database: a new unit
    needs no migration. Raises ValidationError.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 40, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        self._refuse_unknown(value)

    def get_db_prep_save(self, value, connection):
        self._refuse_unknown(value)
        return super().get_db_prep_save(value, connection)

    def _refuse_unknown(self, value) -> None:
        if isinstance(value, str) and value and value not in UNITS:
            raise ValidationError(_("Choose a unit that is offered."))

    def formfield(self, **kwargs):
        from core.formfields import UnitNameField  # noqa: PLC0415, only forms need it

        # Set here, because the admin would replace the widget.
        kwargs.update(form_class=UnitNameField, widget=UnitNameField.widget)
        if not self.help_text:
            kwargs["help_text"] = UnitNameField.hint
        return super().formfield(**kwargs)


class DerivedField:
    """Mixin: a column computed by `derive(row)` at every write, also by `bulk_create`.

    `defaults`: of Django's options; `own`: those that only this kind of column has.
    """

    defaults: dict[str, object] = {}
    own: dict[str, object] = {}

    def __init__(self, *args, **kwargs):
        for name, default in self.own.items():
            setattr(self, name, kwargs.pop(name, default))
        super().__init__(*args, **{"editable": False, **self.defaults, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        given = {option: getattr(self, option) for option in self.own}
        return name, path, args, kwargs | {o: v for o, v in given.items() if v != self.own[o]}

    def pre_save(self, model_instance, add):
        value = self.derive(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class RevisionField(DerivedField, models.PositiveIntegerField):
    """Number of saves of the row, from 1."""

    defaults = {"default": 0}

    def derive(self, row):
        return row.revision + 1


class EdtfBoundField(DerivedField, models.DateField):
    """First or last day of the partial date in the column `of`; null if unknown."""

    own = {"of": "", "side": "earliest"}
    defaults = {"null": True, "db_index": True}

    def derive(self, row):
        text = getattr(row, self.of)
        return getattr(edtf.parse(text), self.side) if text else None


def fill_in_days(row, *names: str) -> None:
    """Derive these columns before a constraint of theirs is checked, which saving does later."""
    for name in names:
        setattr(row, name, None)
        with suppress(ValueError):  # the partial date's validator reports it
            setattr(row, name, row._meta.get_field(name).derive(row))


class CanonicalValueField(DerivedField, models.DecimalField):
    """The reported value in `of` in the unit that its metric keeps it in; null if there is none.

    The unit is `units.canonical_unit`: dollars stay dollars in a metric of yuan.
    """

    own = {"of": "value"}
    defaults = {"null": True, "max_digits": 30, "decimal_places": 10}
    non_db_attrs = (*models.Field.non_db_attrs, "of")

    def derive(self, row):
        value = getattr(row, self.of)
        if value is None or not row.metric_id or not row.unit:
            return None  # the constraint on the unit gives the readable error
        return _kept(Decimal(value), row.unit, row.metric.unit, self.decimal_places)


@lru_cache(maxsize=4000)  # a form and an import ask this of each value several times
def _kept(value: Decimal, unit: str, metric_unit: str, places: int) -> Decimal:
    value = convert(value, unit, canonical_unit(unit, metric_unit))
    with localcontext() as context:
        context.prec = 60  # room for every digit that the column may hold
        return round(value, places)


class SearchTextField(DerivedField, models.TextField):
    """Normalised text of the columns `of`, for searching."""

    own = {"of": ()}
    non_db_attrs = (*models.Field.non_db_attrs, "of")  # another list remakes no table

    def derive(self, row):
        return normalise("\n".join(getattr(row, column) or "" for column in self.of))


class PinyinField(DerivedField, models.CharField):
    """Pinyin of the column `of`, for sorting, unless an editor has set it."""

    own = {"of": "name"}
    defaults = {"max_length": 300, "blank": True, "editable": True}

    def derive(self, row):
        return getattr(row, self.attname) or pinyin(getattr(row, self.of))[: self.max_length]
