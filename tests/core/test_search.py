"""The index over pairs of characters finds exactly what LIKE finds."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.language.text import normalise
from core.records.search import index_name, prepare, searched_models
from sources.models import Source
from tests.factories import SourceFactory, ZoneFactory
from zones.models import Zone

SIGNS = st.text("审批飞地标准%_\\'\"ab1 。，、𠮷😀é", max_size=12)


class Searching(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(SIGNS, min_size=1, max_size=6), SIGNS)
    def test_every_hit_of_like_and_no_other(self, texts, word):
        Source.objects.all().delete()
        for n, text in enumerate(texts):
            SourceFactory(slug=f"s-{n}", title=text or "题", title_en="", author="")
        for term in normalise(word).split():
            rows = Source.objects.order_by("pk")
            by_like = list(rows.filter(search_text__contains=term))
            assert list(rows.filter(search_text__holds=term)) == by_like


@pytest.mark.django_db
def test_a_text_that_is_changed_by_any_route_is_found_under_its_new_words_only():
    zone = ZoneFactory(name="旧名开发区")
    zone.name = "新名开发区"
    zone.save()
    assert list(Zone.objects.filter(search_text__holds="新名")) == [zone]
    assert not Zone.objects.filter(search_text__holds="旧名").exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE zones_zone SET search_text = %s", ["乙地工业园"])
    assert list(Zone.objects.filter(search_text__holds="乙地工")) == [zone]
    assert not Zone.objects.filter(search_text__holds="新名").exists()
    zone.delete()
    assert not Zone.objects.filter(search_text__holds="乙地").exists()


@pytest.mark.django_db
def test_every_search_text_has_its_index():
    with connection.cursor() as cursor:
        for model in searched_models():
            name = index_name(model)
            if connection.vendor == "postgresql":
                cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [name])
                wanted = 1
            else:
                cursor.execute(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s "
                    "AND name LIKE %s",
                    [model._meta.db_table, f"{name}%"],
                )
                wanted = 3
            assert cursor.fetchone()[0] == wanted, model


@pytest.mark.django_db
def test_an_index_that_a_new_table_has_lost_is_made_again():
    if connection.vendor == "postgresql":
        lost = "DROP INDEX sources_source_pairs"
    else:
        lost = "DROP TRIGGER sources_source_pairs_1_insert"
    with connection.cursor() as cursor:
        cursor.execute(lost)
    source = SourceFactory(title="甲地见闻")
    connection.check_constraints()  # PostgreSQL makes no index while some wait to be checked
    prepare()
    assert list(Source.objects.filter(search_text__holds="甲地")) == [source]
    later = SourceFactory(title="甲地再访")
    assert set(Source.objects.filter(search_text__holds="甲地")) == {source, later}
