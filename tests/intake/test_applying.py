"""What an import does when it is applied: all or nothing, with its history."""

import pytest
from django.contrib.auth.models import User

from core.records import batches, versions
from core.records.models import StaleRecordError
from history.models import Change, Route
from history.reverting import RefusedError
from intake.imports.runs import applied
from policies.models import Agency
from tests import factories as make
from tests.intake.tables import (
    a_book,
    apply,
    counts,
    csv_file,
    imported,
    new_figures,
    preview,
    problems,
    xlsx_file,
)
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def agencies(number: int):
    return csv_file(["slug", "name"], *[[f"a{n}", f"甲{n}"] for n in range(number)])


def refused_to_apply(run) -> str:
    before = Change.objects.count()
    with pytest.raises(RefusedError) as caught:
        apply(run)
    assert Change.objects.count() == before
    run.refresh_from_db()
    assert run.applied is None
    return str(caught.value)


def test_what_was_changed_deleted_or_added_after_the_preview_is_not_overwritten():
    changed, deleted, other = make.AgencyFactory.create_batch(3)
    rows = [[other.slug, "甲"], [changed.slug, "乙"], [deleted.slug, "丙"], ["new", "丁"]]
    runs = [preview(csv_file(["slug", "name"], rows[0], row), Agency) for row in rows[1:]]
    make.change(changed, name="戊")
    deleted.delete()
    make.AgencyFactory(slug="new")
    for run, done in zip(runs, ("changed", "deleted", "added"), strict=True):
        assert f"row 3: somebody has {done} this record" in refused_to_apply(run)
        assert Agency.objects.get(pk=other.pk).name == other.name


def test_applying_is_in_the_history_with_who_why_and_from_what():
    user = User.objects.create(username="li", is_superuser=True)
    first, second = make.SourceFactory(slug="first"), make.SourceFactory(slug="second")
    zone = make.ZoneFactory(city="湘潭市", sources_read=[first])
    file = csv_file(["slug", "city", "sources_read"], [zone.slug, "长沙市", "second"])
    run = apply(preview(file, Zone, user=user), user=user, reason="the article says so")
    kept = Change.objects.get(run=run)
    assert (kept.route, kept.actor, kept.reason) == (Route.IMPORT, user, "the article says so")
    assert kept.before == {"city": "湘潭市", "sources_read": ["first"]}
    assert kept.after["city"] == "长沙市"
    assert run.applied
    assert not run.rows.exists()
    with pytest.raises(StaleRecordError):  # a form that was open during the import
        zone.save()
    zone.refresh_from_db()
    assert zone.revision == 2
    assert list(zone.sources_read.all()) == [second]


def test_an_import_is_applied_once_and_never_with_errors():
    with pytest.raises(RefusedError):
        apply(imported(agencies(1), Agency))
    assert refused_to_apply(preview(csv_file(["slug", "name"], ["b", "甲"], ["c", ""]), Agency))
    assert Agency.objects.count() == 1


def test_all_is_written_or_nothing(monkeypatch):
    run = preview(agencies(6), Agency)
    monkeypatch.setattr(batches, "CHUNK", 2)
    steps = applied(run, user=None, reason="why")
    assert next(steps) == 2
    assert Agency.objects.count() == 2
    steps.close()
    assert not Agency.objects.exists()
    assert not Change.objects.filter(run=run).exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_makes_one_version_of_the_data():
    make.SourceFactory()
    before = int(versions.label().rpartition(".")[2])
    imported(agencies(3), Agency)
    assert int(versions.label().rpartition(".")[2]) == before + 1


def test_queries_do_not_grow_with_the_rows(django_assert_max_num_queries):
    file = new_figures(*[[f"r{n}", "1", "亩"] for n in range(60)])
    with django_assert_max_num_queries(124):
        apply(preview(file, Observation))
    assert Observation.objects.count() == 60


def test_new_records_may_refer_to_new_records_of_the_same_file():
    run = preview(a_book())
    assert problems(run) == []
    assert counts(run) == (4, 2, 0, 0)
    apply(run)
    part = Observation.objects.get(slug="part")
    assert (part.part_of.slug, part.zone.source.issued) == ("total", "2019-03")
    assert Change.objects.filter(run=run, slug="part").count() == 1


def test_a_row_that_refers_to_a_row_with_errors_says_so():
    make.ProvinceFactory(slug="hunan")
    book = {
        "Sources": [["slug", "title", "kind"], ["paper", "", "newspaper"]],
        "Zones": [
            ["slug", "name", "province", "kind", "sources_read", "source"],
            ["new-zone", "新区", "hunan", "etdz", "paper", "paper"],
        ],
    }
    assert problems(preview(xlsx_file(book))) == [
        "Sources, row 2, title: a value is needed.",
        "Zones, row 2, Sources read: the row that adds the source “paper” has errors of its own.",
        "Zones, row 2, Source: the row that adds the source “paper” has errors of its own.",
    ]


def test_figures_that_are_parts_of_each_other_are_refused():
    figure = make.ObservationFactory()
    header = ["slug", "zone", "metric", "source", "value", "unit", "detail", "part_of"]
    same = [figure.zone.slug, figure.metric.slug, figure.source.slug, "1", "亩"]
    run = preview(csv_file(header, ["a", *same, "甲", "b"], ["b", *same, "乙", "a"]), Observation)
    assert problems(run) == [
        "row 2, Part of the total: the row that adds the figure “b” has errors of its own.",
        "row 3, Part of the total: the row that adds the figure “a” has errors of its own.",
    ]


def test_a_policy_takes_a_new_agency_and_targets_lose_and_gain_numbers():
    target = make.TargetFactory()
    policy, metric = target.policy, make.MetricFactory().slug
    book = {
        "Policies": [["slug", "ends", "agencies"], [policy.slug, "2025", "agency-new"]],
        "Agencies": [["slug", "name"], ["agency-new", "新厅"]],
        "Targets": [
            ["slug", "policy", "title", "metric", "value", "unit", "source", "due"],
            ["t-new", policy.slug, "目标", metric, "5", "亩", policy.source.slug, "2021年"],
            [target.slug, policy.slug, target.title, None, None, None, policy.source.slug, ""],
        ],
    }
    assert counts(imported(xlsx_file(book))) == (2, 2, 0, 0)
    policy.refresh_from_db()
    assert str(policy.ends_latest) == "2025-12-31"
    assert [one.slug for one in policy.agencies.all()] == ["agency-new"]
