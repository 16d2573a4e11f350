"""Abstract models and constraints that every app shares. No tables of its own."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

QUOTE_LENGTH = 16


def in_readers_language(record: models.Model, field: str) -> str:
    """A text kept in two columns, `field` (Chinese) and `field_en`, as the reader wants it.

    Falls back to the other language where the wanted one is blank. No queries.
    """
    chinese, english = getattr(record, field), getattr(record, f"{field}_en")
    if (get_language() or "").startswith("zh"):
        return chinese or english
    return english or chinese


class SlugQuerySet(models.QuerySet):
    """Records known by their slug: the fixtures' natural key and the address's word."""

    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)


def count_of(model: type[models.Model], relation: str):
    """The number of related records, as an annotation that joins nothing to the rows."""
    reverse_relation = model._meta.get_field(relation)
    column = reverse_relation.field.name
    rows = reverse_relation.related_model.objects.filter(**{column: models.OuterRef("pk")})
    counted = rows.order_by().values(column).annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(counted), 0)


class SluggedModel(models.Model):
    """Anything with an address of its own. The slug is ASCII and does not change."""

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The word in the address and the key in files: a-z, 0-9 and hyphens."),
    )

    objects = SlugQuerySet.as_manager()
    detail_url = ""  # the name of the address of its page

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(self.detail_url, args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class NamedModel(SluggedModel):
    """Anything with a name in Chinese, always there, and in English."""

    name = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self, "name")


def one_of(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """A rule in the database: the column holds one of its enumerated values."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}),
        name=f"%(app_label)s_%(class)s_{field}_known",
        violation_error_message=_("Choose one of the values offered."),
    )


def not_blank(field: str, message) -> models.CheckConstraint:
    """A rule in the database: the text is there."""
    return models.CheckConstraint(
        condition=~models.Q(**{field: ""}),
        name=f"%(app_label)s_%(class)s_{field}_given",
        violation_error_message=message,
    )


def short_quote() -> models.CheckConstraint:
    """A rule in the database: a quotation stays a fragment."""
    return models.CheckConstraint(
        condition=LessThanOrEqual(Length("quote"), QUOTE_LENGTH),
        name="%(app_label)s_%(class)s_quote_short",
        violation_error_message=_(
            "The quotation is too long: keep the fragment that carries the figure or the term, "
            "at most 16 characters."
        ),
    )
