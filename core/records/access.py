"""Access to records that are not public."""

from django.contrib.auth import get_permission_codename
from django.db import models


def may(user, action: str, model: type[models.Model]) -> bool:
    """Whether the user has the permission to view, add, change or delete such records."""
    options = model._meta
    return user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")


def may_view(user, model: type[models.Model]) -> bool:
    """Whether the user (staff, with the view permission) sees drafts. Two queries per user."""
    if not (user and user.is_active and user.is_staff):
        return False
    return may(user, "view", model) or may(user, "change", model)


def may_publish(user) -> bool:
    """Whether the user may publish records and unpublish them; `sources` keeps the permission."""
    permissions = user.get_all_permissions() if user and user.is_active else ()
    return any(name.endswith(".publish_facts") for name in permissions)
