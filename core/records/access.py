"""Access to records that are not public."""

from django.contrib.auth import get_permission_codename
from django.db import models


def may_view(user, model: type[models.Model]) -> bool:
    """Whether the user (staff, with the view permission) sees drafts. Two queries per user."""
    if not (user and user.is_active and user.is_staff):
        return False
    options = model._meta
    codenames = (get_permission_codename(action, options) for action in ("view", "change"))
    return any(user.has_perm(f"{options.app_label}.{codename}") for codename in codenames)
