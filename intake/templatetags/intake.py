"""The admin's first page (concerns, latest changes), and buttons above its lists."""

from django import template
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _

from core.records.access import may_view
from history.models import Change
from intake import dashboard
from intake.tables.exporting import FORMATS
from intake.tables.kinds import kinds
from sources.admin import WrittenByTheSite
from sources.models import Source

register = template.Library()
APPS = ("zones", "reforms", "policies", "sources", "history")  # in the order of an editor's work


@register.inclusion_tag("admin/attention.html", takes_context=True)
def attention(context):
    """Concerns with links to their records. About a dozen queries."""
    user = context["request"].user
    return {
        "concerns": dashboard.attention(user),
        "is_empty": not Source.objects.exists(),
        "may_add_source": user.has_perm("sources.add_source"),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def records(context) -> list[dict]:
    """The admin's apps in the order of the work. The site's own tables: for who manages users."""
    manages = context["request"].user.has_perm("auth.change_user")
    shown = []
    for app in context["app_list"]:
        kept = [one for one in app["models"] if manages or not _is_the_sites(one["model"])]
        if kept:
            shown.append(app | {"models": kept})
    places = {label: place for place, label in enumerate(APPS)}
    return sorted(shown, key=lambda app: places.get(app["app_label"], len(places)))


def _is_the_sites(model) -> bool:
    return isinstance(admin.site.get_model_admin(model), WrittenByTheSite)


@register.inclusion_tag("admin/last_changes.html", takes_context=True)
def last_changes(context):
    user = context["request"].user
    return {"views": dashboard.last_changes(user) if may_view(user, Change) else []}


@register.inclusion_tag("admin/imports/_buttons.html", takes_context=True)
def import_export_buttons(context, cl):
    if cl.model not in kinds():
        return {}
    kind = cl.model._meta.label_lower
    query = cl.get_query_string(new_params=dict.fromkeys(["p", "all", "o"]))
    names = [*((form, form.upper()) for form in FORMATS), ("workbook", _("Workbook"))]
    files = [(name, reverse("intake:export", args=[kind, form]) + query) for form, name in names]
    user = context["request"].user
    return {
        "files": files,
        "upload": f"{reverse('intake:upload')}?kind={kind}",
        "may_import": user.has_perm("history.import_records"),
    }
