"""The made-up data: the same every time, whole as if saved, and beside nothing else."""

import pytest
from django.core.management import call_command

from bench.scale.__main__ import main
from bench.scale.making import made_already, make
from operations.digests import OperationError
from reforms.models import Reform
from sources.models import DataVersion
from tests.factories import ZoneFactory
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db
TINY = 0.002


def quiet(*_told):
    pass


def sums() -> list:
    """What tells one made-up country from another."""
    return [
        list(Zone.objects.order_by("pk").values_list("slug", "name", "pinyin", "search_text")),
        list(Reform.objects.order_by("pk").values_list("title", "summary", "zone_id")),
        list(Observation.objects.order_by("pk").values_list("value", "zone_id", "metric_id")),
    ]


@pytest.mark.once
def test_the_same_seed_makes_the_same_data_and_another_one_does_not(transactional_db):
    made = []
    for chance in (7, 7, 8):
        make(TINY, chance, quiet)
        made.append(sums())
        call_command("flush", interactive=False, verbosity=0)
    assert made[0] == made[1] != made[2]


def test_every_table_has_its_share_and_all_of_it_is_one_version():
    rows = make(TINY, 7, quiet)
    assert rows["zones"] == Zone.objects.count() == 5
    assert rows["reforms"] == Reform.objects.count() == 254
    assert rows["figures"] == Observation.objects.count()
    assert 4_000 < rows["figures"] <= 4_600
    assert DataVersion.objects.get().number == 1


def test_derived_columns_are_what_saving_would_make_of_them():
    make(TINY, 7, quiet)
    for model in (Zone, Reform, Observation):
        for record in model.objects.order_by("pk")[:20]:
            made = {f.name: getattr(record, f.attname) for f in model._meta.concrete_fields}
            record.save()
            record.refresh_from_db()
            saved = {f.name: getattr(record, f.attname) for f in model._meta.concrete_fields}
            assert saved == {**made, "revision": made["revision"] + 1}


def test_it_is_refused_beside_other_data():
    ZoneFactory()
    with pytest.raises(OperationError, match="data already"):
        main(TINY)


@pytest.mark.once
def test_the_command_makes_it_once_and_tells_how_far_it_is(transactional_db, capsys):
    main(TINY)
    told = capsys.readouterr().out
    assert "100 %" in told
    assert "254 reforms" in told
    assert made_already(TINY, 7)
    with pytest.raises(OperationError, match=r"made-up data \(scale 0\.002, seed 7\)"):
        main(0.003)
