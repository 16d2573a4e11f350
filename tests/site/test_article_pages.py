"""The page of an article's text: who may read it, what it marks, and how numbers are settled."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.roles import permissions_of
from intake.articles.texts import attach
from sources.models import SetAsideNumber
from tests import factories as make
from tests.queries import queries
from tests.sources.article import ARTICLE

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("english")]

PAGE = "/en/sources/qinghe/text/"
SETTLING = ("add_setasidenumber", "delete_setasidenumber")
IN_THE_ARTICLE = "拿地即开工"  # words that no page but the article's may show


@pytest.fixture
def source():
    source = make.SourceFactory(slug="qinghe")
    attach(source, ARTICLE)
    return source


@pytest.fixture
def reform(source):
    return make.ReformFactory(source=source, slug="one-seal", quote="一枚印章管审批")


@pytest.fixture
def items(source):
    metric = make.MetricFactory(unit="item")
    return make.ObservationFactory(
        source=source, metric=metric, slug="items", quote="53项", value=Decimal(53), unit="item"
    )


def browser_of(*permissions: str, **columns) -> Client:
    """The browser of somebody with these permissions and no others."""
    user = User.objects.create(username=f"user{User.objects.count()}", **columns)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def viewer_who_may(*more: str) -> Client:
    """The browser of somebody on the staff with a viewer's permissions and these."""
    looking = {name.partition(".")[2] for name in permissions_of("viewer")}
    return browser_of(*looking, *more, is_staff=True)


@pytest.fixture
def viewer(source):
    return viewer_who_may()


@pytest.fixture
def editor(source):
    return viewer_who_may(*SETTLING)


def box(page, printed: str) -> str:
    """The value of the box before an open number."""
    [row] = re.findall(
        rf'value="(\w+)"[^>]*> <span[^>]*>[^<]*<strong>{printed}</strong>', page.text
    )
    return row


def test_only_staff_read_it_no_cache_keeps_it_and_others_do_not_learn_whether_it_is_there(
    client, source, viewer
):
    make.SourceFactory(slug="without")
    for page in (PAGE, "/en/sources/without/text/", "/en/sources/nowhere/text/"):
        response = client.get(page)
        assert response.status_code == 302
        assert response.headers["Location"] == f"/admin/login/?next={page}"
    reader = browser_of(*SETTLING)
    for page in (PAGE, f"{PAGE}set-aside/", f"{PAGE}take-back/"):
        assert reader.get(page).status_code == 404
        assert reader.post(page).status_code in (404, 405)
    response = viewer.get(PAGE)
    assert IN_THE_ARTICLE in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_staff_are_led_to_what_they_may_do(viewer, source):
    make.SourceFactory(slug="without")
    without = "/en/sources/without/text/"
    assert "No text of this source is attached" in viewer.get(without).text
    for permission, page, offered in (
        ("add_articletext", without, "/admin/sources/articletext/add/?source="),
        ("add_observation", PAGE, f"/admin/zones/observation/add/?source={source.pk}"),
    ):
        assert offered in viewer_who_may(permission).get(page).text
        assert offered not in viewer.get(page).text
    assert "/admin/policies/target/add/" not in viewer_who_may("add_observation").get(PAGE).text


def test_a_setting_opens_it_to_everybody_but_drafts_to_staff_alone(
    client, viewer, source, reform, settings
):
    settings.ARTICLES_PUBLIC = True
    draft = {"slug": "draft", "title_en": "Not yet public", "is_draft": True}
    make.ReformFactory(source=source, **draft)
    response = client.get(PAGE)
    assert response.status_code == 200
    assert IN_THE_ARTICLE in response.text
    assert [one.fact for one in response.context["report"].citations] == [reform]
    assert f"{PAGE}?fact=reform.one-seal#quote" in client.get(reform.get_absolute_url()).text
    make.SourceFactory(slug="without")
    for page in (f"{PAGE}?fact=reform.draft", PAGE.replace("qinghe", "without")):
        assert client.get(page).status_code == 404
    assert client.get("/en/sources/nowhere/text/").status_code == 404
    assert "Not yet public" in viewer.get(f"{PAGE}?fact=reform.draft").text


def test_no_other_page_shows_the_text_to_the_public(client, source, reform, items):
    pages = [one.get_absolute_url() for one in (source, reform, items.zone, items.metric)]
    compared = f"/en/compare/zones/?zone={reform.zone.slug}&zone={items.zone.slug}"
    pages += ["/en/sources/", "/en/search/?q=拿地即开工", compared, f"{compared}&format=json"]
    for page in pages:
        text = client.get(page).getvalue().decode()
        assert "青禾虚构开发区" not in text, page
        assert "/text/" not in text, page


def test_a_quotation_is_marked_wherever_it_stands_and_the_first_place_is_jumped_to(viewer, reform):
    text = viewer.get(f"{PAGE}?fact=reform.one-seal").text
    assert '“<mark id="quote">一枚印章管审批</mark>”改革' in text
    assert "<strong>found once</strong>" in text
    assert "<mark" not in viewer.get(PAGE.replace("/en/", "/zh-hans/")).text
    make.ReformFactory(source=reform.source, slug="standard", quote="标准地")
    text = viewer.get(f"{PAGE}?fact=reform.standard").text
    assert (text.count("<mark"), text.count('id="quote"')) == (2, 1)
    assert "<strong>found more than once</strong>" in text
    attach(reform.source, "<script>alert(x)</script>园区建成7个平台。")
    text = viewer.get(PAGE).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(x)&lt;/script&gt;园区建成" in text


def test_pages_of_facts_and_of_the_source_lead_staff_to_the_article_and_nobody_else(
    viewer, client, reform, items
):
    make.ReformFactory(source=reform.source, slug="nowhere", quote="两枚印章")
    report = viewer.get(reform.source.get_absolute_url()).text
    for words in ("<strong>3</strong> citations", "<strong>1</strong> not found", f'href="{PAGE}"'):
        assert words in report
    assert "citations" not in client.get(reform.source.get_absolute_url()).text
    for fact, key in ((reform, "reform.one-seal"), (items, "observation.items")):
        address = f'href="{PAGE}?fact={key}#quote"'
        assert address in viewer.get(fact.get_absolute_url()).text
        with CaptureQueriesContext(connection) as asked:
            assert address not in client.get(fact.get_absolute_url()).text
        assert not any("articletext" in query["sql"] for query in asked)
    without = viewer.get(make.ReformFactory().get_absolute_url()).text
    assert "/text/?fact=" not in without


def test_a_fact_of_another_source_is_named_and_the_article_still_shown(viewer):
    make.ReformFactory(slug="elsewhere")
    for key in ("reform.elsewhere", "reform.nothing", "<b>"):
        response = viewer.get(PAGE, {"fact": key})
        assert response.status_code == 404
        assert escape(f"No fact “{key}” cites this source.") in response.text
        assert IN_THE_ARTICLE in response.text


def test_every_number_bears_its_state_in_a_sign_and_a_word(viewer, items, source):
    rows = viewer.get(PAGE).context["numbers"].marked
    place = {"wording": "四批", "before": "项事项集中办理,分", "after": "出让标准地7宗,还承诺"}
    SetAsideNumber.objects.create(source=source, **place, reason="x")
    text = viewer.get(PAGE).text
    signs = re.findall(r'role="img" lang="en" aria-label="([\w ]+)">(.)<', text)
    assert len(signs) == len(rows) == 12
    assert set(signs) == {("recorded", "✓"), ("set aside", "–"), ("open", "?")}
    assert f'<a href="{items.get_absolute_url()}"' in text
    assert "recorded (8 %)" in text


@pytest.mark.parametrize(
    ("text", "quote", "aside", "sentence"),
    [
        ("没有数字的文章。", "", "", "None: there are no numbers in the text."),
        ("面积为100亩。", "100亩", "", "None: every number is recorded or set aside."),
        ("面积为100亩。", "", "100", "None: every number is set aside, no fact records one."),
        ("面积为100亩。", "", "", ""),
    ],
)
def test_an_article_without_a_fact_says_so_and_what_of_its_numbers_is_open(
    viewer, source, text, quote, aside, sentence
):
    attach(source, text)
    if quote:
        make.ObservationFactory(source=source, quote=quote, value=100)
    if aside:
        SetAsideNumber.objects.create(source=source, wording=aside, after="亩", reason="x")
    page = viewer.get(PAGE).text
    assert ("Nothing of this article is recorded yet." in page) is (not quote)
    assert re.findall(r"<p>(None: [^<]*)</p>", page) == [sentence] * bool(sentence)


def test_an_editor_sets_numbers_aside_and_takes_one_back(editor, source):
    page = editor.get(PAGE)
    chosen = [box(page, "四批"), box(page, "53项")]
    posted = {"number": chosen, "reason": "不是成果"}
    response = editor.post(f"{PAGE}set-aside/", posted, follow=True)
    assert response.redirect_chain == [(f"{PAGE}#open-numbers", 302)]
    assert "2 numbers were set aside." in response.text
    assert set(SetAsideNumber.objects.values_list("wording", "reason")) == {
        ("四批", "不是成果"),
        ("53项", "不是成果"),
    }
    assert {row.set_aside_by for row in SetAsideNumber.objects.all()} == {
        response.wsgi_request.user
    }
    assert response.context["numbers"].set_aside == 2
    posted = {"number": [*chosen[:1], "0123456789abcdef"], "reason": "乙"}
    response = editor.post(f"{PAGE}set-aside/", posted, follow=True)
    assert "2 numbers were not open any more" in response.text
    row = SetAsideNumber.objects.get(wording="四批")
    response = editor.post(f"{PAGE}take-back/", {"number": row.pk}, follow=True)
    assert "The number is open again." in response.text
    assert SetAsideNumber.objects.get().wording == "53项"
    assert response.context["numbers"].set_aside == 1
    for action in ("set-aside", "take-back"):  # opened by its address, it leads to the text
        response = editor.get(f"{PAGE}{action}/")
        assert response.status_code == 302
        assert response.headers["Location"].startswith(f"{PAGE}#")


@pytest.mark.parametrize(
    ("reason", "choose", "refusal"),
    [
        ("", True, "Say why these numbers are not recorded."),
        ("   ", True, "Say why these numbers are not recorded."),
        ("长" * 201, True, "at most 200 characters"),
        ("口号", False, "Choose the numbers to set aside."),
    ],
)
def test_a_refusal_keeps_what_was_chosen_and_typed(editor, reason, choose, refusal):
    key = box(editor.get(PAGE), "四批")
    posted = {"number": [key] if choose else [], "reason": reason}
    response = editor.post(f"{PAGE}set-aside/", posted)
    assert response.status_code == 400
    assert refusal in response.text
    assert (f'value="{key}" checked' in response.text) is choose
    assert f'value="{reason}"' in response.text
    assert not SetAsideNumber.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "999", "9" * 40, "²", "of another source"])
def test_taking_back_what_is_not_there_is_told(editor, number):
    row = SetAsideNumber.objects.create(source=make.SourceFactory(), wording="3个", reason="x")
    posted = {"number": row.pk if "source" in number else number}
    response = editor.post(f"{PAGE}take-back/", posted, follow=True)
    assert "That number is not set aside any more." in response.text
    assert SetAsideNumber.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("action", ["set-aside", "take-back"])
def test_only_staff_who_may_settle_numbers_are_offered_it(viewer, settings, action):
    settings.ARTICLES_PUBLIC = True  # where everybody may read
    reader = browser_of(*SETTLING)
    for client in (viewer, reader):
        assert '<form method="post"' not in client.get(PAGE).text
        posted = {"number": "1", "reason": "x"}
        assert client.post(f"{PAGE}{action}/", posted).status_code == 403


def test_queries_do_not_grow_with_facts_or_numbers(editor, source):
    zone = make.ZoneFactory(source=source, quote="青禾虚构开发区是")

    def grow(rows):
        for number in range(rows):
            reform = make.ReformFactory(source=source, zone=zone)
            make.ObservationFactory(source=source, zone=zone, reform=reform)
            make.FollowUpFactory(source=source, target__source=source)
            user = User.objects.create(username=f"u{User.objects.count()}")
            place = {"wording": f"{number}", "before": f"{SetAsideNumber.objects.count()}"}
            SetAsideNumber.objects.create(source=source, **place, reason="x", set_aside_by=user)

    pages = [PAGE, source.get_absolute_url(), zone.get_absolute_url()]
    grow(2)
    few = [queries(editor, page) for page in pages]
    grow(6)
    assert [queries(editor, page) for page in pages] == few
