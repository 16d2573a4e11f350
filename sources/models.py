"""Sources, citations, articles, and records about the data."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, PlaceField, SearchTextField, both
from core.records.models import (
    QUOTE_LENGTH,
    SluggedModel,
    draft_mark,
    not_blank,
    one_of,
    user_who,
)
from sources.choices import SourceKind
from sources.querysets import SourceQuerySet

MAX_CHARACTERS = 200_000  # fifty newspaper pages, or a catalogue of all zones


def digest(text: str) -> str:
    """The SHA-256 of a text, for comparing copies."""
    return hashlib.sha256(text.encode()).hexdigest()


def row_of(page: str, fact_key: str) -> str:
    """The address of a fact's row on the page of its source, which shows it in any case."""
    return f"{page}?fact={fact_key}#{fact_key}"


class Source(SluggedModel):
    """A document that was read: a newspaper article, an official announcement, a ranking.

    What the document does not print stays blank. A title in square brackets is supplied by us.
    """

    title = models.CharField(_("title in Chinese"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher in Chinese"), max_length=200, blank=True)
    publisher_en = models.CharField(_("publisher in English"), max_length=200, blank=True)
    author = models.CharField(
        _("author"), max_length=200, blank=True, help_text=_("As printed; names separated by 、.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    issued = EdtfField(_("issued"))
    issued_earliest = EdtfBoundField(of="issued", side="earliest")
    issued_latest = EdtfBoundField(of="issued", side="latest")
    url = models.URLField(_("address"), max_length=500, blank=True)
    access_note = models.TextField(
        _("access note in Chinese"),
        blank=True,
        help_text=_("How we came to read it, and what its layout or print leaves doubtful."),
    )
    access_note_en = models.TextField(_("access note in English"), blank=True)
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("repeats the text of"),
        help_text=_(
            "The press release or article that it reprints: one figure in both is one value with "
            "two citations, not agreement of two sources."
        ),
    )
    is_draft = draft_mark(db_default=False)
    search_text = SearchTextField(of=(*both("title", "publisher"), "author", "access_note"))

    objects = SourceQuerySet.as_manager()
    names_apart = ("title",)
    detail_url = "sources:detail"

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]
        # On this model, because the permission covers all models of facts.
        permissions = [("publish_facts", "Can publish facts and make them drafts again")]
        constraints = [
            one_of("kind", SourceKind),
            not_blank("title", _("Give the title of the source in Chinese.")),
            models.CheckConstraint(
                condition=models.Q(repeats__isnull=True) | ~models.Q(repeats=models.F("id")),
                name="sources_source_not_its_own_copy",
                violation_error_message=_("A source cannot repeat itself."),
            ),
        ]

    def clean(self) -> None:
        """Refuse to repeat a copy, so that copies are one level deep. Two queries at most."""
        super().clean()
        if not self.repeats_id or self.repeats_id == self.pk:
            return
        if self.pk and self.repeated_by.exists():
            message = _("Other sources repeat this one: let them repeat that original first.")
            raise ValidationError({"repeats": message})
        if original := self.repeats.repeats:
            message = _("That source is a reprint itself: choose the original, “%(original)s”.")
            raise ValidationError({"repeats": message % {"original": original}})


class CitedModel(models.Model):
    """A fact: it cannot be saved without the source it was read in."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="%(class)s_set",
        verbose_name=_("source"),
        help_text=_("The document that this fact was read in."),
    )
    locator = PlaceField(
        _("place in the source"),
        max_length=100,
        blank=True,
        help_text=_("Section and paragraph: 湘潭 ¶2. A row of a table: #12."),
    )
    quote = models.CharField(
        _("quotation"),
        max_length=QUOTE_LENGTH,
        blank=True,
        help_text=_("The fragment that carries the figure or the term, word for word."),
    )
    is_broken_off = models.BooleanField(
        _("passage broken off"),
        default=False,
        help_text=_("The page's layout cuts this passage short: something is missing."),
    )
    is_draft = draft_mark()

    class Meta:
        abstract = True

    @property
    def fact_key(self) -> str:
        """Its key in addresses of articles: "observation.linfen-standard-land-area"."""
        return f"{self._meta.model_name}.{self.slug}"

    @property
    def row_url(self) -> str:
        """Where its source's page has it, with its place; the source must be fetched.

        Of a draft, which that page does not list, the page.
        """
        page = self.source.get_absolute_url()
        return page if self.is_draft else row_of(page, self.fact_key)


class ArticleText(models.Model):
    """The text of a source as somebody attached it. Attaching another one replaces it.

    Texts and their numbers are in no fixture, file or public page: copyright.
    """

    source = models.OneToOneField(
        Source,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("source"),
        error_messages={"unique": _("This source has a text already: change that one.")},
    )
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)
    attached = models.DateTimeField(_("attached"), auto_now=True)
    attached_by = user_who(_("attached by"), editable=False)

    class Meta:
        verbose_name = _("article text")
        verbose_name_plural = _("article texts")
        ordering = ["source__slug"]
        constraints = [not_blank("text", _("Paste the text of the article, or choose its file."))]

    def __str__(self) -> str:
        return str(self.source)

    def save(self, *args, **kwargs) -> None:
        self.sha256 = digest(self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("articles:text", args=[self.source.slug])


class SetAsideNumber(models.Model):
    """A number of an article that an editor does not want to record, and why.

    Its place is stored as the words around it in the reading form (`sources.evidence`).
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    wording = models.CharField(_("number"), max_length=100)
    before = models.CharField(_("words before it"), max_length=50, blank=True)
    after = models.CharField(_("words after it"), max_length=50, blank=True)
    occurrence = models.PositiveIntegerField(
        _("which of several"),
        default=1,
        help_text=_("Where the same words stand several times: 1 is the first place."),
    )
    reason = models.CharField(_("reason"), max_length=200)
    set_aside = models.DateTimeField(_("set aside"), auto_now_add=True)
    set_aside_by = user_who(_("set aside by"), editable=False)

    class Meta:
        verbose_name = _("number set aside")
        verbose_name_plural = _("numbers set aside")
        ordering = ["source__slug", "pk"]
        constraints = [
            not_blank("wording", _("Give the number as it is printed.")),
            not_blank("reason", _("Say why this number is not recorded.")),
            models.UniqueConstraint(
                fields=["source", "before", "wording", "after", "occurrence"],
                name="sources_setasidenumber_once",
                violation_error_message=_("This number is set aside already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before}[{self.wording}]{self.after}"

    def get_absolute_url(self) -> str:
        return reverse("articles:text", args=[self.source.slug])

    @property
    def place_key(self) -> str:
        """A short hash of the place, for form fields; reveals no text."""
        return digest(f"{self.before}\n{self.wording}\n{self.after}\n{self.occurrence}")[:16]


class SeedRecord(models.Model):
    """What `manage.py seed` last wrote for a record: a difference is an editor's."""

    model = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    fields = models.JSONField()

    class Meta:
        verbose_name = _("seed record")
        verbose_name_plural = _("seed records")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="sources_seedrecord_unique")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


class DataVersion(models.Model):
    """How often the data have changed, and when last: one row, written by `sources.versions`."""

    number = models.PositiveBigIntegerField(default=0)
    changed = models.DateTimeField()
    # Counts every unit of work, so that the log of changed rows ends with this row's change.
    units = models.PositiveBigIntegerField(default=0, db_default=0)
    more = 0  # rows changed since by other ways, as raw SQL

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="sources_dataversion_only_one",
                violation_error_message=_("There is only one data version."),
            )
        ]

    def __str__(self) -> str:
        if self.changed is None:
            return "0"
        more = f"+{self.more}" if self.more else ""
        return f"{timezone.localtime(self.changed):%Y-%m-%d}.{self.number}{more}"


class ChangedRow(models.Model):
    """A row that has changed: written by triggers, read by caches (`core.records.changelog`)."""

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.TextField(null=True)  # noqa: DJ001, null: there was none
    after = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        verbose_name = _("changed row")
        verbose_name_plural = _("changed rows")

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class ConfirmedDoubt(models.Model):
    """That an editor has looked at something doubtful about a record and found it right."""

    model = models.CharField(_("kind of record"), max_length=60)
    slug = models.CharField(_("slug"), max_length=80)
    kind = models.CharField(_("kind of doubt"), max_length=20)
    about = models.CharField(_("other record or value"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200)
    confirmed = models.DateTimeField(_("confirmed"), auto_now_add=True)
    confirmed_by = user_who(_("who"))

    class Meta:
        verbose_name = _("confirmed doubt")
        verbose_name_plural = _("confirmed doubts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "slug", "kind", "about"],
                name="sources_confirmeddoubt_once",
                violation_error_message=_("This doubt is confirmed already."),
            ),
            not_blank("reason", _("Say why it is right all the same.")),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.kind} {self.about}"
