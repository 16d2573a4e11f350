"""Publishing by source: what the page shows, what it publishes, and what it sends back."""

import html
import re

import pytest
from django.contrib.auth.models import Group, User

from core.records.changes import unit
from history.models import Change, Remark
from intake.articles.texts import attach
from intake.dashboard import LISTED, attention
from sources.models import ArticleText, ConfirmedDoubt
from tests import factories as make
from tests.admin.pages import queries_of, save, sent_by, told
from tests.intake.people import client_of, logged_in, make_roles
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db

TEXT = """\
青禾虚构开发区出让标准地7亩，<b>总面积120亩</b>；全年推行“一枚印章管审批”改革。

园区常住人口约32万，今年又出让标准地9亩。
"""


@pytest.fixture
def source():
    return make.SourceFactory(title_en="A day in Qinghe")


def draft(source, factory=make.ObservationFactory, **columns):
    return factory(source=source, is_draft=True, **columns)


def entered_by(user, source, **columns):
    """A figure that this user has entered, of a zone and a metric that were there."""
    figure = make.ObservationFactory.build(
        source=source,
        is_draft=True,
        **{"zone": make.ZoneFactory(), "metric": make.MetricFactory()} | columns,
    )
    with unit(actor=user, route="admin"):
        figure.save()
    return figure


def address_of(source) -> str:
    return f"/admin/drafts/{source.slug}/"


def shown(client, source, query: str = "") -> dict[str, dict]:
    """The drafts on the page in their order, by key: ticket, whether ticked, and the HTML."""
    found = {}
    text = client.get(address_of(source) + query).text
    for part in text.split('<article class="draft')[1:]:
        part = part.split("</article>")[0]
        box = re.search(r'name="chosen"[^>]*value="([^"]+)"( checked)?', part)
        found[re.search(r'id="([^"]+)"', part)[1]] = {
            "ticket": box and box[1],
            "is_ticked": bool(box and box[2]),
            "html": part,
        }
    return found


def key(record) -> str:
    return f"{record._meta.model_name}-{record.pk}"


def post(client, source, do: str, *records, page=None, **posted):
    """The answer to a button of the page, with these records ticked."""
    page = page or shown(client, source)
    chosen = [page[key(record)]["ticket"] for record in records]
    data = {"do": do, "chosen": chosen, "change_reason": "read", **posted}
    return client.post(address_of(source), data, follow=True)


def drafts() -> set[str]:
    return {
        key(record)
        for model in (Zone, Observation)
        for record in model.objects.filter(is_draft=True)
    }


def test_drafts_stand_in_the_order_of_the_article_after_what_they_need(curator, source):
    attach(source, TEXT)
    zone = make.ZoneFactory(is_draft=True)
    lost = draft(source, zone=zone, quote="不在文中")
    last = draft(source, zone=zone, quote="出让标准地9亩", value=9)
    first = draft(source, zone=zone, quote="出让标准地7亩", value=7)
    reform = draft(source, make.ReformFactory, zone=zone, quote="一枚印章管审批")
    draft(make.SourceFactory())
    make.ObservationFactory(source=source)
    page = shown(curator, source)
    assert list(page) == list(map(key, [zone, first, reform, last, lost]))
    assert "Its source is another one" in page[key(zone)]["html"]
    assert f'<a href="#{key(zone)}">' in page[key(first)]["html"]
    ArticleText.objects.all().delete()
    by_kind = [zone, lost, last, first, reform]
    assert list(shown(curator, source)) == list(map(key, by_kind))


@pytest.mark.once
def test_a_draft_shows_its_value_its_quotation_in_its_sentence_and_who_entered_it(curator, source):
    attach(source, TEXT)
    metric = make.MetricFactory(unit="ha")
    columns = {"quote": "总面积120亩", "value": 120, "bound": "at-least", "metric": metric}
    figure = entered_by(User.objects.create(username="wang"), source, **columns)
    text = shown(curator, source)[key(figure)]["html"]
    assert "青禾虚构开发区出让标准地7亩，&lt;b&gt;" in text
    assert "<mark>总面积</mark><mark><strong>120亩</strong></mark>&lt;/b&gt;；</blockquote>" in text
    assert "推行" not in text  # the next sentence
    for words in ("at least 120 mu", "= 8 ha", "<dd>2018</dd>", "over the period", "found once"):
        assert words in text, words
    assert re.search(r"Entered \S+ \S+ · wang</p>", text)


@pytest.mark.once
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_may_not_publish_looks_and_posts_in_vain(role, source):
    client, figure = client_of(role), draft(source)
    page = shown(client, source)
    assert page[key(figure)]["ticket"] is None
    assert "<button" not in page[key(figure)]["html"]
    for do in ("publish", "all", "back"):
        assert client.post(address_of(source), {"do": do}).status_code == 403
    assert key(figure) in drafts()


def test_the_chosen_are_published_together_and_the_others_stay(curator, source):
    chosen, left = [draft(source), draft(source)], draft(source)
    answer = post(curator, source, "publish", *chosen)
    assert "2 drafts were published: " in told(answer)
    assert str(chosen[0]) in told(answer)
    assert drafts() == {key(left)}
    changes = Change.objects.filter(reason="read")
    published = changes.filter(model=chosen[0]._meta.label_lower)
    assert {change.record for change in published} == {record.pk for record in chosen}
    assert len({change.unit for change in changes}) == 1
    assert f'id="{key(left)}"' in answer.text
    typed = sent_by(answer, "do", "publish") | {"change_reason": "read"}
    answer = curator.post(address_of(source), typed, follow=True)
    assert "No drafts are left of this source." in answer.text


def test_without_a_reason_or_a_choice_nothing_happens_and_what_was_typed_stays(curator, source):
    figure = draft(source)
    assert "Say why" in post(curator, source, "publish", figure, change_reason=" ").text
    answer = post(curator, source, "publish", change_reason="because of “this”")
    assert "Choose the drafts to publish." in answer.text
    assert "because of “this”" in answer.text
    assert "Say what the draft lacks." in post(curator, source, "back", figure).text
    assert drafts() == {key(figure)}
    assert not Remark.objects.exists()


def doubtful(source):
    metric = make.MetricFactory(plausible_max=5)
    return draft(source, metric=metric, value=70)


def test_a_doubtful_draft_is_published_with_a_reason_only_and_that_is_kept(curator, source):
    figure, other = doubtful(source), draft(source)
    page = shown(curator, source)
    assert not page[key(figure)]["is_ticked"]
    assert page[key(other)]["is_ticked"]
    answer = post(curator, source, "publish", figure, other)
    assert "1 chosen draft is doubtful" in answer.text
    assert f'<a href="#{key(figure)}">' in answer.text
    assert answer.text.count("aria-invalid") == 1
    assert drafts() == {key(figure), key(other)}
    answer = post(curator, source, "all", seen=seen(curator, source))
    assert drafts() == {key(figure)}
    because = {f"because-{key(figure)}": "a very large zone"}
    assert "1 draft was published" in told(post(curator, source, "publish", figure, **because))
    doubt = ConfirmedDoubt.objects.get()
    assert (doubt.slug, doubt.reason) == (figure.slug, "a very large zone")
    assert doubt.confirmed_by.username == "curator"


def seen(client, source) -> str:
    return re.search(r'name="seen" value="(\w+)"', client.get(address_of(source)).text)[1]


def test_what_needs_a_draft_that_is_not_chosen_is_held_back_by_name(curator, source):
    zone = make.ZoneFactory(is_draft=True, name_en="New zone")
    figure, other = draft(source, zone=zone), draft(source)
    answer = post(curator, source, "publish", figure, other)
    assert f"need drafts that were not chosen: {figure}." in told(answer)
    assert drafts() == {key(zone), key(figure)}
    post(curator, source, "all", seen=seen(curator, source))
    assert drafts() == set()


def test_a_draft_source_is_published_with_its_facts_and_a_reform_not_without_a_type(curator):
    source, metric = make.SourceFactory(is_draft=True), make.MetricFactory(is_draft=True)
    figure = draft(source, metric=metric)
    reform = draft(source, make.ReformFactory, types=[])
    page = shown(curator, source)
    assert list(page) == list(map(key, [source, metric, figure, reform]))
    assert "It is not classified yet" in page[key(reform)]["html"]
    answer = post(curator, source, "publish", source, figure, reform)
    assert f"drafts that were not chosen: {figure}; {reform}." in told(answer)
    answer = post(curator, source, "publish", metric, figure)
    assert "2 drafts were published" in told(answer)
    undo = html.unescape(re.search(r'href="([^"]*/undo/)', answer.text)[1])
    assert curator.post(undo, {"change_reason": "too early"}).status_code == 302
    assert drafts() == {key(figure)}
    with_types = make.ReformTypeFactory()
    reform.types.add(with_types)
    post(curator, source, "all", seen=seen(curator, source))
    assert drafts() == set()


def test_what_was_changed_since_is_not_published_unseen(curator, source):
    figure, other, gone = draft(source), draft(source), draft(source)
    page, before = shown(curator, source), seen(curator, source)
    make.change(figure, value=999)
    gone.delete()
    answer = post(curator, source, "all", seen=before)
    assert "Look at what would be published now." in answer.text
    assert drafts() == {key(figure), key(other)}
    gone.pk = int(list(page)[-1].rpartition("-")[2])
    answer = post(curator, source, "publish", figure, other, gone, page=page)
    assert f"Changed since you opened this page, look again: {figure}." in told(answer)
    assert "1 chosen record is no draft any more." in told(answer)
    assert drafts() == {key(figure)}


def sent_back(user) -> list[str]:
    return [p.note for one in attention(user) if one.name == "sent-back" for p in one.parts]


def test_a_draft_sent_back_tells_its_editor_why_until_it_is_saved(curator, source):
    make_roles()
    editor = User.objects.create(username="wang", is_staff=True)
    editor.groups.set([Group.objects.get(name="editor")])
    figure, other = entered_by(editor, source, value=7), entered_by(editor, source)
    assert "2 drafts were sent back" in told(
        post(curator, source, "back", figure, other, word="Which <year>?")
    )
    page = curator.get(f"{address_of(source)}?tick=none")
    ticked = {"chosen": shown(curator, source)[key(figure)]["ticket"]}
    typed = sent_by(page, "do", "back") | ticked | {"word": "Which year at all?"}
    curator.post(address_of(source), typed)
    assert sorted(sent_back(editor)) == ["Which <year>?", "Which year at all?"]
    assert sent_back(User.objects.get(username="curator")) == []
    page = shown(curator, source)
    assert "<strong>Which &lt;year&gt;?</strong>" in page[key(other)]["html"]
    assert not page[key(other)]["is_ticked"]
    client = logged_in(editor)
    form = client.get(f"/admin/zones/observation/{figure.pk}/change/").text
    assert "Sent back by curator on" in form
    assert "Which year at all?" in form
    save(client, figure, value="8")
    assert sent_back(editor) == ["Which <year>?"]
    other.delete()
    assert sent_back(editor) == []
    assert Remark.objects.filter(settled=None).count() == 0


def test_publishing_settles_a_remark_and_all_leaves_those_sent_back(curator, source):
    figure, _other = draft(source), draft(source)
    post(curator, source, "back", figure, word="Which year?")
    post(curator, source, "all", seen=seen(curator, source))
    assert drafts() == {key(figure)}
    post(curator, source, "publish", figure)
    assert drafts() == set()
    assert Remark.objects.get().settled


@pytest.mark.once
def test_all_or_none_are_ticked_by_a_link(curator, source):
    doubtful(source), draft(source)
    ticks = [
        [one["is_ticked"] for one in shown(curator, source, query).values()]
        for query in ("", "?tick=all", "?tick=none")
    ]
    assert ticks == [[False, True], [True, True], [False, False]]


@pytest.mark.once
def test_queries_do_not_grow_with_the_drafts(curator, source):
    attach(source, TEXT)

    def queries():
        with unit(route="command"):
            for factory in make.FACTS:
                for _number in range(3):
                    draft(source, factory)
            reform = draft(source, make.ReformFactory, zone=make.ZoneFactory(is_draft=True))
            draft(source, zone=reform.zone, reform=reform)
            doubtful(source)
        return queries_of(curator, address_of(source))

    few = queries()
    assert queries() <= few
    assert few < 81


@pytest.mark.once
def test_sources_with_drafts_lead_to_their_pages(curator, source):
    draft(source), draft(source)
    make.ObservationFactory()
    page = curator.get("/admin/drafts/").text
    assert re.findall(r'/admin/drafts/([\w-]+)/">', page) == [source.slug]
    [concern] = [o for o in attention(User.objects.get()) if o.name == "to-publish"]
    assert [(p.label, p.count, p.address) for p in concern.parts] == [
        (str(source), 2, address_of(source))
    ]
    assert "2 drafts of this source wait" in curator.get(f"/en/sources/{source.slug}/").text
    others = [draft(make.SourceFactory()).source for _number in range(LISTED)]
    [concern] = [o for o in attention(User.objects.get()) if o.name == "to-publish"]
    assert [p.label for p in concern.parts[:LISTED]] == [str(one) for one in reversed(others)]
    assert (concern.parts[LISTED].count, concern.parts[LISTED].address) == (2, "/admin/drafts/")
    form = curator.get(f"/admin/sources/source/{source.pk}/change/").text
    assert f'<a href="{address_of(source)}">Its drafts: 2</a>' in form
