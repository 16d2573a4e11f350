"""Display names in the public history: chosen, and never a login name."""

from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import DisplayName
from core.language.text import name_key, visible

LENGTH, KEY_LENGTH = (DisplayName._meta.get_field(n).max_length for n in ("name", "key"))
HELP = _(
    "The public history shows it beside the changes of this account; without one it says "
    "“an editor”. It cannot be a login name."
)


def key_of(name: str) -> str:
    return name_key(name)[:KEY_LENGTH]


def chosen(users: Collection[int]) -> dict[int, str]:
    """Display names by user key, without those that equal a login name. One query."""
    logins = get_user_model().objects.filter(username__iexact=OuterRef("name"))
    rows = DisplayName.objects.filter(~Exists(logins), user__in=users)
    return dict(rows.values_list("user", "name"))


def name_of(user) -> str:
    """The display name of a user, or "". One query."""
    return DisplayName.objects.filter(user=user).values_list("name", flat=True).first() or ""


def checked(name: str, user, login: str = "") -> str:
    """The name in its stored form, "" for none. Raises ValidationError. Two queries.

    `login`: the login name that the user is given at the same time.
    """
    name = " ".join(visible(name).split())
    if not name:
        return ""
    key = key_of(name)
    if not key:
        raise ValidationError(_("A name needs a letter or a Chinese character."))
    logins = [login, *get_user_model().objects.values_list("username", flat=True)]
    if key in map(key_of, logins) or DisplayName.objects.filter(key=key).exclude(user=user):
        raise ValidationError(_("This name is taken, or is a login name: choose another one."))
    return name


def refuse_public_name(username: str) -> None:
    """Raise ValidationError for a login name that is a display name. One query."""
    if DisplayName.objects.filter(key=key_of(username)).exists():
        raise ValidationError(
            _("This stands in the public history as somebody's name: choose another login name.")
        )


def choose(user, name: str) -> None:
    """Store a checked name, "" for none; makes a new data version (`accounts.apps`)."""
    if name:
        DisplayName.objects.update_or_create(
            user=user, defaults={"name": name, "key": key_of(name)}
        )
    else:
        DisplayName.objects.filter(user=user).delete()
