"""Refusals (403) in the site's look: what is lacking, and whom to ask."""

from collections.abc import Iterable, Sequence

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.names import chosen
from accounts.roles import NAMES, permissions_of
from core.records.access import may_view
from history.models import Change
from operations.kept_forms import on_old_token

PUBLISH = "sources.publish_facts"
ASKED = 5  # people named, at most
TO_DO = {
    "add": gettext_lazy("To add %(kinds)s you need the role %(roles)s."),
    "change": gettext_lazy("To change these %(kinds)s you need the role %(roles)s."),
    "delete": gettext_lazy("To delete these %(kinds)s you need the role %(roles)s."),
    "view": gettext_lazy("To look at %(kinds)s you need the role %(roles)s."),
}
PAGES = {"changelist": "view", "history": "view"}


@never_cache
def on_refusal(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's handler of status 403. Four queries at most."""
    user = getattr(request, "user", None)
    person = user if user and user.is_authenticated else None
    groups = person.groups.values_list("name", flat=True) if person else ()
    sentence, roles = lacking(request)
    context = {
        "sentence": str(exception) or sentence,
        "person": person,
        "its_roles": in_words(name for name in groups if name in NAMES),
        "asked": people(user, roles),
        "back": way_back(request),
    }
    return render(request, "403.html", context, status=403)


@never_cache
def on_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: shown back if the browser says that our own page sent it."""
    if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
        return on_old_token(request)
    sentence = _(
        "The form could not be checked: it was open too long, you have logged in again since, or "
        "the browser keeps no cookies. Nothing was saved."
    )
    context = {"sentence": sentence, "back": way_back(request), "is_form": True}
    return render(request, "403.html", context, status=403)


def lacking(request: HttpRequest) -> tuple[str, Sequence[str]]:
    """What the address needs, in words, and the roles that have it."""
    match, user = request.resolver_match, getattr(request, "user", None)
    form = getattr(match and match.func, "model_admin", None)
    page = match.url_name.rpartition("_")[2] if form else ""
    action = PAGES.get(page, page)
    if action not in TO_DO:
        roles = roles_with(PUBLISH)
        if user and user.has_perm(PUBLISH):
            return _("Your role does not allow this."), roles
        return _("For this you need the role %(roles)s.") % {"roles": in_words(roles)}, roles
    options = form.opts
    needed = f"{options.app_label}.{action}_{options.model_name}"
    # Who has the permission and is refused would need the right to publish.
    roles = roles_with(PUBLISH if user and user.has_perm(needed) else needed)
    words = {"kinds": options.verbose_name_plural, "roles": in_words(roles)}
    return str(TO_DO[action]) % words, roles


def roles_with(permission: str) -> list[str]:
    return [role for role in NAMES if permission in permissions_of(role)]


def in_words(roles: Iterable[str]) -> str:
    return _(" or ").join(str(NAMES[role]) for role in roles)


def people(user, roles: Sequence[str]) -> list[str]:
    """Some who have such a role, told to staff alone; login names only to who reads these."""
    if not (user and user.is_active and user.is_staff):
        return []
    having = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    logins = dict(having.exclude(pk=user.pk).distinct().values_list("pk", "username")[:ASKED])
    names = chosen(logins)
    if may_view(user, Change):
        names = logins | names
    return [names[key] for key in logins if key in names]


def way_back(request: HttpRequest) -> str:
    """The page that led here, if it is one of ours and another one; else ""."""
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours and not address.endswith(request.get_full_path()) else ""
