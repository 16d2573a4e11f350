"""Staff status alone shows nothing that the public does not see."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation

from sources.models import ArticleText
from tests import factories as make
from tests.intake import crawling
from tests.intake.hidden import ARTICLE, TOKEN, Drafts, public_but_unused
from tests.security.walking import Records, answer

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def staff() -> Client:
    """The browser of somebody who may log in to the admin and has no role."""
    user = User.objects.create(username="no-role", is_staff=True)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.EXPORT_DIR, settings.API_RATE = tmp_path, None


def test_they_see_on_every_page_file_and_in_the_api_what_the_public_sees(staff, client):
    drafts = Drafts(public_but_unused())
    with translation.override("en"):  # in which addresses outside the languages are too
        by_name = crawling.addresses()
        pages = [record.get_absolute_url() for record in drafts.with_pages()]
    # Of each address a page, and two beside which there are drafts: test_leaks asks for all.
    beside_drafts = [drafts.public_zone.slug, drafts.public_policy.slug, "unused-"]
    for found in by_name.values():
        pages += found[:1]
        pages += [page for page in found if any(slug in page for slug in beside_drafts)][:2]
    different = [
        page
        for page in dict.fromkeys(pages)
        if "/text/" not in page
        and crawling.answered(staff, page) != crawling.answered(client, page)
    ]
    assert different == []


def test_they_read_no_articles_text(staff):
    source = make.SourceFactory()
    ArticleText.objects.create(source=source, text=ARTICLE)
    page = f"{source.get_absolute_url()}text/"
    assert staff.get(page).status_code == 404
    assert staff.post(f"{page}set-aside/").status_code == 404


# What the admin has for whoever is logged in: about this person, or of the words that one typed.
OPEN = {
    "accounts:display-name",
    "accounts:login",
    "accounts:second-factor",
    "admin:index",
    "admin:jsi18n",
    "admin:login",
    "admin:password_change",
    "admin:password_change_done",
    "language",
    "understand",
}


def test_the_admin_shows_them_nothing(staff):
    """No page but those of everybody's own, and no redirect that tells the slug of a record."""
    Drafts(public_but_unused())
    records = Records(None)
    opened, told = set(), {}
    for name, address in records.addresses().items():
        if not address.startswith("/admin/") or name == "admin:logout":
            continue
        for method in ("GET", "POST"):
            if answer(staff, method, address) == "answered":
                opened.add(name)
        response = staff.get(address)
        if TOKEN in response.text or any(
            record.slug in response.headers.get("Location", "")
            for record in records.of.values()
            if hasattr(record, "slug")
        ):
            told[name] = address
    assert told == {}
    sent_on = {name for name in opened if "<path:object_id>" in name}  # the old form of addresses
    assert opened - sent_on == OPEN
    index = staff.get("/admin/", headers={"accept-language": "en"}).text
    assert "You don’t have permission to view or edit anything." in index


def test_a_permission_for_one_kind_of_record_shows_its_drafts_and_no_others(staff):
    zone, reform = make.ZoneFactory(is_draft=True), make.ReformFactory(is_draft=True)
    pages = [zone.get_absolute_url(), reform.get_absolute_url()]
    assert [staff.get(page).status_code for page in pages] == [404, 404]
    staff.user.user_permissions.add(Permission.objects.get(codename="view_zone"))
    assert [staff.get(page).status_code for page in pages] == [200, 404]


def test_a_permission_without_staff_status_shows_no_draft(client):
    user = User.objects.create(username="reader")
    user.user_permissions.add(Permission.objects.get(codename="view_zone"))
    client.force_login(user)
    assert client.get(make.ZoneFactory(is_draft=True).get_absolute_url()).status_code == 404
