"""Abstract models and shared constraints. No tables."""

from collections.abc import Iterator, Sequence
from functools import cache, reduce
from itertools import count
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import get_urlconf, reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.fields import DerivedField, RevisionField
from core.language.text import joined_and_initials, pinyin, reads_chinese, visible
from core.records.access import may_view
from core.records.changes import unit
from core.records.doubts import Doubt, Names, alike
from core.records.plain import name_column

QUOTE_LENGTH = 16
# Levels of totals above a figure that are searched for drafts; deeper subqueries fail in SQLite.
TOTALS_ABOVE = 3


def user_who(label, **options) -> models.ForeignKey:
    """The user who did something; null for a command or a deleted user."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=label,
        **options,
    )


def draft_mark(**options) -> models.BooleanField:
    """The column `is_draft` of records that only staff see until they are published."""
    return models.BooleanField(
        _("draft"),
        default=False,
        help_text=_("Only staff see a draft. A curator publishes it."),
        **options,
    )


def in_readers_language(record: models.Model, field: str) -> str:
    """`field` or `field_en` in the page's language; the other one if that is blank."""
    chinese, english = getattr(record, field), getattr(record, f"{field}_en")
    return chinese or english if reads_chinese() else english or chinese


class StaleRecordError(Exception):
    """The record was changed since it was read; it was not saved."""


class SlugQuerySet(models.QuerySet):
    """Queryset of records with a slug. Reports its writes to `core.records.changes`."""

    def public(self):
        """Records without drafts and without those that belong to a draft."""
        return self.exclude(draft_condition(self.model))

    def drafts(self):
        """The records that `public` leaves out."""
        return self.filter(draft_condition(self.model))

    def with_publicity(self):
        """Annotates `is_public`."""
        return self.annotate(is_public=~draft_condition(self.model))

    def visible_to(self, user=None):
        """Public records; drafts too with the permission to view them."""
        return self if may_view(user, self.model) else self.public()

    def for_page(self, keys):
        """The records with these keys, with what the rows of a list show."""
        return self.filter(pk__in=keys).for_list()

    def for_detail(self, user=None):
        """With everything that the record's page shows to this user."""
        return self

    def update(self, **values):
        with unit() as work:
            work.remember(self.model, list(self.values_list("pk", flat=True)))
            values.setdefault("revision", models.F("revision") + 1)
            return super().update(**values)

    update.alters_data = True

    def delete(self):
        with unit() as work:
            # All at once: each would be remembered by a query of its own.
            work.remember(self.model, list(self.values_list("pk", flat=True)))
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with unit() as work:
            made = super().bulk_create(objs, *args, **kwargs)
            for record in made:
                work.remember_as_new(self.model, record.pk)
            return made

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = list(objs)
        derived = [f for f in self.model._meta.concrete_fields if isinstance(f, DerivedField)]
        with unit() as work:
            work.remember(self.model, [record.pk for record in objs])
            for record in objs:
                for field in derived:  # includes the revision
                    field.pre_save(record, add=False)
            names = {*fields, *(field.name for field in derived)}
            return super().bulk_update(objs, names, *args, **kwargs)

    def bulk_save(self, objs) -> None:
        """Faster than `bulk_update`; recreates deleted rows, so only for rows locked here."""
        objs = list(objs)
        columns = [f.name for f in self.model._meta.concrete_fields if not f.primary_key]
        with unit() as work:
            work.remember(self.model, [record.pk for record in objs])
            super().bulk_create(
                objs, update_conflicts=True, unique_fields=["pk"], update_fields=columns
            )

    bulk_save.alters_data = True


def has_drafts(model: type[models.Model]) -> bool:
    return hasattr(model, "is_draft")


@cache
def needs(model: type[models.Model]) -> list[models.Field]:
    """Relations to records that must be public if a record of this kind is no draft."""
    options = model._meta
    return [
        field
        for field in (*options.fields, *options.many_to_many)
        if field.related_model and has_drafts(field.related_model)
        if field.name not in model.waits_for
    ]


def draft_condition(model: type[models.Model]) -> Q:
    """Records that are drafts or belong to one, such as a figure of a draft zone."""
    is_draft = Q(is_draft=True) if has_drafts(model) else Q()
    return is_draft | waiting_condition(model)


@cache
def waiting_condition(model: type[models.Model]) -> Q:
    """Records that belong to a draft."""
    condition = Q(pk__in=[])
    for name in model.waits_for:
        field = model._meta.get_field(name)
        related = field.related_model
        left = TOTALS_ABOVE - (related is model)
        drafts = reduce(or_, (Q(**{way: True}) for way in _ways_to_a_draft(related, left)))
        rows = related._base_manager.order_by().filter(drafts, pk=models.OuterRef(name))
        # First, because most records have no total: saves the lookups.
        is_there = Q(**{f"{name}__isnull": False}) if field.null else Q()
        condition |= is_there & Q(models.Exists(rows))
    return condition


def _ways_to_a_draft(model: type[models.Model], above: int) -> Iterator[str]:
    yield "is_draft"
    for name in model.waits_for:
        related = model._meta.get_field(name).related_model
        left = above - (related is model)
        if left >= 0:
            yield from (f"{name}__{way}" for way in _ways_to_a_draft(related, left))


def public_related(model: type[models.Model], relation: str) -> models.QuerySet:
    """Public records of a reverse relation, as keys of this model's rows."""
    reverse_relation = model._meta.get_field(relation)
    rows = reverse_relation.related_model.objects.public().order_by()
    return rows.values(reverse_relation.field.name)


def public_path(model: type[models.Model], path: str) -> Q:
    """A join condition: records at the first step (a reverse foreign key) of `path` are public."""
    relation = model._meta.get_field(path.split("__", maxsplit=1)[0])
    if relation.one_to_many and has_drafts(relation.related_model):
        return Q(**{f"{relation.name}__is_draft": False})
    return Q()


def count_of(model: type[models.Model], relation: str):
    """Annotation: number of related public records."""
    reverse_relation = model._meta.get_field(relation)
    column = reverse_relation.field.name
    rows = reverse_relation.related_model.objects.public()
    rows = rows.filter(**{column: models.OuterRef("pk")})
    counted = rows.order_by().values(column).annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(counted), 0)


@cache
def _around_slugs(name: str, _language: str | None, _urlconf: str | None) -> tuple[str, str]:
    """What stands before and after the slug in the URL of this name: a page has hundreds."""
    before, _slug, after = reverse(name, args=["-slug-"]).partition("-slug-")
    return before, after


class SluggedModel(models.Model):
    """A record with a key in ASCII. Saving a stale `revision` raises StaleRecordError."""

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The word in the address and the key in files: a-z, 0-9 and hyphens."),
    )

    revision = RevisionField(_("revision"))

    objects = SlugQuerySet.as_manager()
    detail_url = ""  # URL name of its page
    parameter = ""  # query parameter naming such a record; default: the model's name
    waits_for: tuple[str, ...] = ()  # foreign keys to records that must be public first
    belongs_to = ""  # foreign key to its owner: a form with an owner offers only the owner's
    told_by: tuple[str, ...] = ()  # foreign keys to records that tell it apart in choosers
    # What a record that is no draft must not lack: relations to many, each with what is said.
    needed_in_public: dict[str, str] = {}
    named_after: tuple[str, ...] = ()  # foreign keys to records whose names are part of its own
    # Columns of a name that is unique within these foreign keys, which begin a generated slug.
    names_apart: tuple[str, ...] = ()
    apart_within: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self, name_column(type(self)))

    def get_absolute_url(self) -> str:
        """The URL of its page; blank for records without a page."""
        if not self.detail_url:
            return ""
        before, after = _around_slugs(self.detail_url, get_language(), get_urlconf())
        return f"{before}{self.slug}{after}"

    def told_apart(self) -> str:
        """Its name in a chooser, with what tells it from others. A query per unloaded `told_by`."""
        return " · ".join([str(self), *(str(getattr(self, name)) for name in self.told_by)])

    @property
    def pinyin_keys(self) -> str:
        """The pinyin of its name without spaces and its initials, for search."""
        return joined_and_initials(pinyin(getattr(self, name_column(type(self)))))

    def save_base(self, *args, **kwargs) -> None:
        with unit() as work:
            if self.pk is not None:
                work.remember(type(self), [self.pk])
            update_fields = kwargs.get("update_fields")
            if update_fields:
                kwargs["update_fields"] = {*update_fields, "revision"}
            read = self.revision
            try:
                super().save_base(*args, **kwargs)
            except BaseException:
                self.revision = read
                raise
            work.remember_as_new(type(self), self.pk)

    def _do_update(self, base_qs, using, pk_val, values, update_fields, forced_update):
        # Django updates existing rows only here: refuse a row that was changed since.
        if any(field.name == "revision" for field, _model, _value in values):
            read = base_qs.filter(revision=self.revision - 1)
            written = super()._do_update(read, using, pk_val, values, update_fields, forced_update)
            if not written and base_qs.filter(pk=pk_val).exists():
                raise StaleRecordError(self)
            return written
        return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)

    def delete(self, *args, **kwargs):
        with unit():
            return super().delete(*args, **kwargs)

    @classmethod
    def doubts_about(
        cls, records: Sequence["SluggedModel"], known: Names | None = None
    ) -> list[list[Doubt]]:
        """Doubts of each record, before saving. At most one query."""
        if not cls.names_apart or not records:
            return [[] for _record in records]
        return alike(records, cls.names_apart, cls.apart_within, known)

    def clean_fields(self, exclude=None) -> None:
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str) and not value.isascii():
                setattr(self, field.attname, visible(value))
        super().clean_fields(exclude)

    def words_for_slug(self) -> str:
        """Words for a generated slug. May cost a query."""
        name = name_column(type(self))
        if not name:
            return self._meta.model_name
        own = getattr(self, f"{name}_en") or pinyin(getattr(self, name))
        return " ".join([*(getattr(self, above).slug for above in self.apart_within), own])

    def unused_slug(self) -> str:
        """A free slug made of this record's words. One query besides."""
        words = self.words_for_slug()
        rows = type(self)._base_manager.filter(slug__startswith=next(self.slugs_of(words)))
        taken = set(rows.values_list("slug", flat=True))
        return next(slug for slug in self.slugs_of(words) if slug not in taken)

    @classmethod
    def slugs_of(cls, words: str) -> Iterator[str]:
        """The slugs that can be made of words, without end: the plain one first."""
        length = cls._meta.get_field("slug").max_length
        plain = slugify(words)[: length - 10].strip("-") or cls._meta.model_name
        yield plain
        yield from (f"{plain}-{n}" for n in count(2))


class NamedModel(SluggedModel):
    """Anything with a name in Chinese, always there, and in English."""

    name = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    names_apart = ("name",)

    class Meta:
        abstract = True


def other_names() -> models.CharField:
    return models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Other names in use, in either language, separated by 、."),
    )


def one_of(
    field: str, choices: type[models.TextChoices], *, or_blank: bool = False
) -> models.CheckConstraint:
    """A constraint: the column holds one of its enumerated values."""
    values = ["", *choices.values] if or_blank else choices.values
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=f"%(app_label)s_%(class)s_{field}_known",
        violation_error_message=_("Choose one of the values offered."),
    )


def not_blank(field: str, message) -> models.CheckConstraint:
    """A constraint: the text is not blank."""
    return models.CheckConstraint(
        condition=~models.Q(**{field: ""}),
        name=f"%(app_label)s_%(class)s_{field}_given",
        violation_error_message=message,
    )


def short_quote() -> models.CheckConstraint:
    """A constraint: the length of a quotation is limited."""
    return models.CheckConstraint(
        condition=LessThanOrEqual(Length("quote"), QUOTE_LENGTH),
        name="%(app_label)s_%(class)s_quote_short",
        violation_error_message=_(
            "The quotation is too long: keep the fragment that carries the figure or the term, "
            "at most 16 characters."
        ),
    )
