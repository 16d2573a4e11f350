"""What a file would do to the records, and what it does when it is applied."""

import io

import pytest
from django.contrib.auth.models import Permission, User

from core.records import versions
from core.records.models import StaleRecordError
from history.choices import Route
from history.models import Change, ImportRun
from history.reverting import RefusedError
from intake import batches
from intake.choices import RowAction
from intake.imports import applying, writing
from intake.imports.applying import applied, may_be_applied
from intake.imports.preparing import prepared
from intake.models import StagedRow
from policies.models import Agency
from reforms.models import Reform
from sources.models import Source
from tests.factories import (
    AgencyFactory,
    MetricFactory,
    ObservationFactory,
    PolicyFactory,
    ProvinceFactory,
    ReformTypeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)
from tests.intake.tables import (
    apply,
    counts,
    csv_file,
    imported,
    json_file,
    preview,
    problems,
    xlsx_file,
)
from zones.models import Observation, Province, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def refusal(file, kind=None) -> str:
    with pytest.raises(RefusedError) as caught:
        preview(file, kind)
    assert not ImportRun.objects.exists()
    assert not StagedRow.objects.exists()
    return str(caught.value)


def new_figures(*rows: list) -> tuple:
    """A file of figures of one zone, metric and source: (slug, value, unit)."""
    zone, metric, source = ZoneFactory(), MetricFactory(), SourceFactory()
    header = ["slug", "zone", "metric", "source", "value", "unit", "scope"]
    lines = [[r[0], zone.slug, metric.slug, source.slug, *r[1:], r[0]] for r in rows]
    return csv_file(header, *lines)


# -- Previews -------------------------------------------------------------------------------


def test_a_preview_writes_no_record():
    zone = ZoneFactory(city="湘潭市")
    changes = Change.objects.count()
    run = preview(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone)
    assert counts(run) == (0, 1, 0, 0)
    row = run.rows.get()
    assert (row.before, row.after) == ({"city": "湘潭市"}, {"city": "长沙市"})
    assert Zone.objects.get().city == "湘潭市"
    assert Zone.objects.get().revision == zone.revision
    assert Change.objects.count() == changes


def test_rows_that_say_what_is_there_are_unchanged():
    zone = ZoneFactory()
    run = preview(csv_file(["slug", "city", "city_en"], [zone.slug, "湘潭市", "Xiangtan"]), Zone)
    assert counts(run) == (0, 0, 1, 0)
    assert not may_be_applied(run)


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: csv_file(*rows),
        lambda rows: csv_file(*rows, encoding="gb18030"),
        lambda rows: csv_file(*rows, encoding="utf-8-sig", delimiter=";"),
        lambda rows: xlsx_file({"Sheet1": rows}),
        lambda rows: json_file(*(dict(zip(rows[0], row, strict=True)) for row in rows[1:])),
    ],
)
def test_every_format_says_the_same(make):
    zone = ZoneFactory()
    run = imported(make([["slug", "市县（中文）", "tier"], [zone.slug, "长沙市", "省级"]]), Zone)
    assert counts(run) == (0, 1, 0, 0)
    zone.refresh_from_db()
    assert (zone.city, zone.tier) == ("长沙市", "provincial")


def test_a_second_import_of_the_same_file_changes_nothing():
    file = new_figures(["a", "1,413.03", "亩"], ["b", "12", "公顷"])
    assert counts(imported(file, Observation)) == (2, 0, 0, 0)
    assert counts(preview(file, Observation)) == (0, 0, 2, 0)


def test_a_column_that_is_missing_leaves_its_field_as_it_is():
    zone = ZoneFactory(note="卫星城")
    imported(csv_file(["slug", "city"], [zone.slug, ""]), Zone)
    zone.refresh_from_db()
    assert (zone.city, zone.note) == ("", "卫星城")


def test_what_the_database_derives_follows():
    figure = ObservationFactory(value=1, unit="ha", metric=MetricFactory(unit="mu"), period="2018")
    imported(csv_file(["slug", "value", "period"], [figure.slug, "2", "2019-03"]), Observation)
    figure.refresh_from_db()
    assert figure.canonical_value == 30
    assert str(figure.period_latest) == "2019-03-31"
    zone = ZoneFactory()
    imported(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone)
    assert "长沙市" in Zone.objects.get(pk=zone.pk).search_text


# -- Errors in words ------------------------------------------------------------------------


def test_errors_name_row_and_column_and_suggest():
    file = new_figures(["a", "12", "公顷"], ["b", "12", "公倾"], ["c", "viel", "亩"])
    assert problems(preview(file, Observation)) == [
        "row 3, unit: “公倾” is not a known unit; did you mean “公顷”?",
        "row 4, value: “viel” is not a number.",
    ]


def test_an_unknown_key_gets_a_suggestion_by_name_and_by_likeness():
    ProvinceFactory(slug="hunan", name="湖南省", name_en="Hunan")
    zone = ZoneFactory()
    rows = [[zone.slug, cell] for cell in ("湖南省", "hunnan", "大象")]
    found = [problems(preview(csv_file(["slug", "province"], row), Zone))[0] for row in rows]
    assert found[0].endswith("there is no province “湖南省”; did you mean “hunan”?")
    assert found[1].endswith("there is no province “hunnan”; did you mean “hunan”?")
    assert found[2].endswith("there is no province “大象”.")


def test_what_a_new_record_needs_is_told():
    found = problems(preview(csv_file(["slug", "name"], ["new", ""]), Zone))
    assert "row 2, name: a value is needed." in found
    for label in ("Province", "Source", "Kind", "Sources read"):
        assert f"row 2, {label}: a value is needed." in found


def test_a_key_twice_in_a_file_is_an_error():
    zone = ZoneFactory()
    run = preview(csv_file(["slug", "city"], [zone.slug, "甲"], [zone.slug, "乙"]), Zone)
    assert problems(run) == [f"row 3: row 2 is about “{zone.slug}” already."]


def test_a_row_without_a_key_and_one_with_too_many_cells_are_errors():
    rows = [["", "甲"], [ZoneFactory().slug, "乙", "丙"]]
    assert problems(preview(csv_file(["slug", "city"], *rows), Zone)) == [
        "row 2, slug: the key of the record is missing.",
        "row 3: the row has more cells than the header has columns.",
    ]


def test_a_formula_is_an_error_of_its_cell():
    zone = ZoneFactory()
    run = preview(xlsx_file({"Zones": [["slug", "city"], [zone.slug, '=CONCAT("a")']]}))
    assert problems(run) == [
        "Zones, row 2, city: the cell holds a formula. Put its result there, as a value."
    ]


def test_a_sign_at_the_start_of_a_cell_stays_and_does_no_harm():
    zone = ZoneFactory()
    imported(csv_file(["slug", "note"], [zone.slug, "=1+1"]), Zone)
    assert Zone.objects.get().note == "=1+1"
    imported(csv_file(["slug", "note"], [zone.slug, "'-5%"]), Zone)
    assert Zone.objects.get().note == "-5%"


def test_the_rules_of_the_model_and_of_the_database_speak_before_anything_is_written():
    file = new_figures(["a", "12", "days"], ["b", "", "亩"], ["c", "12", ""], ["d", "1", "亩"])
    found = problems(preview(file, Observation))
    assert "cannot be converted" in found[0]
    assert found[0].startswith("row 2, Unit as reported: ")
    assert "A value needs its unit, and a unit its value." in found[1]
    assert "A value needs its unit, and a unit its value." in found[2]
    assert len(found) == 3


def test_a_text_that_is_too_long_is_told():
    figure = ObservationFactory()
    run = preview(csv_file(["slug", "quote"], [figure.slug, "字" * 17]), Observation)
    assert problems(run)[0].startswith("row 2, Quotation: ")


def test_two_rows_that_exclude_each_other_are_found_by_the_trial():
    zone, source, kind = ZoneFactory(), SourceFactory(), ReformTypeFactory()
    header = ["slug", "zone", "source", "types", "title", "summary"]
    rows = [[slug, zone.slug, source.slug, kind.slug, "同一标题", "概要"] for slug in "ab"]
    assert problems(preview(csv_file(header, *rows), Reform)) == [
        "row 3, Zone, Title in Chinese: This zone already has a reform with this title."
    ]


def test_a_value_that_must_be_unique_is_told():
    first, second = ProvinceFactory(), ProvinceFactory()
    run = preview(csv_file(["slug", "code"], [first.slug, second.code]), Province)
    assert problems(run) == ["row 2, GB/T 2260 code: another record has this value already."]


def test_only_the_failing_rows_of_a_batch_are_blamed():
    rows = [[f"r{n}", "1", "亩" if n % 7 else ""] for n in range(1, 40)]
    run = preview(new_figures(*rows), Observation)
    bad = run.rows.filter(action=RowAction.ERROR).values_list("slug", flat=True)
    assert set(bad) == {"r7", "r14", "r21", "r28", "r35"}
    assert counts(run) == (34, 0, 0, 5)


def test_a_trial_that_finds_far_too_many_errors_stops(monkeypatch):
    monkeypatch.setattr(applying, "MOST_ERRORS", 3)
    monkeypatch.setattr(batches, "CHUNK", 2)
    file = new_figures(*[[f"r{n}", "1", ""] for n in range(9)])
    *lines, run = prepared(file, name="a.csv", kind=Observation, user=None)
    assert lines[-1] == "Rows tried: 4"
    assert run.error_count == 3
    assert not may_be_applied(run)


def test_a_wrong_header_refuses_the_file():
    assert refusal(csv_file(["slug", "provinse"], ["a", "b"]), Zone) == (
        "“provinse” is not a column of zones; did you mean “Province”?"
    )
    assert refusal(xlsx_file({"Zones": [["slug", "provinse"], ["a", "b"]]})) == (
        "Sheet “Zones”: “provinse” is not a column of zones; did you mean “Province”?"
    )


def test_an_empty_file_and_a_lonely_header_are_refused():
    assert refusal(io.BytesIO(b""), Zone) == "The file is empty."
    assert refusal(csv_file(["slug", "city"]), Zone) == "The file has a header and no rows."


def test_a_file_that_does_not_say_what_it_holds_is_refused():
    assert "which kind of record" in refusal(csv_file(["slug"], ["a"]))
    book = {"Zones": [["slug"], ["a"]], "Sourses": [["slug"], ["b"]]}
    assert refusal(xlsx_file(book)) == (
        "“Sourses” is no sheet that we know; did you mean “Sources”?"
    )


def test_a_file_that_breaks_off_leaves_nothing_behind():
    zone = ZoneFactory()
    text = f'[{{"slug": "{zone.slug}", "city": "甲"}}, {{"slug": '
    assert "broken" in refusal(io.BytesIO(text.encode()), Zone)


def test_a_reader_who_goes_away_leaves_nothing_behind():
    zone = ZoneFactory()
    steps = prepared(
        csv_file(["slug", "city"], [zone.slug, "甲"]), name="a.csv", kind=Zone, user=None
    )
    next(steps)
    assert ImportRun.objects.count() == 1
    steps.close()
    assert not ImportRun.objects.exists()


# -- Revisions ------------------------------------------------------------------------------


def test_a_file_older_than_the_record_is_refused_with_both_values():
    zone = ZoneFactory(city="甲")
    zone.city = "乙"
    zone.save()
    run = preview(csv_file(["slug", "city", "revision"], [zone.slug, "丙", "1"]), Zone)
    assert problems(run)[0].startswith(
        "row 2, city: changed since this file was exported: now “乙”, in the file “丙”."
    )
    assert counts(run) == (0, 0, 0, 1)


def test_an_old_revision_does_not_matter_where_nothing_differs():
    zone = ZoneFactory()
    zone.save()
    run = preview(csv_file(["slug", "city", "revision"], [zone.slug, "湘潭市", "1"]), Zone)
    assert counts(run) == (0, 0, 1, 0)


def test_without_revisions_the_record_is_compared_as_it_stands():
    zone = ZoneFactory()
    zone.save()
    run = preview(csv_file(["slug", "city"], [zone.slug, "丙"]), Zone)
    assert counts(run) == (0, 1, 0, 0)


def refused_to_apply(run) -> str:
    before = Change.objects.count()
    with pytest.raises(RefusedError) as caught:
        apply(run)
    assert Change.objects.count() == before
    run.refresh_from_db()
    assert run.applied is None
    return str(caught.value)


def test_a_record_changed_after_the_preview_is_not_overwritten():
    zone, other = ZoneFactory(), ZoneFactory()
    run = preview(csv_file(["slug", "city"], [other.slug, "甲"], [zone.slug, "甲"]), Zone)
    zone.city = "乙"
    zone.save()
    assert "row 3: somebody has changed this record meanwhile" in refused_to_apply(run)
    other.refresh_from_db()
    assert other.city == "湘潭市"


def test_a_record_added_or_deleted_after_the_preview_is_noticed():
    agency = AgencyFactory()
    run = preview(csv_file(["slug", "name"], [agency.slug, "甲"]), Agency)
    agency.delete()
    assert "somebody has deleted this record" in refused_to_apply(run)
    run = preview(csv_file(["slug", "name"], ["new", "甲"]), Agency)
    AgencyFactory(slug="new")
    assert "somebody has added this record" in refused_to_apply(run)


# -- Applying -------------------------------------------------------------------------------


def test_applying_is_kept_in_the_history_with_who_why_and_from_what():
    user = User.objects.create(username="li", is_superuser=True)
    zone = ZoneFactory()
    run = preview(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone, user=user)
    apply(run, user=user, reason="the article says so")
    change = Change.objects.get(run=run)
    assert (change.route, change.actor, change.reason) == (
        Route.IMPORT,
        user,
        "the article says so",
    )
    assert (change.before, change.after["city"]) == ({"city": "湘潭市"}, "长沙市")
    assert run.applied
    assert not run.rows.exists()
    zone.refresh_from_db()
    assert zone.revision == 2


def test_a_form_that_was_open_during_an_import_is_refused():
    zone = ZoneFactory()
    imported(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone)
    with pytest.raises(StaleRecordError):
        zone.save()


def test_relations_to_many_are_set_and_counted_as_changes():
    first, second = SourceFactory(slug="first"), SourceFactory(slug="second")
    zone = ZoneFactory(sources_read=[first])
    run = imported(csv_file(["slug", "sources_read"], [zone.slug, "second"]), Zone)
    assert list(zone.sources_read.all()) == [second]
    assert Change.objects.get(run=run).before == {"sources_read": ["first"]}
    zone.refresh_from_db()
    assert zone.revision == 2


def test_an_import_is_applied_once():
    run = imported(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    with pytest.raises(RefusedError):
        apply(run)


def test_a_run_with_errors_is_not_applied():
    run = preview(csv_file(["slug", "name"], ["a", "甲"], ["b", ""]), Agency)
    with pytest.raises(RefusedError):
        apply(run)
    assert not Agency.objects.exists()


def test_all_is_written_or_nothing(monkeypatch):
    run = preview(csv_file(["slug", "name"], *[[f"a{n}", f"甲{n}"] for n in range(6)]), Agency)
    monkeypatch.setattr(batches, "CHUNK", 2)
    steps = applied(run, user=None, reason="why")
    assert next(steps) == 2
    assert Agency.objects.count() == 2
    steps.close()
    assert not Agency.objects.exists()
    assert not Change.objects.filter(run=run).exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_makes_one_version_of_the_data():
    SourceFactory()
    before = int(versions.label().rpartition(".")[2])
    imported(csv_file(["slug", "name"], *[[f"a{n}", f"甲{n}"] for n in range(3)]), Agency)
    assert int(versions.label().rpartition(".")[2]) == before + 1


def test_queries_do_not_grow_with_the_rows(django_assert_max_num_queries):
    file = new_figures(*[[f"r{n}", "1", "亩"] for n in range(60)])
    with django_assert_max_num_queries(60):
        run = preview(file, Observation)
    with django_assert_max_num_queries(60):
        apply(run)
    assert Observation.objects.count() == 60


# -- Several kinds in one file --------------------------------------------------------------


def test_new_records_may_refer_to_new_records_of_the_same_file():
    ProvinceFactory(slug="hunan")
    metric = MetricFactory()
    cited = {"source": "paper", "quote": "100亩"}
    book = {
        "Observations": [
            ["slug", "zone", "metric", "value", "unit", "part_of", *cited],
            ["part", "new-zone", metric.slug, 40, "亩", "total", *cited.values()],
            ["total", "new-zone", metric.slug, 100, "亩", None, *cited.values()],
        ],
        "开发区": [
            ["slug", "name", "province", "kind", "sources_read", "source"],
            ["new-zone", "新区", "hunan", "其他类型", "paper", "paper"],
        ],
        "Sources": [["slug", "title", "kind", "issued"], ["paper", "报", "newspaper", "2019年3月"]],
    }
    book["Observations"][1][4] = "公顷"  # another unit, so that the two are different figures
    book["Observations"][0].append("scope")
    book["Observations"][1].append("其中")
    book["Observations"][2].append(None)
    run = preview(xlsx_file(book))
    assert problems(run) == []
    assert counts(run) == (4, 0, 0, 0)
    apply(run)
    part = Observation.objects.get(slug="part")
    assert (part.part_of.slug, part.zone.source.issued) == ("total", "2019-03")
    assert Change.objects.filter(run=run, slug="part").count() == 1


def test_a_row_that_refers_to_a_row_with_errors_says_so():
    ProvinceFactory(slug="hunan")
    header = ["slug", "name", "province", "kind", "sources_read", "source"]
    book = {
        "Sources": [["slug", "title", "kind"], ["paper", "", "newspaper"]],
        "Zones": [header, ["new-zone", "新区", "hunan", "etdz", "paper", "paper"]],
    }
    assert problems(preview(xlsx_file(book))) == [
        "Sources, row 2, title: a value is needed.",
        "Zones, row 2, Sources read: the row that adds the source “paper” has errors of its own.",
        "Zones, row 2, Source: the row that adds the source “paper” has errors of its own.",
    ]


def test_figures_that_are_parts_of_each_other_are_refused():
    figure = ObservationFactory()
    header = ["slug", "zone", "metric", "source", "value", "unit", "scope", "part_of"]
    same = [figure.zone.slug, figure.metric.slug, figure.source.slug, "1", "亩"]
    run = preview(csv_file(header, ["a", *same, "甲", "b"], ["b", *same, "乙", "a"]), Observation)
    assert problems(run) == [
        "row 2, Part of the total: the row that adds the observation “b” has errors of its own.",
        "row 3, Part of the total: the row that adds the observation “a” has errors of its own.",
    ]


def test_policies_and_their_targets_are_imported():
    policy, metric = PolicyFactory(), MetricFactory()
    target = TargetFactory(policy=policy)
    book = {
        "Policies": [["slug", "ends", "agencies"], [policy.slug, "2025", "agency-new"]],
        "Agencies": [["slug", "name"], ["agency-new", "新厅"]],
        "Targets": [
            ["slug", "policy", "title", "metric", "value", "unit", "source", "due"],
            ["t-new", policy.slug, "目标", metric.slug, "5", "亩", policy.source.slug, "2021年"],
            [target.slug, policy.slug, target.title, None, None, None, policy.source.slug, ""],
        ],
    }
    run = imported(xlsx_file(book))
    assert counts(run) == (2, 2, 0, 0)
    policy.refresh_from_db()
    assert str(policy.ends_latest) == "2025-12-31"
    assert [one.slug for one in policy.agencies.all()] == ["agency-new"]


def test_a_rule_about_derived_days_is_told():
    policy = PolicyFactory(effective="2019-04-01", ends="2024")
    run = preview(csv_file(["slug", "ends"], [policy.slug, "2018"]), type(policy))
    assert problems(run) == ["row 2: The policy ends before it takes effect."]


# -- Who may do what ------------------------------------------------------------------------


def somebody_who_may(*names: str) -> User:
    user = User.objects.create(username="li", is_staff=True)
    for name in names:
        app, codename = name.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return User.objects.get(pk=user.pk)


def test_rows_that_somebody_may_not_write_are_errors():
    agency = AgencyFactory()
    file = csv_file(["slug", "name"], [agency.slug, "甲"], ["new", "乙"])
    assert problems(preview(file, Agency, user=somebody_who_may())) == [
        "row 2: You may not change agencies.",
        "row 3: You may not add agencies.",
    ]


def test_who_may_not_publish_imports_drafts():
    user = somebody_who_may("zones.add_observation", "zones.change_observation")
    run = imported(new_figures(["a", "1", "亩"]), Observation, user=user)
    assert counts(run) == (1, 0, 0, 0)
    assert Observation.objects.get().is_draft


def test_who_may_not_publish_is_refused_to_publish_by_a_file():
    user = somebody_who_may("zones.add_zone", "zones.change_zone")
    draft, zone = ZoneFactory(is_draft=True), ZoneFactory()
    file = csv_file(
        ["slug", "city", "is_draft"],
        [draft.slug, "甲", "no"],
        [zone.slug, "甲", "yes"],
        ["new", "乙", "no"],
    )
    found = problems(preview(file, Zone, user=user))
    assert found[0] == "row 2: only a curator may publish a fact or make it a draft again."
    assert found[1] == "row 3: only a curator may publish a fact or make it a draft again."
    assert "row 4: only a curator may publish: let it be a draft." in found
    allowed = preview(csv_file(["slug", "city"], [draft.slug, "甲"]), Zone, user=user)
    assert counts(allowed) == (0, 1, 0, 0)


# -- Suggestions cost little ----------------------------------------------------------------


def test_a_wrong_key_on_every_row_is_looked_up_once(monkeypatch):
    zone = ZoneFactory()
    asked = []
    monkeypatch.setattr(writing, "nearest", lambda model, slug: asked.append(slug) or "")
    rows = [
        [f"z{n}", "区", "nowhere", "etdz", zone.source.slug, zone.source.slug] for n in range(9)
    ]
    header = ["slug", "name", "province", "kind", "sources_read", "source"]
    run = preview(csv_file(header, *rows), Zone)
    assert run.error_count == 9
    assert asked == ["nowhere"]


def test_sources_can_be_imported_too():
    imported(csv_file(["slug", "title", "kind"], ["a", "甲", "ranking"]), Source)
    assert Source.objects.get().kind == "ranking"
