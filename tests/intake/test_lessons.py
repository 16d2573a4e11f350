"""The list of articles under review, and what their reviews teach about the rules."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from core.records.changes import unit
from history.models import Change
from intake.articles.lessons import by_kind, by_review, often_corrected, reasons
from intake.articles.models import ArticleProposal, ArticleReview, AsideRule, ProposalKind
from intake.articles.texts import attach
from tests import factories as make
from tests.admin.pages import queries_of
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/"


def review(title: str = "A day in Qinghe", **columns) -> ArticleReview:
    source = make.SourceFactory(title_en=title)
    return ArticleReview.objects.create(source=source, sha256="0" * 64, **columns)


def proposal(of: ArticleReview, state: str = "open", **columns) -> ArticleProposal:
    """One of its own place; of what is entered the record is number 1, whatever that is."""
    start = of.proposals.count()
    values = {"kind": "figure", "start": start, "end": start + 1, "quote": "7"}
    if state != "open":
        reader, _is_new = User.objects.get_or_create(username="reader")
        values |= {"settled": timezone.now(), "settled_by": reader}
    if state in ("accepted", "corrected"):
        values |= {"model": "zones.observation", "record": 1, "slug": "some"}
    return of.proposals.create(state=state, **values | columns)


def corrected(of: ArticleReview, name: str, proposed, **columns) -> ArticleProposal:
    """A figure that was proposed with another value of this field than it was saved with."""
    with unit(actor=None, route="admin"):
        figure = make.ObservationFactory(**columns)
    made = Change.objects.filter(model="zones.observation", record=figure.pk).get()
    return proposal(
        of,
        "corrected",
        corrected=[name],
        values={name: proposed},
        record=figure.pk,
        slug=figure.slug,
        unit=made.unit,
    )


def text_of(page: str) -> str:
    """What is read, in one line."""
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def rows_of(page: str) -> list[str]:
    """The rows of the first table of results, its head left out."""
    page = page.split('class="results"')[1].split("</table>", maxsplit=1)[0]
    return [text_of(row) for row in re.findall("<tr>(.*?)</tr>", page, re.DOTALL)][1:]


def test_what_persons_saw_counts_and_what_was_marked_by_hand_only_as_missed():
    one = review()
    for state in ("open", "accepted", "accepted", "corrected"):
        proposal(one, state)
    proposal(one, "rejected", reason="a slogan")
    proposal(one, "accepted", is_missed=True)
    proposal(one, "corrected", is_missed=True)
    proposal(one, "rejected", reason="a mistake", is_missed=True)
    proposal(one, "accepted", settled_by=None)
    proposal(one, "accepted", kind="zone")
    tally = by_review([one, review()])[one.pk]
    assert (tally.proposed, tally.open, tally.accepted) == (7, 1, 3)
    assert (tally.corrected, tally.rejected, tally.unseen, tally.missed) == (1, 1, 1, 2)
    assert tally.right == 60
    assert [(kind, tally.right) for kind, tally in by_kind()] == [
        (ProposalKind.ZONE.label, 100),
        (ProposalKind.FIGURE.label, 50),
    ]


def test_the_fields_and_reasons_that_occur_most_come_first():
    one = review()
    for fields in (["period"], ["period", "metric"], ["basis", "period"], ["metric"]):
        proposal(one, "corrected", corrected=fields)
    proposal(one, "corrected", corrected=["basis", "basis2"], is_missed=True)
    for reason in ("a slogan", "an ordinal", "a slogan"):
        proposal(one, "rejected", reason=reason)
    assert [(c.name, c.count) for c in often_corrected()] == [
        ("period", 3),
        ("metric", 2),
        ("basis", 1),
    ]
    assert [words[1:] for words in reasons()] == [("a slogan", 2), ("an ordinal", 1)]


def test_a_field_that_is_no_more_is_told_by_its_name():
    proposal(review(), "corrected", corrected=["colour"])
    (one,) = often_corrected()
    assert (one.label, one.field) == ("colour", None)


def test_articles_under_review_come_first_with_what_became_of_their_proposals():
    wang = User.objects.create(username="wang")
    done = review("Read", finished=timezone.now(), seconds=750, actor=wang)
    proposal(done, "accepted")
    one = review("Being read", seconds=29)
    proposal(one)
    proposal(one, "rejected", reason="a slogan")
    first, second = rows_of(client_of("editor").get(LIST).text)
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert first == f"Being read 1 open {today} — 2 0 0 1 0 0 0 % 0"
    assert second == f"Read reviewed {today} wang 1 1 0 0 0 0 100 % 12"


def test_texts_that_nobody_has_begun_to_review_are_offered():
    one = make.SourceFactory(title_en="Not begun")
    attach(one, "青禾开发区")
    begun = review("Begun")
    attach(begun.source, "青禾开发区")
    page = client_of("editor").get(LIST).text
    waiting = page.split("nobody has begun")[1]
    assert "Not begun" in waiting
    assert "Begun" not in waiting


def test_who_only_looks_is_led_to_no_review():
    one = review("Read")
    attach(make.SourceFactory(), "青禾开发区")
    address = f'href="/admin/articles/{one.source.slug}/review/"'
    assert address in client_of("editor").get(LIST).text
    page = client_of("viewer").get(LIST).text
    assert "Read" in page
    assert "/review/" not in page


def test_an_empty_list_says_so_in_both_languages():
    curator = client_of("curator")
    page = curator.get(LIST)
    assert "No article is under review." in page.text
    assert "Nothing was proposed yet." in page.text
    curator.cookies["django_language"] = "zh-hans"
    assert "没有审阅中的文章。" in curator.get(LIST, headers={"accept-language": "zh-hans"}).text


def test_only_who_publishes_learns_about_the_rules():
    proposal(review(), "rejected", reason="a slogan")
    AsideRule.objects.create(before="第", after="批", reason="an ordinal")
    editor, curator = client_of("editor").get(LIST), client_of("curator").get(LIST)
    assert "a slogan" not in editor.text
    assert "an ordinal" not in editor.text
    assert "a slogan × 1" in text_of(curator.text)
    assert "第[…]批 : an ordinal" in text_of(curator.text)


def test_a_curator_deletes_a_rule_from_the_list():
    rule = AsideRule.objects.create(before="第", after="批", reason="an ordinal")
    curator = client_of("curator")
    address = f"/admin/curation/asiderule/{rule.pk}/delete/"
    assert f'href="{address}"' in curator.get(LIST).text
    curator.post(address, {"post": "yes", "change_reason": "wrong"})
    assert not AsideRule.objects.exists()


def test_a_correction_is_shown_as_proposed_and_as_it_was_saved():
    one, curator = review(), client_of("curator")
    wrong = corrected(one, "period", "2018", period="2019-07", value=7)
    Observation.objects.update(period="2017")  # what became of it later is another matter
    corrected(one, "value", "8", value=9)
    page = curator.get(LIST).text
    address = "/admin/articles/corrected/zones.observation/period/"
    assert f'href="{address}"' in page
    (row,) = rows_of(curator.get(address).text)
    assert row == "7 2018 July 2019 A day in Qinghe"
    assert f"#p{wrong.pk}" in curator.get(address).text


def test_a_record_is_named_in_corrections_and_one_that_was_proposed_too_by_its_words():
    one = review()
    zone = make.ZoneFactory(name_en="Qinghe")
    words = proposal(one, kind="zone", quote="青禾开发区")
    corrected(one, "zone", f"#{words.pk}", zone=zone)
    corrected(one, "zone", "nowhere", zone=zone)
    page = client_of("curator").get("/admin/articles/corrected/zones.observation/zone/").text
    assert "<del>青禾开发区</del>" in page
    assert "<del>nowhere</del>" in page
    assert "<ins>Qinghe</ins>" in page


def test_a_correction_whose_history_is_gone_is_told_all_the_same():
    corrected(review(), "period", "2018", period="2019")
    Change.objects.all().delete()
    page = client_of("curator").get("/admin/articles/corrected/zones.observation/period/").text
    assert "not known" in page


@pytest.mark.parametrize("name", ["zones.observation/colour", "zones.nothing/period", "a/b"])
def test_corrections_of_what_does_not_exist_are_not_found(name):
    assert client_of("curator").get(f"/admin/articles/corrected/{name}/").status_code == 404


def test_quotations_and_reasons_are_escaped():
    one, curator = review("<i>A day</i>"), client_of("curator")
    proposal(one, "rejected", reason="<b>no</b>")
    corrected(one, "note", "<u>x</u>", note="<s>y</s>")
    AsideRule.objects.create(before="<em>", after="x", reason="<em>z")
    pages = curator.get(LIST).text, curator.get(LIST + "corrected/zones.observation/note/").text
    for mark in ("<i>A", "<b>no", "<u>x", "<s>y", "<em>"):
        assert all(mark not in page for page in pages)


def test_the_pages_ask_as_often_for_thirty_articles_as_for_three():
    curator = client_of("curator")
    addresses = LIST, LIST + "corrected/zones.observation/zone/"

    def add(number: int) -> None:
        for n in range(number):
            one = review(
                f"Article {n}", actor=User.objects.create(username=str(User.objects.count()))
            )
            proposal(one, "rejected", reason=f"reason {n}")
            corrected(one, "zone", "elsewhere", zone=make.ZoneFactory())
            attach(make.SourceFactory(), "text")
            AsideRule.objects.create(before=f"第{AsideRule.objects.count()}", reason="an ordinal")

    add(3)
    few = [queries_of(curator, one) for one in addresses]
    add(27)
    assert [queries_of(curator, one) for one in addresses] == few
