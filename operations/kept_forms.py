"""Forms that were not saved: shown back to be sent again, also after the session had expired."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.forms import LoginForm
from core.admin.pages import page_context

SECRET = re.compile(r"password|^code$|^csrfmiddlewaretoken$")  # never shown back
# Internal form fields: sent again, hidden.
UNSEEN = re.compile(
    r"^_|^next$|revision$|^initial-|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-id$|-__prefix__-"
)
CARRIED = "carried:"  # begins the names of a form's fields on the login page
Fields = list[tuple[str, str, str, bool]]


class KeptFormMiddleware(MiddlewareMixin):
    """Carries a form that was sent without a session through the login, to be sent again.

    Where scripts run, static/form-keeper.js keeps it in the browser and marks it with `_kept`.
    Also shows back the form of a deleted record (`not_saved` of a response says why).
    """

    def process_template_response(self, request, response):
        if request.method == "POST" and request.path == reverse("admin:login"):  # refused
            response.context_data["fields"] = carried(request, request.POST.get("next", ""))
        return response

    def process_response(self, request, response):
        if request.method != "POST" or response.status_code != 302:
            return response
        if request.path == reverse("language"):  # from the login page back to it
            return response
        login, address = reverse("admin:login"), response["Location"]
        if sentence := getattr(response, "not_saved", ""):
            # Rows belong to the deleted record: without them, as a copy has none.
            fields = [*sent(request), ("_saveasnew", "", "1", False)]
            advice = _("Sent again, it is added as a new record.")
            again = shown_back(request, sentence, fields, address=address, advice=advice)
        elif request.path == login:
            fields = carried(request, address)
            sentence = _("You are logged in again; the form has not been saved yet.")
            again = fields and shown_back(request, sentence, fields, address=address)
        else:
            asked = f"{login}?{urlencode({'next': request.get_full_path()}, safe='/')}"
            is_lost = address == asked and "_kept" not in request.POST
            fields = sent(request) if is_lost else []
            is_typed = any(is_seen for _name, _label, _value, is_seen in fields)
            again = login_page(request, fields) if is_typed else None
        if not again:
            return response
        again.cookies = response.cookies
        return again


def on_old_token(request):
    """A form of a page from before another login, which has changed the token, is shown back."""
    sentence = _("You have logged in since you opened this form; it has not been saved yet.")
    return shown_back(request, sentence, sent(request), status=403)


def sent(request) -> Fields:
    return listed(request.POST.lists(), request.path)


def carried(request, address: str) -> Fields:
    fields = request.POST.lists()
    own = [(name.removeprefix(CARRIED), v) for name, v in fields if name.startswith(CARRIED)]
    return listed(own, urlsplit(address).path)


def listed(fields: Iterable[tuple[str, list[str]]], path: str) -> Fields:
    """(name, label, value, visible) of a form's fields, without passwords and codes."""
    try:
        form = getattr(resolve(path).func, "model_admin", None)
    except Http404:
        form = None
    found = []
    for name, values in fields:
        label, is_key = known(form, name)
        is_seen = not is_key and not UNSEEN.search(name)
        if not SECRET.search(name):
            found += [(name, label, value, is_seen and bool(value.strip())) for value in values]
    return found


def known(form, name: str) -> tuple[str, bool]:
    """A field's label, and whether its value is the key of a record that was chosen."""
    try:
        field = form.model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return name, False
    return capfirst(field.verbose_name), field.is_relation


def login_page(request, fields: Fields) -> HttpResponse:
    context = page_context(
        request,
        _("Log in"),
        form=LoginForm(request),
        app_path=reverse("admin:login"),
        next=request.get_full_path(),
        fields=fields,
    )
    return never_kept(render_to_string("admin/login.html", context, request), 403)


def shown_back(
    request, sentence: str | Promise, fields: Fields | None, address="", status=200, **context
) -> HttpResponse:
    """A page without queries; if there are fields, with the form to be sent again."""
    context |= {
        "sentence": sentence,
        "fields": fields,
        "address": address or request.get_full_path(),
        "token": get_token(request) if fields is not None else "",
        "site_title": settings.SITE_TITLE,
    }
    return never_kept(render_to_string("503.html", context), status)


def never_kept(page: str, status: int) -> HttpResponse:
    response = HttpResponse(page, status=status)
    add_never_cache_headers(response)
    return response
