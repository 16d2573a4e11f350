"""The admin of one model: list, form, deletion."""

from collections.abc import Callable
from contextlib import nullcontext
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, router
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin.forms import NOTHING, Choices, RecordFields, looks_like_key
from core.admin.lists import ListAdmin
from core.admin.merging import kept_as_well
from core.fields import UnitField
from core.language.units import unit_choices
from core.records.access import may_view
from core.records.changes import relations_to, unit
from core.records.models import StaleRecordError

DELETED_AT_ONCE = 200  # each with all that goes with it
NAMED_AT_MOST = 20  # records on the page that deletes them


def referring(relation, records) -> models.QuerySet:
    """The keys of the records that refer to these."""
    rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": records})
    keys = rows.order_by().values("pk")
    return keys.distinct() if relation.many_to_many else keys


def list_of_referring(relation, records):
    """A link to the list of related records: "Observations: 12". One query."""
    keys = ",".join(str(record.pk) for record in records)
    lookup = f"{relation.field.name}__id__{'in' if ',' in keys else 'exact'}"
    address = admin_address(relation.related_model, "changelist", **{lookup: keys})
    name = capfirst(relation.related_model._meta.verbose_name_plural)
    if relation.many_to_many:
        name = f"{name} ({relation.field.verbose_name})"
    number = referring(relation, records).count()
    return format_html('<a href="{}">{}: {}</a>', address, name, number)


def admin_address(model: type[models.Model], page: str, **query) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return f"{reverse(name)}?{urlencode(query)}"


def page_context(request, title, **context) -> dict:
    """The context of a page of our own in the admin's frame."""
    return {**admin.site.each_context(request), "title": title, **context}


def reason_in(request, name: str = "change_reason") -> str:
    """A reason that was posted, as much of it as a history or proposal holds."""
    return request.POST.get(name, "").strip()[:200]


def record_address(record: models.Model) -> str:
    """The address of a record's form."""
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])


def to_the_site(request, content_type_id, object_id):
    """Redirect to a record's page. Needs the view permission: the URL contains the slug."""
    kinds = ContentType.objects.filter(pk=content_type_id if looks_like_key(content_type_id) else 0)
    model = next((kind.model_class() for kind in kinds), None)
    if model is None or not may_view(request.user, model):
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)


class RecordAdmin(RecordFields, ListAdmin):
    """The admin of a model. “Save and add another” keeps the values of `kept_for_next`."""

    kept_for_next: tuple[str, ...] = ()
    asks_for_reason = True
    readonly_fields = ["related_records"]
    change_form_template = "admin/record_change_form.html"
    delete_confirmation_template = "admin/record_delete.html"
    delete_selected_confirmation_template = "admin/record_delete.html"
    save_on_top = True

    class Media:
        js = ["form-keeper.js"]

    def changeform_view(self, request, *args, **kwargs):
        page = super().changeform_view
        return self.in_unit(request, lambda: page(request, *args, **kwargs))

    def in_unit(self, request, page: Callable):
        """A page whose changes are one unit of work."""
        try:
            with self._unit(request):
                return page()
        except (IntegrityError, StaleRecordError, ValidationError):
            # Another save came between check and write: check again, to show it as a form error.
            with self._unit(request):
                return page()

    def changelist_view(self, request, extra_context=None):
        with self._unit(request):
            return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id)) if request.POST else None
        if record and lacks_reason(request, [record]):
            request.POST = QueryDict()  # shows the page again
        with self._unit(request):
            return super().delete_view(request, object_id, extra_context)

    def render_delete_form(self, request, context):
        context |= self.deletion_context(request, [context["object"]])
        return super().render_delete_form(request, context)

    def deletion_context(self, request, records) -> dict:
        """What the page that deletes records shows besides Django's own context."""
        return {"needs_reason": any(is_public(record) for record in records)}

    def history_view(self, request, object_id, extra_context=None):
        if not may_view(request.user, self.model):
            raise PermissionDenied  # the URL contains the slug, of a draft too
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("record-history", self.opts.label_lower, record.slug)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        if request.method != "POST" or "post" in request.POST:  # the page that deletes
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        response = redirect(f"admin:{opts.app_label}_{opts.model_name}_add")
        response.not_saved = _("Somebody has deleted this record since you opened it.")
        return response

    def _unit(self, request):
        if request.method != "POST":
            return nullcontext()
        return unit(actor=request.user, route="admin", reason=reason_in(request))

    def render_change_form(self, request, context, *args, **kwargs):
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.forms
        for which in ("conflicts", "taken"):
            context[which] = [one for form in forms for one in getattr(form, which, ())]
        models_here = (self.model, *(inline.model for inline in self.inlines))
        if any(isinstance(f, UnitField) for model in models_here for f in model._meta.fields):
            context["units"] = [words for _code, words in unit_choices()]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        forms = [form, *(row for formset in formsets for row in formset.forms)]
        for sentence in kept_as_well(one for row in forms for one in getattr(row, "taken", ())):
            messages.info(request, sentence)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST and self.kept_for_next:
            kept = {name: getattr(obj, f"{name}_id") for name in self.kept_for_next}
            response["Location"] += ("&" if "?" in response["Location"] else "?") + urlencode(kept)
        return response

    @admin.display(description=_("related records"))
    def related_records(self, record):
        """Counts of the records that refer to this one, as links. One query per model."""
        if record.pk is None:
            return NOTHING
        edited_here = {inline.model for inline in self.inlines}
        lines = []
        for relation in self.opts.related_objects:
            model = relation.related_model
            if model in edited_here or not self.admin_site.is_registered(model):
                continue
            add = admin_address(model, "add", **{relation.field.name: record.pk})
            lines.append((list_of_referring(relation, [record]), add, _("add")))
        line = '<li>{} <a class="addlink" href="{}">{}</a></li>'
        return format_html("<ul>{}</ul>", format_html_join("", line, lines)) if lines else NOTHING

    def get_deleted_objects(self, objs, request):
        """As counts: Django queries every record, and would remove the last type of a reform."""
        records = list(objs)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=records)
        collector.collect(records)
        refusing = {type(record) for record in collector.protected}
        users = [
            list_of_referring(relation, records)
            for relation in relations_to(self.model)
            if relation.many_to_many or relation.related_model in refusing
            if referring(relation, records).exists()
        ]
        users = users or [str(record) for record in collector.protected]
        advice = _("Let these refer to another record first, or delete them:")
        forbidden = {
            model._meta.verbose_name
            for model in collector.model_objs
            if self.admin_site.is_registered(model)
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        found = {
            model: sorted(rows, key=lambda row: row.pk)
            for model, rows in collector.model_objs.items()
            if not model._meta.auto_created  # a line between two records
        }
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in found.items()}
        return first_names(found), counts, forbidden, [advice, users] if users else []


def first_names(found: dict[type[models.Model], list[models.Model]]) -> list[str]:
    """The first records with their kinds. A query for each kind."""
    names = []
    for model, rows in found.items():
        keys = [row.pk for row in rows[: NAMED_AT_MOST - len(names)]]
        records = model._base_manager.filter(pk__in=keys).order_by("pk")
        if above := getattr(model, "named_after", ()):
            records = records.select_related(*above)
        kind = capfirst(model._meta.verbose_name)
        names += [f"{kind}: {record}" for record in records] if keys else []
    return names


def is_public(record: models.Model) -> bool:
    return not getattr(record, "is_draft", False)


def lacks_reason(request, records) -> bool:
    """Whether a deletion was posted without the reason that public records need; says so."""
    if reason_in(request) or not any(is_public(record) for record in records):
        return False
    messages.error(request, _("Say why: what is public is deleted with a reason."))
    return True


def delete_selected(model_admin, request, queryset):
    """Django's action, which reads all that goes; of our records what is public needs a reason."""
    if len(queryset[: DELETED_AT_ONCE + 1]) > DELETED_AT_ONCE:
        limit = _("Choose at most %(limit)s records to delete at once; filter the list first.")
        messages.error(request, limit % {"limit": DELETED_AT_ONCE})
        return None
    is_record = isinstance(model_admin, RecordAdmin)
    if is_record and request.POST.get("post") and lacks_reason(request, queryset):
        request.POST = request.POST.copy()
        del request.POST["post"]  # shows the page again
    response = actions.delete_selected(model_admin, request, queryset)
    if is_record and response:
        response.context_data |= model_admin.deletion_context(request, queryset)
    return response


delete_selected.short_description = actions.delete_selected.short_description
delete_selected.allowed_permissions = ["delete"]


def counted(name: str, label: str):
    """A column of a list: the number that its queryset adds as `name`."""

    @admin.display(description=label, ordering=name)
    def count(_admin, record) -> int:
        return getattr(record, name)

    return count


admin.site.autocomplete_view = Choices.as_view(admin_site=admin.site)
admin.site.add_action(delete_selected, "delete_selected")
admin.site.site_header = settings.SITE_TITLE
admin.site.site_title = settings.SITE_TITLE
admin.site.index_title = _("Desk")
admin.site.empty_value_display = NOTHING
