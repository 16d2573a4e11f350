"""Where facts come from: document, place in it, quotation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, SearchTextField
from core.records.models import QUOTE_LENGTH, SluggedModel, not_blank, one_of
from sources.choices import SourceKind
from sources.querysets import SourceQuerySet


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
    search_text = SearchTextField(
        of=("title", "title_en", "publisher", "publisher_en", "author", "access_note")
    )

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
        ]


class CitedModel(models.Model):
    """A fact: it cannot be saved without the source it was read in."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="%(class)s_set",
        verbose_name=_("source"),
        help_text=_("The document that this fact was read in."),
    )
    locator = models.CharField(
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

    is_draft = models.BooleanField(
        _("draft"),
        default=False,
        help_text=_("Only staff see a draft. A curator publishes it."),
    )

    class Meta:
        abstract = True
