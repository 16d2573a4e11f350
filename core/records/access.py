"""Who sees what is not for everybody: asked here, and nowhere else of a user's own columns."""

from django.contrib.auth import get_permission_codename
from django.db import models


def may_view(user, model: type[models.Model]) -> bool:
    """Whether this user sees every record of this kind, drafts included.

    It takes the staff flag and a role with the permission. Two queries for each user object.
    """
    if not (user and user.is_active and user.is_staff):
        return False
    options = model._meta
    codenames = (get_permission_codename(action, options) for action in ("view", "change"))
    return any(user.has_perm(f"{options.app_label}.{codename}") for codename in codenames)
