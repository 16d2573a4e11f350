"""Who made a change, as far as the reader may know it.

A login name is half of what a login needs, so the public reads the name that a person chose.
"""

from collections.abc import Callable, Collection, Sequence

from django.utils.translation import gettext

from core.records.access import may_view
from history.models import Change

Names = Callable[[Collection[int]], dict[int, str]]
_chosen: Names = dict.fromkeys


def register(chosen: Names) -> None:
    """Say who knows the names that people chose, by the key of their account."""
    global _chosen
    _chosen = chosen


def who_made(changes: Sequence[Change], user) -> dict[int, str]:
    """Who made each change, by its key; "" where a command did.

    The account for those who may view changes, and no query; for everybody else the name that
    the person chose, or "an editor". One query.
    """
    if may_view(user, Change):
        return {change.pk: change.actor_name for change in changes}
    people = {change.actor_id for change in changes if change.actor_id}
    names = _chosen(people) if people else {}
    return {
        change.pk: (names.get(change.actor_id) or gettext("an editor")) if change.actor_name else ""
        for change in changes
    }
