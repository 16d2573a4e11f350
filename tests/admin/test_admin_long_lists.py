"""Lists of any length: records are filtered by one that is named, and costs are bounded."""

import html

import pytest
from django.db import connection

from core.admin import lists
from core.records.gaps import english_missing
from reforms.models import Reform
from sources.models import Source
from tests import factories as make
from tests.admin.pages import address
from tests.admin.test_admin_lists import found
from tests.intake.people import logged_in, somebody_who_may
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db
LIST = address(Observation, "changelist")


@pytest.fixture
def figure():
    """A figure of a source with names; there is another figure."""
    make.ObservationFactory()
    names = {"slug": "gazette-2018", "title": "园区公报", "title_en": "Parks gazette"}
    return make.ObservationFactory(source=make.SourceFactory(**names))


@pytest.mark.parametrize("typed", ["gazette-2018", "园区公报", "parks GAZETTE", " 公报 "])
def test_a_list_is_filtered_by_a_record_that_is_typed_or_chosen(editor, figure, typed):
    assert found(editor, Observation, source=typed) == [figure]
    chosen = {"source__id__exact": figure.source_id}
    assert found(editor, Observation, **chosen, zone=figure.zone.slug) == [figure]
    assert found(editor, Observation, source__id__exact="", source="").count(figure) == 1


def test_what_names_no_record_or_several_is_said_and_what_was_typed_is_kept(editor, figure):
    text = html.unescape(editor.get(LIST, {"source": "<报>"}).text)
    assert "No source has the slug or the name “<报>”." in text
    assert 'value="<报>"' in text
    assert found(editor, Observation, source="<报>") == []
    assert "There is no such source" in editor.get(LIST, {"source__id__exact": "9" * 17}).text
    other = make.SourceFactory(title="园区公报（续）", slug="gazette-2")
    text = editor.get(LIST, {"source": "公报", "status": "actual"}).text
    assert "Several sources are called so; choose one:" in text
    for source in (figure.source, other):
        assert f"?status=actual&amp;source__id__exact={source.pk}" in text


def test_who_may_not_view_sources_chooses_by_none(figure):
    client = logged_in(somebody_who_may("view_observation"))
    assert 'name="source"' not in client.get(LIST).text
    for query in ({"source": "gazette-2018"}, {"source__id__exact": figure.source_id}):
        assert client.get(LIST, query).status_code == 403


def test_the_page_of_a_list_does_not_grow_with_the_sources(editor, figure):
    before = len(editor.get(LIST).content)
    make.SourceFactory.create_batch(30)
    assert abs(len(editor.get(LIST).content) - before) < 100


def test_a_long_list_ends_is_sorted_by_indexes_and_counts_no_choices(editor, monkeypatch):
    monkeypatch.setattr(lists, "MOST", 3)
    monkeypatch.setattr(lists.RecordList, "most", "3")
    for number in range(5):
        make.ObservationFactory(slug=f"figure-{number}", period=f"20{20 - number}")
    shown = editor.get(LIST)
    assert "more than 3 figures" in shown.text
    assert "Show counts" not in shown.text
    assert "Select all 3" not in shown.text
    assert [one.slug for one in shown.context["cl"].result_list] == [f"figure-{n}" for n in "012"]
    columns = shown.context["cl"].list_display
    query = {"o": columns.index("period")}
    refused = editor.get(LIST, query)
    assert "narrow it by a filter or a search to sort it by this column" in refused.text
    assert refused.context["cl"].result_list[0].slug == "figure-0"
    few = editor.get(LIST, query | {"slug__in": "figure-1,figure-4"})
    assert [one.slug for one in few.context["cl"].result_list] == ["figure-4", "figure-1"]


def test_pages_of_a_selection_follow_each_other_in_its_order(editor, monkeypatch):
    monkeypatch.setattr(lists.ListAdmin, "list_per_page", 2)
    sources = [make.SourceFactory(title="公报", slug=f"s-{number}") for number in range(5)]
    make.SourceFactory()
    pages = [found(editor, Source, q="公报", p=page) for page in (1, 2, 3)]
    assert pages == [sources[:2], sources[2:4], sources[4:]]


def test_words_that_name_nothing_are_sought_in_quotations_and_slugs(editor):
    quoted = make.ObservationFactory(quote="约一百二十家", slug="quoted")
    make.ObservationFactory(zone__name="百花区", slug="other")
    assert found(editor, Observation, q="一百二十") == [quoted]
    assert found(editor, Observation, q="quoted") == [quoted]
    assert [one.slug for one in found(editor, Observation, q="百")] == ["other"]
    assert found(editor, Observation, q='"一百 二十"') == []


def test_more_records_than_can_be_deleted_at_once_are_refused_in_words(editor, monkeypatch):
    monkeypatch.setattr("core.admin.pages.DELETED_AT_ONCE", 1)
    make.ZoneFactory.create_batch(2)
    posted = {"action": "delete_selected", "select_across": "1", "_selected_action": "0"}
    response = editor.post(address(Zone, "changelist"), posted | {"post": "yes"}, follow=True)
    assert "Choose at most 1 records to delete at once" in response.text
    assert Zone.objects.count() == 2


@pytest.mark.parametrize("model", [Observation, Reform])
def test_an_index_has_the_facts_without_english_or_place(model):
    indexes = {index.name.rpartition("_")[2]: index for index in model._meta.indexes}
    assert indexes["english"].condition == english_missing(model)
    if connection.vendor == "sqlite":  # PostgreSQL reads a small table whole
        for name in ("english", "place"):
            rows = model.objects.filter(indexes[name].condition).order_by().values("pk")
            assert indexes[name].name in rows.explain()
