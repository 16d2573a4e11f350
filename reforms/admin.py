"""The admin of the taxonomy, of reforms and of their outcomes."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter, RelatedFieldListFilter
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.admin.filters import Referred, RelationFilter
from core.admin.forms import RecordInline, fieldset
from core.admin.pages import RecordAdmin, counted
from core.fields import both
from reforms.models import Reform, ReformGroup, ReformType
from sources.admin import (
    CITATION_FILTERS,
    CheckedForm,
    CitedFormSet,
    CitedMixin,
    DraftMixin,
)
from zones.admin.figures import (
    KEY_AND_NOTE,
    LIMITING,
    LIMITS,
    RANGE,
    ObservationForm,
    ReportedValueMixin,
    warn_of_other_values,
)
from zones.figures import refuse_twins
from zones.models import Observation

NOT_CLASSIFIED = _("not classified yet")
TERM = ["name", ("slug", "position"), "definition"]


class ReformTypeInline(DraftMixin, RecordInline):
    model = ReformType
    form = CheckedForm
    fields = [*TERM, "aliases"]
    can_delete = False  # only on the type's page, which lists its reforms


@admin.register(ReformGroup)
class ReformGroupAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "slug", "position"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", *both("name", "definition")]
    search_help_text = _("Names and definitions in both languages.")
    fields = TERM
    inlines = [ReformTypeInline]


@admin.register(ReformType)
class ReformTypeAdmin(DraftMixin, RecordAdmin):
    form = CheckedForm
    ordering = ["group__position", "position", "slug"]  # again, as counting drops the default
    list_display = ["name", "name_en", "group", "aliases", "reform_count", "zone_count"]
    list_filter = ["group", ("name_en", EmptyFieldListFilter), ("reforms", Referred)]
    search_fields = ["slug", "search_text", *both("name", "definition", "group__name")]
    search_help_text = _("Names, other names, definitions and groups in both languages, pinyin.")
    fieldsets = [
        fieldset(None, "group", *TERM, "aliases"),
        fieldset(_("Reforms of this type"), "related_records"),
    ]
    reform_count = counted("reform_count", _("reforms"))
    zone_count = counted("zone_count", _("zones"))

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


class OutcomeFormSet(CitedFormSet):
    """The outcomes of one reform; they get its zone."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.instance.zone_id:  # without a zone, the reform's form reports it
            form.instance.zone = self.instance.zone
            form.rules_also_need = ("zone",)  # one figure for each zone, metric, period …

    def clean(self):
        """Refuse two rows that say the same: of new ones the database does not know yet."""
        super().clean()
        refuse_twins(
            form.instance
            for form in self.forms
            if form.is_valid() and not self._should_delete_form(form)
            if form.instance.pk or form.has_changed()
        )


class OutcomeInline(CitedMixin, ReportedValueMixin, RecordInline):
    model = Observation
    form = ObservationForm
    formset = OutcomeFormSet
    verbose_name = _("outcome")
    verbose_name_plural = _("outcomes")
    select_related = ("zone", "metric", "scope__metric", "source")
    fieldsets = [
        fieldset(
            None,
            ("metric", "slug"),
            *RANGE[1]["fields"],
            ("period", "basis", "status"),
            "scope",
            "detail",
        ),
        LIMITING,
    ]

    def is_called_for(self, request, obj, classes):
        """Whether any outcome of the reform has something there. One query."""
        columns = map(Observation._meta.get_field, flatten(LIMITS))
        nothing = {column.name: column.get_default() for column in columns}
        is_posted = request.method == "POST"
        return is_posted or (obj is not None and obj.outcomes.exclude(**nothing).exists())


class TypesFilter(RelatedFieldListFilter):
    """Reforms by type; also those that are not classified yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = NOT_CLASSIFIED


class ReformForm(CheckedForm):
    """A reform; its zone cannot change while it has outcomes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if types := self.fields.get("types"):
            getattr(types.widget, "widget", types.widget).placeholder = NOT_CLASSIFIED

    def clean_zone(self):
        zone, reform = self.cleaned_data["zone"], self.instance
        if reform.pk and zone.pk != reform.zone_id and reform.outcomes.exists():
            raise ValidationError(
                _(
                    "Figures of %(zone)s are recorded as outcomes of this reform. Detach them "
                    "before you move the reform to another zone."
                ),
                params={"zone": reform.zone},
            )
        return zone


@admin.register(Reform)
class ReformAdmin(CitedMixin, RecordAdmin):
    form = ReformForm
    actions = [*CitedMixin.actions, "re_type", "new_type"]
    save_as = True
    kept_for_next = ("zone", "source")
    list_display = ["title", "title_en", "zone", "type_names", "stage", "started", "source"]
    list_filter = [
        "stage",
        "types__group",
        ("types", TypesFilter),
        ("zone", RelationFilter),
        "zone__province",
        "zone__tier",
        ("outcomes", Referred),
        ("started", EmptyFieldListFilter),
        ("title_en", EmptyFieldListFilter),
        *CITATION_FILTERS,
    ]
    list_select_related = ["zone", "source"]
    search_fields = ["slug", "search_text", "zone__search_text", "types__search_text"]
    search_help_text = _(
        "Titles, summaries, zones and types in both languages, with other names and pinyin."
    )
    fieldsets = [
        fieldset(None, "zone", "title", "types", "summary"),
        fieldset(_("Stage and basis"), "stage", "started", "legal_basis"),
        KEY_AND_NOTE,
    ]
    inlines = [OutcomeInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("types")

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        changed = [outcome for outcome, _columns in formset.changed_objects]
        warn_of_other_values(request, [*formset.new_objects, *changed])

    @admin.display(description=_("types"))
    def type_names(self, reform) -> str:
        return ", ".join(str(kind) for kind in reform.types.all()) or NOT_CLASSIFIED
