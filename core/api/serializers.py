"""Records as the API gives them: in both languages, codes with labels, relations as links."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.language.formatting import plain
from core.language.units import UNITS


class LinkShape(serializers.Serializer):
    """A related record: its key, its address in the API, and its page for people."""

    slug = serializers.CharField()
    url = serializers.URLField()
    page = serializers.URLField()


class NamedLinkShape(LinkShape):
    """A related record with its name or title in both languages."""

    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)


class TermShape(serializers.Serializer):
    """A term that the API has no address for: its key and its name in both languages."""

    slug = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)


@extend_schema_field(LinkShape)
class Link(serializers.Field):
    """A related record by its key; `resource` is the part of the API that holds it."""

    about = _("The related record: its key, its address in the API, its page.")

    def __init__(self, resource: str, **options):
        self.resource = resource
        super().__init__(**options)

    def to_representation(self, record: models.Model) -> dict:
        return {
            "slug": record.slug,
            "url": f"{self.context['api']}{self.resource}/{record.slug}/",
            "page": self.context["site"] + record.get_absolute_url(),
        }


@extend_schema_field(NamedLinkShape)
class NamedLink(Link):
    """A related record by its key and name, which must be at hand."""

    about = _("The related record: its key, its name, its address in the API, its page.")

    def to_representation(self, record: models.Model) -> dict:
        link = super().to_representation(record)
        return {"slug": link.pop("slug"), **named(record), **link}


@extend_schema_field(TermShape)
class Term(serializers.Field):
    """A related record that has no address of its own."""

    def to_representation(self, record: models.Model) -> dict:
        return {"slug": record.slug, **named(record)}


def named(record: models.Model) -> dict:
    """The name of a record in both languages; the title of what has no name."""
    text = "name" if hasattr(record, "name") else "title"
    return {"name": getattr(record, text), "name_en": getattr(record, f"{text}_en")}


class Label(serializers.CharField):
    """The word for the code beside it in the caller's language: `tier_label` for `tier`."""

    about = _("The word for the code beside it, in the language of the answer.")

    def bind(self, field_name: str, parent: serializers.Serializer) -> None:
        self.source = f"get_{field_name.removesuffix('_label')}_display"
        super().bind(field_name, parent)


class UnitLabel(serializers.CharField):
    """The symbol of the unit beside it in the caller's language; blank where there is none."""

    about = _("The symbol of the unit beside it, in the language of the answer.")

    def to_representation(self, code: str) -> str:
        if not code:
            return ""
        is_chinese = (get_language() or "").startswith("zh")
        return UNITS[code].symbol if is_chinese else UNITS[code].symbol_en


class Number(serializers.DecimalField):
    """A number as text, digit for digit: no exponent, no rounding, no zeros at its end."""

    def to_representation(self, value) -> str:
        return plain(value)


class RecordSerializer(serializers.ModelSerializer):
    """A record with its address in the API and its page; `Meta.resource` names the former.

    `fields` in the context are the only ones given. Whatever it shows must be at hand.
    """

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
            # Records only go out, and `fields` may leave out any of theirs.
            field.read_only = field.required = False
        return {name: field for name, field in fields.items() if wanted is None or name in wanted}
