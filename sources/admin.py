"""The admin of sources, and the citation that the admin of every fact shares."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter, RelatedOnlyFieldListFilter
from django.utils.translation import gettext_lazy as _

from core.admin import RecordAdmin, first_and_last_day
from sources.models import SeedRecord, Source

CITATION_FILTERS = [
    ("source", RelatedOnlyFieldListFilter),
    ("locator", EmptyFieldListFilter),
    "is_broken_off",
]


class CitedMixin:
    """Mixin for admins and inlines of facts: their citation, always the same, comes last."""

    citation = (_("Citation"), {"fields": ["source", ("locator", "quote"), "is_broken_off"]})

    def get_fieldsets(self, request, obj=None):
        return [*super().get_fieldsets(request, obj), self.citation]

    def get_autocomplete_fields(self, request):
        return [*super().get_autocomplete_fields(request), "source"]


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ["title", "title_en", "kind", "publisher", "issued"]
    list_filter = ["kind", ("title_en", EmptyFieldListFilter)]
    search_fields = [
        "slug",
        "title",
        "title_en",
        "publisher",
        "publisher_en",
        "author",
        "access_note",
        "access_note_en",
    ]
    search_help_text = _("Titles, publishers, authors and access notes in both languages.")
    prepopulated_fields = {"slug": ["title_en"]}
    readonly_fields = ["days", "related_records"]
    fieldsets = [
        (None, {"fields": [("title", "title_en"), "slug", "kind"]}),
        (
            _("Publication"),
            {"fields": [("publisher", "publisher_en"), "author", ("issued", "days"), "url"]},
        ),
        (_("Access"), {"fields": [("access_note", "access_note_en")]}),
        (_("Facts from this source"), {"fields": ["related_records"]}),
    ]
    days = first_and_last_day("issued")


@admin.register(SeedRecord)
class SeedRecordAdmin(admin.ModelAdmin):
    """To look at only: `manage.py seed` writes these, to tell what an editor has changed."""

    list_display = ["key", "model"]
    list_filter = ["model"]
    search_fields = ["model", "key"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
