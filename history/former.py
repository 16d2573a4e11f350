"""Redirect targets of former slugs, computed from the history."""

from collections.abc import Iterable

from django.core.validators import slug_re
from django.db import models
from django.db.models import Q

from core.records.access import may_view
from history.models import Change


def present_slugs(model: type[models.Model], slugs: Iterable[str], user) -> dict[str, str]:
    """Present slugs by former slug, without drafts, slugs in use, deleted records. Four queries."""
    visible = model.objects.visible_to(user)
    asked = {slug for slug in slugs if slug_re.fullmatch(slug)}
    free = asked - set(visible.filter(slug__in=asked).values_list("slug", flat=True))
    if not free:
        return {}
    records = {slug: record for slug, (_pk, record) in _last_bearers(model, free, user).items()}
    present = dict(visible.filter(pk__in=set(records.values())).values_list("pk", "slug"))
    return {slug: present[record] for slug, record in records.items() if record in present}


def _last_bearers(model, slugs: set[str], user) -> dict[str, tuple[int, int]]:
    changes = Change.objects.filter(model=model._meta.label_lower).visible_to(user).order_by()
    shown = changes.filter(slug__in=slugs).values_list("slug", "pk", "record")
    renamed = changes.filter(former_slug__in=slugs).exclude(former_slug="")
    if not may_view(user, Change):
        unrecorded = Q(was_public__isnull=True, before__is_draft__isnull=True)
        renamed = renamed.with_context().filter(Q(was_public=True) | unrecorded)
    last: dict[str, tuple[int, int]] = {}
    for slug, *change in [*shown, *renamed.values_list("former_slug", "pk", "record")]:
        last[slug] = max(last.get(slug, (0, 0)), tuple(change))
    return last
