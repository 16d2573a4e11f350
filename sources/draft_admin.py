"""Drafts in the admin: adding, publishing, marking."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.drafts import drafts_above, may_publish


def drafts_only(form_class: type) -> type:
    """A form class whose new records are always drafts, for users who may not publish."""

    class DraftForm(form_class):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            if not self.instance.pk:
                self.instance.is_draft = True

    return DraftForm


class DraftFields:
    """Mixin for admins and inlines of facts: publishing rights, a hint where adding is refused."""

    visibility = (_("Visibility"), {"fields": ["is_draft"]})

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if may_publish(request.user) else [*fields, "is_draft"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return form if may_publish(request.user) else drafts_only(form)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if not may_publish(request.user):
            formset.form = drafts_only(formset.form)
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        kind = db_field.related_model
        if field and kind:
            add = f"{kind._meta.app_label}.add_{kind._meta.model_name}"
            if not request.user.has_perm(add):
                advice = gettext("Not offered? A curator adds %(kinds)s.")
                advice %= {"kinds": kind._meta.verbose_name_plural}
                field.help_text = format_lazy("{} {}", field.help_text, advice)
        return field


class DraftPages:
    """Mixin for admins of facts: marks drafts, adds bulk actions. Copies omit related records."""

    actions = ["publish", "back_to_draft"]  # the site's own actions, by name

    def has_publish_permission(self, request) -> bool:
        return may_publish(request.user) and self.has_change_permission(request)

    def get_list_filter(self, request):
        return ["is_draft", *super().get_list_filter(request)]

    def get_list_display(self, request):
        first, *others = super().get_list_display(request)
        return [first, "draft_mark", *others]

    @admin.display(description=_("draft"), ordering="is_draft", empty_value="")
    def draft_mark(self, record):
        return mark(_("draft")) if record.is_draft else None

    def get_inline_instances(self, request, obj=None):
        if "_saveasnew" in request.POST:
            return []
        return super().get_inline_instances(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        record = context.get("original")
        if record:
            context["draft"] = record.is_draft
            context["drafts_above"] = drafts_above(record)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record = form.instance
        above = [] if record.is_draft else drafts_above(record)
        if above:
            waits = gettext(
                "“%(record)s” is no draft; it will be public when these are: %(drafts)s."
            )
            names = {"record": record, "drafts": "; ".join(str(draft) for draft in above)}
            messages.warning(request, waits % names)


def mark(word):
    return format_html('<span class="draft-mark">{}</span>', word)
