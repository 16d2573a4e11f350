"""Reform measures: what they are (a taxonomy of two levels) and how zones carry them out."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, SearchTextField, both
from core.records.gaps import gaps
from core.records.models import (
    NamedModel,
    SluggedModel,
    draft_mark,
    not_blank,
    one_of,
    other_names,
    short_quote,
)
from reforms.choices import Stage
from reforms.querysets import ReformQuerySet, ReformTypeQuerySet
from sources.models import CitedModel
from zones.models import Zone


class TaxonomyTerm(NamedModel):
    """A term of the taxonomy: a name and what it covers, in both languages."""

    definition = models.TextField(_("definition in Chinese"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Lower numbers come first.")
    )

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def get_absolute_url(self) -> str:
        return f"{reverse('reforms:list')}?{self.parameter}={self.slug}"


class ReformGroup(TaxonomyTerm):
    """The upper level of the taxonomy: approvals, services, land, governance …"""

    parameter = "group"

    class Meta(TaxonomyTerm.Meta):
        verbose_name = _("reform group")
        verbose_name_plural = _("reform groups")
        constraints = [
            not_blank("name", _("Give the name of the group in Chinese.")),
            not_blank("definition", _("Say in Chinese what the group covers.")),
        ]


class ReformType(TaxonomyTerm):
    """The lower level: one kind of measure, such as the standard land reform (标准地)."""

    group = models.ForeignKey(
        ReformGroup, on_delete=models.PROTECT, related_name="types", verbose_name=_("group")
    )
    aliases = other_names()
    is_draft = draft_mark(db_default=False)
    search_text = SearchTextField(of=(*both("name"), "aliases", "pinyin_keys"))

    objects = ReformTypeQuerySet.as_manager()
    told_by = ("group",)
    parameter = "type"

    class Meta(TaxonomyTerm.Meta):
        verbose_name = _("reform type")
        verbose_name_plural = _("reform types")
        ordering = ["group__position", "position", "slug"]
        constraints = [
            not_blank("name", _("Give the name of the type in Chinese.")),
            not_blank("definition", _("Say in Chinese what the type covers.")),
        ]


class Reform(SluggedModel, CitedModel):
    """A measure as one zone carried it out. Its outcomes are observations."""

    zone = models.ForeignKey(
        Zone, on_delete=models.CASCADE, related_name="reforms", verbose_name=_("zone")
    )
    types = models.ManyToManyField(
        ReformType,
        related_name="reforms",
        blank=True,
        verbose_name=_("types"),
        help_text=_("Every kind of measure that it is. A draft may be not classified yet."),
    )
    title = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=250, blank=True)
    summary = models.TextField(
        _("summary in Chinese"), help_text=_("In our own words, not the article's sentences.")
    )
    summary_en = models.TextField(_("summary in English"), blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.IN_FORCE)
    started = EdtfField(_("started"))
    started_earliest = EdtfBoundField(of="started", side="earliest")
    started_latest = EdtfBoundField(of="started", side="latest")
    legal_basis = models.CharField(
        _("legal or document basis in Chinese"),
        max_length=200,
        blank=True,
        help_text=_("The document or mandate that the source names; empty when it names none."),
    )
    legal_basis_en = models.CharField(
        _("legal or document basis in English"), max_length=250, blank=True
    )
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    search_text = SearchTextField(of=(*both("title", "summary", "legal_basis"), "pinyin_keys"))

    objects = ReformQuerySet.as_manager()
    names_apart = ("title",)
    apart_within = ("zone",)
    detail_url = "reforms:detail"
    waits_for = ("zone",)
    belongs_to = "zone"
    told_by = ("zone",)
    needed_in_public = {
        "types": _("It is not classified yet: choose a type, or let it be a draft."),
    }

    class Meta:
        verbose_name = _("reform")
        verbose_name_plural = _("reforms")
        ordering = ["zone__pinyin", "slug"]
        indexes = [
            # Every page of figures asks for draft reforms; there are few.
            models.Index(fields=["id"], name="reforms_reform_draft", condition=Q(is_draft=True)),
            # The list of reforms in the order of their zones, and a zone's page.
            models.Index(fields=["zone", "slug"], name="reforms_reform_by_zone"),
            # The glossary: the few that name their basis.
            models.Index(fields=["legal_basis"], name="reforms_reform_by_basis"),
            *gaps("reforms_reform", "legal_basis", "note", "summary", "title"),
        ]
        constraints = [
            one_of("stage", Stage),
            not_blank("title", _("Give the title of the reform in Chinese.")),
            not_blank("summary", _("Say in Chinese what the reform does.")),
            short_quote(),
            models.UniqueConstraint(
                fields=["zone", "title"],
                name="reforms_reform_title_once_per_zone",
                violation_error_message=_("This zone already has a reform with this title."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.PILOT, Stage.IN_FORCE, Stage.ENDED]) | Q(started=""),
                name="reforms_reform_planned_has_not_started",
                violation_error_message=_(
                    "A planned reform has not started: leave its start empty."
                ),
            ),
        ]
