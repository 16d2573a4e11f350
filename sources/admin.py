"""Admin of sources, and base classes for the admin of facts."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter, RelatedOnlyFieldListFilter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin.forms import NOTHING, RecordFormSet, both, fieldset
from core.admin.pages import RecordAdmin
from core.records.models import english_missing
from sources.doubt_forms import CheckedForm
from sources.draft_admin import DraftFields, DraftPages
from sources.models import ConfirmedDoubt, SeedRecord, Source


class EnglishFilter(admin.SimpleListFilter):
    """Facts with a text in Chinese that has no English one."""

    title = _("English")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("missing", _("missing")), ("complete", _("complete"))]

    def queryset(self, request, queryset):
        missing = english_missing(queryset.model)
        if self.value() == "missing":
            return queryset.filter(missing)
        return queryset.exclude(missing) if self.value() == "complete" else queryset


CITATION_FILTERS = [
    EnglishFilter,
    ("source", RelatedOnlyFieldListFilter),
    ("locator", EmptyFieldListFilter),
    "is_broken_off",
]


class CitedMixin(DraftPages, DraftFields):
    """Mixin for facts: adds the citation as the last fieldset."""

    last_fieldsets = (
        DraftFields.visibility,
        fieldset(_("Citation"), "source", ("locator", "quote"), "is_broken_off"),
    )


class CitedFormSet(RecordFormSet):
    """Facts on another fact's page: they inherit its source unless they name one."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "source" not in form.fields:  # read-only for this user
            return
        form.fields["source"].required = False
        form.fields["source"].help_text = _("Empty: the one cited above.")
        if self.is_bound and self.instance.source_id:
            form.when_empty = {"source": self.instance.source}


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["title", "title_en", "kind", "publisher", "issued"]
    list_filter = ["kind", ("title_en", EmptyFieldListFilter)]
    search_fields = ["slug", "author", *both("title", "publisher", "access_note")]
    search_help_text = _("Titles, publishers, authors and access notes in both languages.")
    readonly_fields = ["related_records", "article"]
    fieldsets = [
        fieldset(None, "title", "slug", "kind"),
        fieldset(_("Publication"), "publisher", "author", "issued", "url"),
        fieldset(_("Access"), "access_note"),
        fieldset(_("Facts from this source"), "related_records", "article"),
    ]

    @admin.display(description=_("evidence"))
    def article(self, source):
        """A link to the article's text, if attached."""
        if source.pk is None:
            return NOTHING
        address = reverse("articles:text", args=[source.slug])
        return format_html('<a href="{}">{}</a>', address, _("Text of the article"))


class WrittenByTheSite(admin.ModelAdmin):
    """No adding, no changing: the site writes these records."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(SeedRecord)
class SeedRecordAdmin(WrittenByTheSite):
    """Read-only: `manage.py seed` writes these, to find what an editor has changed."""

    list_display = ["key", "model"]
    list_filter = ["model"]
    search_fields = ["model", "key"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ConfirmedDoubt)
class ConfirmedDoubtAdmin(WrittenByTheSite):
    """Doubts that editors have confirmed. A deleted one is asked again."""

    list_display = ["slug", "model", "kind", "about", "reason", "confirmed_by", "confirmed"]
    list_filter = ["kind", "model"]
    list_select_related = ["confirmed_by"]
    search_fields = ["slug", "about", "reason"]
