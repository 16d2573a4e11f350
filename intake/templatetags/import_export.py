"""Import and export buttons above the admin's lists."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.tables.exporting import FORMATS
from intake.tables.kinds import kinds

register = template.Library()


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
