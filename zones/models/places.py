"""Provinces and development zones."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, PinyinField, SearchTextField
from core.language.text import initials, split_terms
from core.records.models import NamedModel, in_readers_language, not_blank, one_of, short_quote
from sources.models import CitedModel, Source
from zones.choices import Tier, ZoneKind
from zones.names import zones_alike
from zones.querysets import ZoneQuerySet

LONGEST_NAME = 60  # the longest of the 2018 catalogue has 22


class Province(NamedModel):
    """One of the 34 province-level divisions of GB/T 2260, with a place on a tile map."""

    code = models.CharField(_("GB/T 2260 code"), max_length=6, unique=True)
    short_name = models.CharField(_("short name"), max_length=10, help_text=_("湖南"))
    abbreviation = models.CharField(_("abbreviation"), max_length=2, help_text=_("湘"))
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"))
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"))

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tile_row", "tile_column"],
                name="zones_province_own_tile",
                violation_error_message=_("Another province has this place on the tile map."),
            )
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('zones:list')}?province={self.slug}"

    @property
    def short_name_en(self) -> str:
        """English has no shorter form of a province's name."""
        return self.name_en


class Zone(NamedModel, CitedModel):
    """A development zone, with the profile that its source gives (often a catalogue row).

    What none of `sources_read` mentions is "not reported", which is not "none".
    """

    short_name = models.CharField(
        _("short name in Chinese"), max_length=40, blank=True, help_text=_("湘潭经开区")
    )
    short_name_en = models.CharField(
        _("short name in English"), max_length=60, blank=True, help_text=_("Xiangtan ETDZ")
    )
    aliases = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Other names in use, in either language, separated by 、."),
    )
    pinyin = PinyinField(_("pinyin"), of="name", help_text=_("Filled in when left empty."))
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="zones", verbose_name=_("province")
    )
    city = models.CharField(
        _("city or county in Chinese"),
        max_length=50,
        blank=True,
        help_text=_("Only where a source names it."),
    )
    city_en = models.CharField(_("city or county in English"), max_length=80, blank=True)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, default=Tier.NOT_STATED)
    kind = models.CharField(_("kind"), max_length=20, choices=ZoneKind)
    catalogue_code = models.CharField(
        _("code in the 2018 catalogue"), max_length=10, blank=True, help_text=_("G431179")
    )
    approved = EdtfField(_("approved"))
    approved_earliest = EdtfBoundField(of="approved", side="earliest")
    approved_latest = EdtfBoundField(of="approved", side="latest")
    industries = models.CharField(_("leading industries in Chinese"), max_length=300, blank=True)
    industries_en = models.CharField(_("leading industries in English"), max_length=400, blank=True)
    website = models.URLField(_("website"), blank=True, default="", db_default="")
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    sources_read = models.ManyToManyField(
        Source,
        related_name="zones_read_for",
        verbose_name=_("sources read"),
        help_text=_("Every document that was read for facts about this zone."),
    )
    search_text = SearchTextField(
        of=(
            "name",
            "name_en",
            "short_name",
            "short_name_en",
            "aliases",
            "pinyin",
            "pinyin_keys",
            "city",
            "city_en",
            "industries",
            "industries_en",
        )
    )

    objects = ZoneQuerySet.as_manager()
    detail_url = "zones:detail"

    @classmethod
    def doubts_about(cls, records, known=None):
        return zones_alike(records) if records else []

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["pinyin", "slug"]
        indexes = [
            # Every public page asks for drafts; there are few.
            models.Index(fields=["id"], name="zones_zone_draft", condition=Q(is_draft=True)),
            # The list of reforms in the order of zones, without sorting.
            models.Index(fields=["pinyin", "slug"], name="zones_zone_by_pinyin"),
        ]
        constraints = [
            one_of("tier", Tier),
            one_of("kind", ZoneKind),
            not_blank("name", _("Give the name of the zone in Chinese.")),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("name"), LONGEST_NAME),
                name="zones_zone_name_is_one",
                violation_error_message=_(
                    "That is longer than any zone's name: 60 characters are the most."
                ),
            ),
            short_quote(),
            models.UniqueConstraint(
                fields=["catalogue_code"],
                condition=~Q(catalogue_code=""),
                name="zones_zone_catalogue_code_unique",
                violation_error_message=_("Another zone has this catalogue code."),
            ),
        ]

    @property
    def label(self) -> str:
        """The short name if there is one, for narrow columns and sentences."""
        return in_readers_language(self, "short_name") or in_readers_language(self, "name")

    @property
    def pinyin_keys(self) -> str:
        """The pinyin without spaces and its initials, for search."""
        return f"{self.pinyin.replace(' ', '')} {initials(self.pinyin)}"

    @property
    def industry_list(self) -> list[str]:
        return split_terms(in_readers_language(self, "industries"))
