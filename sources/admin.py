"""Admin of sources, and base classes for the admin of facts: citations, drafts, doubts."""

from dataclasses import replace

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RelationFilter
from core.admin.forms import NOTHING, RecordForm, RecordFormSet, fieldset
from core.admin.lists import ListAdmin
from core.admin.merging import Earlier
from core.admin.pages import RecordAdmin, admin_address
from core.records.access import may
from core.records.changes import current_context
from core.records.doubts import Doubt, Kind
from core.records.gaps import english_missing
from core.records.models import has_drafts
from core.records.plain import plain
from history.models import Change, Proposal
from history.proposals import initial_of, propose, reason_of
from history.remarks import key_of, open_remarks
from history.wording import who_made
from sources.doubts import confirm, confirmed_within, mark_of, open_doubts
from sources.drafts import (
    drafts_above,
    drafts_by_source,
    may_publish,
    must_propose,
    unfit_for_draft,
    unfit_for_public,
)
from sources.evidence.citations import cited_models
from sources.models import ConfirmedDoubt, SeedRecord, Source
from sources.proposing import ProposingMixin


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
    ("source", RelationFilter),
    ("locator", EmptyFieldListFilter),
    "is_broken_off",
]


class CheckedForm(RecordForm):
    """A form that refuses new doubts until the editor gives a reason.

    Where it does not ask whether it is a draft its user may not publish: a new record is a draft,
    and saving a public one stores a proposal. `proposals`: open ones by record, whose values the
    form shows until they are posted again.
    """

    when_needed = ("doubts_reason", "doubts_shown")

    doubts_reason = forms.CharField(
        label=_("It is right all the same, because"),
        required=False,
        max_length=ConfirmedDoubt._meta.get_field("reason").max_length,
        widget=forms.HiddenInput,
    )
    doubts_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    proposals: dict[tuple[str, int], Proposal] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.confirmed: list[Doubt] = []
        record = self.instance
        may_not_publish = has_drafts(type(record)) and "is_draft" not in self.fields
        if may_not_publish and not record.pk:
            record.is_draft = True
        self.proposes = may_not_publish and not record.is_draft
        self.proposal = self.proposals.get(key_of(record))
        if self.proposal and not self.is_bound:
            self.initial |= initial_of(self.proposal)
            reason = self.proposal.reason if self.proposes else reason_of(self.proposal)
            self.initial["change_reason"] = reason

    def has_changed(self):
        # A row that is posted as it is in public withdraws what was proposed.
        is_shown = self.proposes and self.proposal and self.proposal.after
        return bool(is_shown) or super().has_changed()

    def changed_since(self, revision):
        changes = Change.objects.since(self.instance, revision)
        if changes is None:
            return None
        names = who_made(changes, current_context().actor)
        fields = {}
        for change in changes:  # newest first
            who = names[change.pk] or change.get_route_display()
            for name, value in change.before.items():
                last = fields.get(name) or Earlier(value, who, change.at)
                fields[name] = replace(last, value=value)
        return fields

    def _post_clean(self):
        super()._post_clean()  # from here on the record has the form's values
        for name, problem in self._unfit().items():
            self.add_error(name, problem)
        if not self.errors:
            self._ask([doubt for doubt in open_doubts([self.instance])[0] if self._is_new(doubt)])

    def _unfit(self) -> dict[str, str]:
        """Why the record cannot be public, or cannot be a draft, by field."""
        record = self.instance
        if record.pk and "is_draft" in self.changed_data and record.is_draft:
            problem = unfit_for_draft(type(record), [record.pk])
            return {"is_draft": problem} if problem else {}
        return unfit_for_public(record, self.cleaned_data)

    def _is_new(self, doubt: Doubt) -> bool:
        """All are, where a record is added or published."""
        is_published = "is_draft" in self.changed_data and not self.instance.is_draft
        is_changed = not set(doubt.columns).isdisjoint(self.changed_data)
        return is_changed or is_published or not self.instance.pk

    def _ask(self, doubts: list[Doubt]) -> None:
        shown = mark_of(doubts)
        reason = self.cleaned_data.get("doubts_reason", "").strip()
        if not doubts or (reason and self.cleaned_data.get("doubts_shown") == shown):
            self.confirmed = doubts
            return
        self.fields["doubts_reason"].widget = forms.TextInput(attrs={"class": "vTextField"})
        self.data = self.data.copy()
        self.data[self.add_prefix("doubts_shown")] = shown
        for doubt in doubts:
            self.add_error(doubt.columns[0], doubt.sentence)
        self.add_error(
            "doubts_reason", _("Correct it, or say here why it is right, and save again.")
        )

    def save(self, commit=True):
        if not self.proposes:
            return super().save(commit)
        self.save_m2m = self._propose
        if commit:
            self._propose()
        return self.instance

    def _propose(self) -> None:
        record, context = self.instance, current_context()
        after = plain(record)
        for relation in record._meta.many_to_many:
            if relation.name in self.cleaned_data:
                after[relation.name] = sorted(one.slug for one in self.cleaned_data[relation.name])
        reasons = (context.reason, self.confirmed and self.cleaned_data["doubts_reason"].strip())
        reason = " · ".join(filter(None, reasons))
        self.proposed = propose(record, after, actor=context.actor, reason=reason)
        record.refresh_from_db()

    def _save_m2m(self):
        super()._save_m2m()
        if self.confirmed:
            reason = self.cleaned_data["doubts_reason"].strip()
            doubtful = [(self.instance, self.confirmed)]
            confirm(doubtful, reason=reason, actor=current_context().actor)


VISIBILITY = fieldset(_("Visibility"), "is_draft")


class DraftMixin(ProposingMixin):
    """Mixin for admins and inlines of records that may be drafts: `has_drafts(model)`.

    Marks and filters drafts, names the drafts above, adds the bulk actions that publish; only who
    may publish ticks `is_draft`. Copies omit related records.
    """

    last_fieldsets = (VISIBILITY,)
    actions = ["publish", "back_to_draft"]  # the site's own actions, by name

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if may_publish(request.user) else [*fields, "is_draft"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        kind = db_field.related_model
        if field and kind and not may(request.user, "add", kind):
            advice = gettext("Not offered? A curator adds %(kinds)s.")
            advice %= {"kinds": kind._meta.verbose_name_plural}
            field.help_text = format_lazy("{} {}", field.help_text, advice)
        return field

    def has_publish_permission(self, request) -> bool:
        return may_publish(request.user) and self.has_change_permission(request)

    def get_list_filter(self, request):
        return ["is_draft", *super().get_list_filter(request)]

    def get_list_display(self, request):
        first, *others = super().get_list_display(request)
        return [first, "draft_mark", *others]

    @admin.display(description=_("draft"), ordering="is_draft", empty_value="")
    def draft_mark(self, record):
        if not record.is_draft:
            return None
        return format_html('<span class="draft-mark">{}</span>', _("draft"))

    def get_inline_instances(self, request, obj=None):
        if "_saveasnew" in request.POST:
            return []
        return super().get_inline_instances(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        record = context.get("original")
        if record:
            context["draft"] = record.is_draft
            context["remark"] = record.is_draft and open_remarks([record]).get(key_of(record))
            context["drafts_above"] = drafts_above(record)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_drafts_above(request, [form.instance])


def warn_of_drafts_above(request, records) -> None:
    """Say which of these wait for a draft to become public. Some queries for each."""
    for record in records:
        above = [] if record.is_draft else drafts_above(record)
        if above:
            waits = gettext(
                "“%(record)s” is no draft; it will be public when these are: %(drafts)s."
            )
            names = {"record": record, "drafts": "; ".join(str(draft) for draft in above)}
            messages.warning(request, waits % names)


class CitedMixin(DraftMixin):
    """Mixin for admins and inlines of facts: the citation as the last fieldset."""

    last_fieldsets = (
        VISIBILITY,
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
            form.when_empty = {**form.when_empty, "source": self.instance.source}

    def delete_existing(self, obj, commit=True):
        if not must_propose(current_context().actor, [obj]):
            super().delete_existing(obj, commit)


class SourceForm(CheckedForm):
    rules_also_need = ("id",)  # a source must not repeat itself


@admin.register(Source)
class SourceAdmin(DraftMixin, RecordAdmin):
    form = SourceForm
    list_display = ["title", "title_en", "kind", "publisher", "issued"]
    list_filter = ["kind", ("title_en", EmptyFieldListFilter)]
    search_fields = ["slug", "search_text"]
    search_help_text = _("Titles, publishers, authors and access notes in both languages.")
    readonly_fields = ["related_records", "article"]
    fieldsets = [
        fieldset(None, "title", "slug", "kind"),
        fieldset(_("Publication"), "publisher", "author", "issued", "url", "repeats"),
        fieldset(_("Access"), "access_note"),
        fieldset(_("Facts from this source"), "related_records", "article"),
    ]

    def get_object(self, request, object_id, from_field=None):
        source = super().get_object(request, object_id, from_field)
        if source is not None:
            source.may_get_facts = any(may(request.user, "add", one) for one in cited_models())
        return source

    @admin.display(description=_("evidence"))
    def article(self, source):
        """Links to the article's text and to the pages that enter figures and publish drafts."""
        if source.pk is None:
            return NOTHING
        links = [
            (reverse("articles:text", args=[source.slug]), _("Text of the article")),
            (reverse("intake:review", args=[source.slug]), _("Review")),
        ]
        if source.may_get_facts:
            several = f"{reverse('several-figures')}?source={source.pk}"
            links.append((several, _("Enter several figures")))
        if count := drafts_by_source(source=source)[source.pk]:
            words = gettext("Its drafts: %(n)s") % {"n": count}
            links.append((reverse("intake:publish", args=[source.slug]), words))
        return format_html_join(" · ", '<a href="{}">{}</a>', links)


class WrittenByTheSite(ListAdmin):
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


def in_words(code: str) -> str:
    """A kind of doubt or of record in the reader's words; anything else as it is."""
    if code in Kind.values:
        return Kind(code).label
    return capfirst(apps.get_model(code)._meta.verbose_name) if "." in code else code


class InWords(admin.AllValuesFieldListFilter):
    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": in_words(choice["display"])}


class ConfirmedFilter(admin.SimpleListFilter):
    title = _("confirmed")
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [(days, _("in the last %(n)s days") % {"n": days}) for days in ("7", "30", "365")]

    def queryset(self, request, queryset):
        days = self.value()
        return queryset & confirmed_within(int(days)) if days in ("7", "30", "365") else queryset


@admin.register(ConfirmedDoubt)
class ConfirmedDoubtAdmin(WrittenByTheSite):
    """Doubts that editors have confirmed, newest first. A deleted one is asked again."""

    list_display = ["record", "of_kind", "about", "reason", "confirmed_by", "confirmed"]
    list_display_links = None
    list_filter = [ConfirmedFilter, ("kind", InWords), ("model", InWords)]
    list_select_related = ["confirmed_by"]
    search_fields = ["slug", "about", "reason"]

    @admin.display(description=_("record"), ordering="slug")
    def record(self, doubt):
        """A link to the record by its key, as one query for each would be many."""
        model = apps.get_model(doubt.model)
        address = admin_address(model, "changelist", slug__exact=doubt.slug)
        return format_html('<a href="{}">{}: {}</a>', address, in_words(doubt.model), doubt.slug)

    @admin.display(description=_("kind of doubt"), ordering="kind")
    def of_kind(self, doubt):
        return in_words(doubt.kind)
