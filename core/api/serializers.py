"""Serializers of records: both languages, codes with labels, relations as links."""

from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import Field

from core.language.formatting import plain
from core.language.units import UNITS
from core.records.plain import name_column
from core.web.tables import Column, Kind, Table


class TermShape(serializers.Serializer):
    """A term that the API has no address for: its key and its name in both languages."""

    slug = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)


class LinkShape(serializers.Serializer):
    """A related record: its key, its name or title if it has one, its address, its page."""

    slug = serializers.CharField()
    name = serializers.CharField(required=False)
    name_en = serializers.CharField(allow_blank=True, required=False)
    url = serializers.URLField()
    page = serializers.URLField()


@extend_schema_field(TermShape)
class Term(serializers.Field):
    """A related record that has no address of its own. It must be prefetched."""

    def to_representation(self, record: models.Model) -> dict:
        text = name_column(type(record))
        ends = ("", "_en") if text else ()
        names = {f"name{end}": getattr(record, f"{text}{end}") for end in ends}
        return {"slug": record.slug, **names}


RESOURCES: dict[type[models.Model], str] = {}  # the part of the API that holds such records


@extend_schema_field(LinkShape)
class Link(Term):
    """A related record as a link."""

    about = _("The related record: its key, its name, its address in the API, its page.")

    def to_representation(self, record: models.Model) -> dict:
        address = f"{self.context['api']}{RESOURCES[type(record)]}/{record.slug}/"
        page = self.context["site"] + record.get_absolute_url()
        return {**super().to_representation(record), "url": address, "page": page}


class Label(serializers.CharField):
    """The word for the code beside it in the caller's language: `tier_label` for `tier`."""

    about = _("The word for the code beside it, in the language of the answer.")

    def bind(self, field_name: str, parent: serializers.Serializer) -> None:
        self.source = f"get_{field_name.removesuffix('_label')}_display"
        super().bind(field_name, parent)


class UnitLabel(serializers.CharField):
    """The symbol of the unit beside it in the caller's language; blank without a unit."""

    about = _("The symbol of the unit beside it, in the language of the answer.")

    def to_representation(self, code: str) -> str:
        return UNITS[code].name if code else ""


class Number(serializers.DecimalField):
    """A number as text: all digits, no exponent, no rounding, no trailing zeros."""

    def to_representation(self, value) -> str:
        return plain(value)


class Computed(serializers.Field):
    """A value that a column computes from another, documented as the field `like`."""

    def __init__(self, *, convert: Callable | None, like: Field, **options):
        super().__init__(**options)
        self.convert = convert
        set_override(self, "field", like)

    def get_attribute(self, record: models.Model):
        value = super().get_attribute(record)
        return self.convert(value) if self.convert else value

    def to_representation(self, value):
        return value


class RecordSerializer(serializers.ModelSerializer):
    """A record with its address in the API and its page; `Meta.resource` names the former."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DecimalField: Number,
    }

    url = serializers.SerializerMethodField(help_text=_("Its address in the API."))
    page = serializers.SerializerMethodField(help_text=_("Its page for people."))

    def get_url(self, record) -> str:
        return f"{self.context['api']}{self.Meta.resource}/{record.slug}/"

    def get_page(self, record) -> str:
        return self.context["site"] + record.get_absolute_url()

    def get_fields(self) -> dict[str, serializers.Field]:
        fields, wanted = super().get_fields(), self.context.get("fields")
        for field in fields.values():
            # Output only, and `fields` may leave out any field.
            field.read_only = field.required = False
        return {name: field for name, field in fields.items() if wanted is None or name in wanted}


class CitationSerializer(serializers.Serializer):
    """Where a fact was read: the source, the place in it, the fragment that proves it."""

    source = Link()
    locator = serializers.CharField(allow_blank=True)
    quote = serializers.CharField(allow_blank=True)
    is_broken_off = serializers.BooleanField()


def record_serializer(table: Table, resource: str, **given: Field) -> type[RecordSerializer]:
    """The serializer of a model, from its public columns without joined ones.

    `resource` is its path in the API. `given` replaces or adds fields by name.
    """
    RESOURCES[table.model] = resource
    made: dict[str, Field | None] = {"slug": None, "url": None, "page": None}
    for column in table.columns:
        is_its_own = column.field is None or (column.is_own and not column.in_citation)
        if is_its_own and column.name not in given:
            made |= _fields(column)
    made |= given
    if any(column.in_citation for column in table.columns):
        made["citation"] = CitationSerializer(source="*")
    names = {"model": table.model, "resource": resource, "fields": tuple(made)}
    declared = {name: field for name, field in made.items() if field is not None}
    attributes = {**declared, "Meta": type("Meta", (), names), "__doc__": table.model.__doc__}
    return type(f"{table.model.__name__}Serializer", (RecordSerializer,), attributes)


def _fields(column: Column) -> dict[str, Field | None]:
    """The API's fields for a column; None for the model field's own."""
    name, field = column.name, column.field
    if field is None:
        return {name: _computed(column)}
    if column.is_list:
        return {name: serializers.ListField(child=Link(), source=f"{name}.all")}
    if column.related is not None:
        return {name: Link(allow_null=field.null)}
    if column.kind == Kind.UNIT:
        if column.path == name:
            return {name: None, f"{name}_label": UnitLabel(source=name, allow_blank=field.blank)}
        blank = {"allow_blank": True, "default": ""}  # the record's property of that name
        return {
            name: serializers.CharField(**blank),
            f"{name}_label": UnitLabel(source=name, **blank),
        }
    if column.kind == Kind.CODE:
        return {name: None, f"{name}_label": Label()}
    if name == "url":  # in the API that is the address of the record itself
        return {"document_url": serializers.URLField(source=name, allow_blank=True)}
    return {name: None}


def _computed(column: Column) -> Field:
    options = {"help_text": column.about}
    if column.path != column.name:
        options["source"] = column.path
    if column.kind == Kind.NUMBER:
        return Number(max_digits=30, decimal_places=10, allow_null=True, **options)
    kinds = {Kind.INTEGER: serializers.IntegerField, Kind.YES_NO: serializers.BooleanField}
    if column.kind == Kind.CODE:
        like = serializers.ChoiceField([code for code, _label in column.choices])
    else:
        like = kinds[column.kind]()
    options["allow_null"] = column.kind == Kind.INTEGER and bool(column.blank)
    return Computed(convert=column.convert, like=like, **options)
