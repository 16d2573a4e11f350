"""How the tests of the admin find its pages, fill in its forms and read its refusals."""

import html
import re

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.fields import EdtfField
from core.records.models import SluggedModel
from tests import factories

OUR_APPS = ["core", "history", "sources", "zones", "reforms", "policies", "comparisons", "curation"]
OUR_MODELS = [model for app in OUR_APPS for model in apps.get_app_config(app).get_models()]
FACTORIES = {
    factory._meta.model: factory
    for factory in vars(factories).values()
    if isinstance(factory, type)
    and issubclass(factory, factories.DjangoModelFactory)
    and factory._meta.model
}
# Records have a slug and a revision; the rest is what the site writes for itself.
EDITED_MODELS = [model for model in OUR_MODELS if issubclass(model, SluggedModel)]
# (factory, column) of every partial date
DATES = [
    (FACTORIES[model], field.name)
    for model in EDITED_MODELS
    for field in model._meta.fields
    if isinstance(field, EdtfField)
]


def address(record_or_model, page: str) -> str:
    """The address of a page of the admin: "changelist" and "add" of a model, others of a record."""
    options = record_or_model._meta
    key = [] if isinstance(record_or_model, type) else [record_or_model.pk]
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=key)


def filled_in(client, record) -> dict:
    """What a browser would post from a record's page, inlines included, nothing changed."""
    context = change_page(client, record).context_data
    data = fields_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
        for form in inline.formset.initial_forms:
            data |= fields_of(form)
    return data


def change_page(client, record):
    """The page of a record for the person logged in, not yet rendered, which takes most time."""
    request = RequestFactory().get(address(record, "change"))
    request.user = get_user(client)
    return admin_of(type(record)).change_view(request, str(record.pk))


def save(client, record, **posted):
    """Save a record from its page with these fields changed."""
    return client.post(address(record, "change"), filled_in(client, record) | posted)


def save_new(client, record, **posted):
    """Enter another record like this one, with these fields changed."""
    data = as_new(filled_in(client, record)) | posted
    return client.post(address(type(record), "add"), data)


def as_new(page: dict) -> dict:
    """What a browser would post to enter another record like that of a page filled in."""
    initial = {name: "0" for name in page if name.endswith("INITIAL_FORMS")}
    return page | initial | {"slug": "a-new-one"}


def form_of(response):
    """The form of the record itself on a page of the admin."""
    return response.context_data["adminform"].form


def fields_of(form) -> dict:
    posted = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            posted[bound.html_name] = [getattr(row, "pk", row) for row in value]
        elif value is True:
            posted[bound.html_name] = "on"
        elif value is not None and value is not False:
            posted[bound.html_name] = str(value)
    return posted


def shown_again(response, data: dict) -> dict:
    """What a browser would post from the page that came back, saved once more."""
    form = form_of(response)
    hidden = {bound.html_name: form.data.get(bound.html_name, "") for bound in form.hidden_fields()}
    return hidden | {name: form.data.get(name, value) for name, value in data.items()}


def refusals(response) -> str:
    """The sentences in which a page refuses what was posted, as the editor reads them."""
    lists = re.findall(r'<ul class="errorlist.*?</ul>', response.text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(lists)))


def sent_by(response, name: str, value: str = "") -> dict[str, list[str]]:
    """What a browser would send from the form of a page whose button of this name is pressed."""
    for form in re.findall(r"<form.*?</form>", response.text, re.DOTALL):
        sent, is_here = {}, False
        for tag, text in re.findall(r"<(input|button)\b([^>]*)>", form):
            pairs = re.findall(r'([\w-]+)="([^"]*)"', text)
            one = {"type": "text", "name": "", "value": ""}
            one |= {key: html.unescape(said) for key, said in pairs}
            is_button = tag == "button" or one["type"] == "submit"
            is_pressed = is_button and one["name"] == name and value in ("", one["value"])
            is_off = one["type"] in ("checkbox", "radio") and " checked" not in text
            is_here |= is_pressed
            if one["name"] and (is_pressed or not (is_button or is_off or " disabled" in text)):
                sent.setdefault(one["name"], []).append(one["value"])
        if is_here:
            return sent
    raise LookupError(f"There is no button {name} {value}")


def told(response) -> str:
    """The messages of the page to which a form has led."""
    return html.unescape(" ".join(str(message) for message in response.context["messages"]))


def errors_of(response) -> str:
    """The same sentences without the page, which takes most time: of one that is not rendered."""
    return " ".join(sentence for errors in response.context_data["errors"] for sentence in errors)


def stored(record) -> dict:
    """A record as the database has it."""
    values = type(record)._default_manager.filter(pk=record.pk).values().get()
    del values["revision"]  # counts saves
    return values


def admin_of(model):
    return admin.site.get_model_admin(model)


def queries_of(client, page: str, posted: dict | None = None) -> int:
    """How many queries a page takes, once what Django remembers is remembered."""

    def asked():
        return client.get(page) if posted is None else client.post(page, posted)

    asked()
    with CaptureQueriesContext(connection) as queries:
        assert asked().status_code == 200
    return len(queries)
