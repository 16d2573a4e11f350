"""Forms of an ended session or of a deleted record are shown back, to be sent again."""

import pytest
from django.test import Client
from django.urls import reverse

from reforms.models import Reform
from tests import factories as make
from tests.admin.pages import address, filled_in, stored

pytestmark = pytest.mark.django_db


def posted_from(response, begin: str = "") -> dict:
    """What a browser would send from the page that shows a form's fields back."""
    data = {}
    for name, _label, value, _is_seen in response.context["fields"]:
        data.setdefault(begin + name, []).append(value)
    return data


def test_what_was_typed_is_shown_beside_the_login_and_sent_again_after_it(editor, administrator):
    reform = make.ReformFactory(types=[make.ReformTypeFactory(), make.ReformTypeFactory()])
    data = filled_in(editor, reform) | {"title": "<b>“改革”", "note": ""}
    administrator.set_password("一枚印章")
    administrator.save()
    anybody = Client(headers={"accept-language": "en"})
    form = f"{address(reform, 'change')}?_changelist_filters=q%3Da"
    page = anybody.post(form, data)
    assert (page.status_code, page["Cache-Control"][:8]) == (403, "max-age=")
    for words in ("Your session has ended", "&lt;b&gt;“改革”</textarea>", "Title in Chinese"):
        assert words in page.text
    login = {"username": "li", "password": "wrong", "next": page.context["next"]}
    login |= posted_from(page, "carried:")
    assert "csrfmiddlewaretoken" not in {name for name, *_ in page.context["fields"]}
    refused = anybody.post(reverse("admin:login"), login)
    assert "&lt;b&gt;“改革”</textarea>" in refused.text
    page = anybody.post(reverse("admin:login"), login | {"password": "一枚印章"})
    assert "the form has not been saved yet" in page.text
    assert f'action="{form}"' in page.text
    saved = anybody.post(form, posted_from(page))
    assert saved.status_code == 302
    assert stored(reform)["title"] == "<b>“改革”"
    assert reform.types.count() == 2


def test_the_form_of_a_deleted_record_is_shown_back_and_may_be_added_anew(editor):
    reform = make.ObservationFactory(reform=make.ReformFactory()).reform
    data = filled_in(editor, reform) | {"title": "改写的标题"}
    reform.delete()
    page = editor.post(address(reform, "change"), data)
    assert "Somebody has deleted this record since you opened it." in page.text
    assert "改写的标题</textarea>" in page.text
    assert f'action="{address(Reform, "add")}"' in page.text
    assert editor.post(address(Reform, "add"), posted_from(page)).status_code == 302
    assert Reform.objects.get().title == "改写的标题"


def test_a_form_opened_before_another_login_is_shown_back_if_it_is_our_own(administrator):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(administrator)
    form, data = address(Reform, "add"), {"title": "改写", "csrfmiddlewaretoken": "a" * 32}
    page = client.post(form, data, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert "改写</textarea>" in page.text
    for other in ({}, {"origin": "http://other.example"}, {"origin": "null"}):
        assert "改写" not in client.post(form, data, headers=other).text


def test_a_form_that_the_browser_keeps_or_without_words_leads_to_the_login_as_ever():
    page = address(make.ReformFactory(), "change")
    for data in ({"title": "改", "_kept": "1"}, {"title": " "}, {"read_revision": "3"}):
        response = Client().post(page, data)
        assert (response.status_code, response["Location"]) == (
            302,
            f"{reverse('admin:login')}?next={page}",
        )
