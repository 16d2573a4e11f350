"""The admin's first page: concerns and latest changes."""

from django import template

from core.records.access import may_view
from history.models import Change
from intake import dashboard
from sources.models import Source

register = template.Library()


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


@register.inclusion_tag("admin/last_changes.html", takes_context=True)
def last_changes(context):
    user = context["request"].user
    return {"views": dashboard.last_changes(user) if may_view(user, Change) else []}
