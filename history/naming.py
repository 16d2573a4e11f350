"""Names of editors for readers: a chosen name, never the login name."""

from collections.abc import Callable, Collection, Sequence

from django.utils.translation import gettext

from core.records.access import may_view
from history.models import Change

Names = Callable[[Collection[int]], dict[int, str]]
_chosen: Names = dict.fromkeys


def register(chosen: Names) -> None:
    """Register the function that gives chosen names by account key."""
    global _chosen
    _chosen = chosen


def who_made(changes: Sequence[Change], user) -> dict[int, str]:
    """Names by change: the account for permitted users, else the chosen name. One query at most."""
    if may_view(user, Change):
        return {change.pk: change.actor_name for change in changes}
    people = {change.actor_id for change in changes if change.actor_id}
    names = _chosen(people) if people else {}
    return {
        change.pk: (names.get(change.actor_id) or gettext("an editor")) if change.actor_name else ""
        for change in changes
    }
