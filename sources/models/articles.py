"""Articles and numbers set aside in them. In no fixture, file or public page: copyright."""

import hashlib

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.records.models import not_blank
from sources.models.citations import Source

MAX_CHARACTERS = 200_000  # fifty newspaper pages, or a catalogue of all zones


class ArticleText(models.Model):
    """The text of a source as somebody attached it. Attaching another one replaces it."""

    source = models.OneToOneField(
        Source,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("source"),
        error_messages={"unique": _("This source has a text already: change that one.")},
    )
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)
    attached = models.DateTimeField(_("attached"), auto_now=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("attached by"),
    )

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
        Source,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("source"),
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
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("set aside by"),
    )

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


def digest(text: str) -> str:
    """The SHA-256 of a text, for comparing copies."""
    return hashlib.sha256(text.encode()).hexdigest()
