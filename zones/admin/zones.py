"""The admin of provinces, of zones, and of their lives."""

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from core.admin.filters import Referred, RelationFilter
from core.admin.forms import fieldset
from core.admin.pages import RecordAdmin, counted
from core.fields import both
from core.language.text import pinyin
from sources.admin import CITATION_FILTERS, CheckedForm, CitedMixin
from zones.admin.figures import KEY_AND_NOTE
from zones.models import Province, Zone, ZoneEvent, ZoneName


@admin.register(Province)
class ProvinceAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "code", "abbreviation", "tile_row", "tile_column"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "code", "short_name", "abbreviation", *both("name")]
    search_help_text = _("Names in both languages, abbreviations and GB/T 2260 codes.")
    fieldsets = [
        fieldset(None, "name", ("short_name", "abbreviation"), ("code", "slug")),
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
    actions = [*CitedMixin.actions, "merge"]
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
    search_fields = ["slug", "search_text", "catalogue_code"]
    search_help_text = _(
        "Names in both languages, other names, pinyin, cities, industries and catalogue codes."
    )
    fieldsets = [
        fieldset(None, "name", "short_name", "aliases"),
        fieldset(_("Figures and reforms"), "related_records"),
        fieldset(_("Place"), "province", "city"),
        fieldset(
            _("Profile"), ("tier", "kind", "catalogue_code"), "approved", "industries", "website"
        ),
        fieldset(_("What was read"), "sources_read"),
        fieldset(_("Pinyin, key and note"), ("pinyin", "slug"), "note", is_closed=True),
    ]
    reform_count = counted("reform_count", _("reforms"))
    figure_count = counted("figure_count", _("figures"))

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        before = form.initial.get("name")
        if change and before != obj.name and not obj.is_draft:
            words = _(
                "“%(name)s” is kept as a former name. If it was only a slip, delete it there, and "
                "say there until when it was borne if a source does."
            )
            messages.info(request, words % {"name": before})


class ZoneNameForm(CheckedForm):
    rules_also_need = ("since_earliest", "until_latest")  # it ends after it begins


@admin.register(ZoneName)
class ZoneNameAdmin(CitedMixin, RecordAdmin):
    form = ZoneNameForm
    save_as = True
    kept_for_next = ("zone", "source")
    list_display = ["name", "name_en", "zone", "since", "until", "source"]
    list_filter = [
        ("zone", RelationFilter),
        "zone__province",
        ("name_en", EmptyFieldListFilter),
        ("until", EmptyFieldListFilter),
        *CITATION_FILTERS,
    ]
    list_select_related = ["zone", "source"]
    search_fields = ["slug", *both("name"), "zone__slug", "zone__search_text"]
    search_help_text = _("Former and present names of zones in both languages, pinyin.")
    fieldsets = [
        fieldset(None, "zone", "name", ("since", "until")),
        KEY_AND_NOTE,
    ]


@admin.register(ZoneEvent)
class ZoneEventAdmin(CitedMixin, RecordAdmin):
    form = CheckedForm
    save_as = True
    kept_for_next = ("zone", "source")
    list_display = ["event", "kind", "date", "other", "other_name", "source"]
    list_filter = [
        "kind",
        ("zone", RelationFilter),
        "zone__province",
        ("date", EmptyFieldListFilter),
        *CITATION_FILTERS,
    ]
    list_select_related = ["zone", "other", "source"]
    search_fields = ["slug", *both("other_name"), "zone__slug", "zone__search_text"]
    search_help_text = _("Names of zones in both languages, pinyin.")
    fieldsets = [
        fieldset(None, "zone", ("kind", "date"), "other", "other_name"),
        KEY_AND_NOTE,
    ]

    @admin.display(description=_("zone"), ordering="zone__pinyin")
    def event(self, event) -> str:
        return str(event.zone)
