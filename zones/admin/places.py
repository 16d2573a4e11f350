"""The admin of provinces and zones."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from core.admin import RecordAdmin, Referred, both, fieldset, first_and_last_day
from core.language.text import pinyin
from sources.admin import CITATION_FILTERS, CitedMixin
from sources.doubt_forms import CheckedForm
from zones.models import Province, Zone

NOTE = fieldset(_("Note"), ("note", "note_en"), is_closed=True)


@admin.register(Province)
class ProvinceAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "code", "abbreviation", "tile_row", "tile_column"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "code", "short_name", "abbreviation", *both("name")]
    search_help_text = _("Names in both languages, abbreviations and GB/T 2260 codes.")
    readonly_fields = ["related_records"]
    fieldsets = [
        fieldset(None, ("name", "name_en"), ("short_name", "abbreviation"), ("code", "slug")),
        fieldset(_("Tile map"), ("tile_row", "tile_column")),
        fieldset(_("Records of this province"), "related_records"),
    ]


class ZoneForm(CheckedForm):
    """A zone; pinyin follows the name until edited, sources read default to the cited one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sources_read" in self.fields:
            field = self.fields["sources_read"]
            field.required = False
            field.help_text = _("Every document read for this zone. Empty: the one cited below.")

    def clean(self):
        cleaned = super().clean()
        if "sources_read" in cleaned and cleaned.get("source") and not cleaned["sources_read"]:
            cleaned["sources_read"] = [cleaned["source"]]
        name, typed, before = (cleaned.get("name"), cleaned.get("pinyin"), self.initial.get("name"))
        if name and (not typed or (name != before and before and typed == pinyin(before))):
            # A sort key may be cut.
            longest = self._meta.model._meta.get_field("pinyin").max_length
            cleaned["pinyin"] = pinyin(name)[:longest]
        return cleaned


@admin.register(Zone)
class ZoneAdmin(CitedMixin, RecordAdmin):
    form = ZoneForm
    list_display = [
        "name",
        "name_en",
        "province",
        "tier",
        "kind",
        "approved",
        "reform_count",
        "figure_count",
    ]
    list_filter = [
        ("reforms", Referred),
        "tier",
        "kind",
        "province",
        ("name_en", EmptyFieldListFilter),
        *CITATION_FILTERS,
    ]
    list_select_related = ["province"]
    search_fields = [
        "slug",
        "aliases",
        "search_text",  # pinyin with and without spaces, and its initials
        "catalogue_code",
        *both("name", "city", "industries"),
    ]
    search_help_text = _(
        "Names in both languages, other names, pinyin, cities, industries and catalogue codes."
    )
    readonly_fields = ["days", "related_records"]
    fieldsets = [
        fieldset(
            None,
            ("name", "name_en"),
            ("short_name", "short_name_en"),
            "aliases",
            ("pinyin", "slug"),
        ),
        fieldset(_("Figures and reforms"), "related_records"),
        fieldset(_("Place"), "province", ("city", "city_en")),
        fieldset(
            _("Profile"),
            ("tier", "kind", "catalogue_code"),
            ("approved", "days"),
            ("industries", "industries_en"),
            "website",
        ),
        fieldset(_("What was read"), "sources_read"),
        NOTE,
    ]
    days = first_and_last_day("approved")

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    @admin.display(description=_("reforms"), ordering="reform_count")
    def reform_count(self, zone) -> int:
        return zone.reform_count

    @admin.display(description=_("figures"), ordering="figure_count")
    def figure_count(self, zone) -> int:
        return zone.figure_count
