"""What a file would do to the records: the preview, and its errors in words."""

import io

import pytest
from django.contrib.auth.models import Permission, User

from core.records import batches
from history.models import Change, ImportRun
from history.reverting import RefusedError
from intake.imports import runs, writing
from intake.imports.runs import may_be_applied, prepared
from intake.models import RowAction, StagedRow
from policies.models import Agency, Policy
from reforms.models import Reform
from tests import factories as make
from tests.intake.tables import (
    counts,
    csv_file,
    imported,
    json_file,
    new_figures,
    preview,
    problems,
    xlsx_file,
)
from zones.models import Observation, Province, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def zone():
    return make.ZoneFactory(slug="z", city="湘潭市", note="卫星城")


# -- Previews -------------------------------------------------------------------------------


def test_a_preview_writes_no_record(zone):
    changes = Change.objects.count()
    run = preview(csv_file(["slug", "city"], ["z", "长沙市"]), Zone)
    assert counts(run) == (0, 1, 0, 0)
    row = run.rows.get()
    assert (row.before, row.after) == ({"city": "湘潭市"}, {"city": "长沙市"})
    assert (Zone.objects.get().city, Zone.objects.get().revision) == ("湘潭市", zone.revision)
    assert Change.objects.count() == changes


def test_rows_that_say_what_is_there_are_unchanged(zone):
    run = preview(csv_file(["slug", "city", "city_en"], ["z", "湘潭市", zone.city_en]), Zone)
    assert counts(run) == (0, 0, 1, 0)
    assert not may_be_applied(run)
    file = new_figures(["a", "1,413.03", "亩"], ["b", "12", "公顷"])
    assert counts(imported(file, Observation)) == (2, 0, 0, 0)
    assert counts(preview(file, Observation)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    "made",
    [
        lambda rows: csv_file(*rows),
        lambda rows: csv_file(*rows, encoding="gb18030"),
        lambda rows: csv_file(*rows, encoding="utf-8-sig", delimiter=";"),
        lambda rows: xlsx_file({"Sheet1": rows}),
        lambda rows: json_file(*(dict(zip(rows[0], row, strict=True)) for row in rows[1:])),
    ],
)
def test_every_format_says_the_same(zone, made):
    run = imported(made([["slug", "市县（中文）", "tier"], ["z", "长沙市", "省级"]]), Zone)
    assert counts(run) == (0, 1, 0, 0)
    zone.refresh_from_db()
    assert (zone.city, zone.tier, zone.note) == ("长沙市", "provincial", "卫星城")


def test_what_the_database_derives_follows(zone):
    figure = make.ObservationFactory(
        value=1, unit="ha", metric=make.MetricFactory(unit="mu"), period="2018"
    )
    imported(csv_file(["slug", "value", "period"], [figure.slug, "2", "2019-03"]), Observation)
    figure.refresh_from_db()
    assert figure.canonical_value == 30
    assert str(figure.period_latest) == "2019-03-31"
    imported(csv_file(["slug", "city"], ["z", "长沙市"]), Zone)
    assert "长沙市" in Zone.objects.get(slug="z").search_text


# -- Errors in words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["slug", "city"], ["z", "甲"], ["z", "乙"]], ["row 3: row 2 is about “z” already."]),
        (
            [["slug", "city"], ["", "甲"], ["z", "乙", "丙"]],
            [
                "row 2, slug: the key of the record is missing.",
                "row 3: the row has more cells than the header has columns.",
            ],
        ),
        (
            [["slug", "", "city"], ["z", "1604.9", "湘潭市"]],
            ["row 2: a cell stands in a column that has no name in the header."],
        ),
        *(
            (
                [["slug", "province"], ["z", cell]],
                [f"row 2, Province: there is no province “{cell}”{guess}"],
            )
            for cell, guess in (
                ("湖西省", "; did you mean “hunan”?"),
                ("hunnan", "; did you mean “hunan”?"),
                ("大象", "."),
            )
        ),
        (
            [["slug", "name"], ["new", ""]],
            [
                f"row 2, {label}: a value is needed."
                for label in ("name", "Province", "Kind", "Sources read", "Source")
            ],
        ),
    ],
)
def test_errors_name_row_and_column_and_suggest(zone, rows, expected):
    make.ProvinceFactory(slug="hunan", name="湖西省", name_en="Hunan")
    assert sorted(problems(preview(csv_file(*rows), Zone))) == sorted(expected)


def test_a_misspelt_unit_and_what_is_no_number_are_told():
    file = new_figures(["a", "12", "公顷"], ["b", "12", "公倾"], ["c", "viel", "亩"])
    assert problems(preview(file, Observation)) == [
        "row 3, unit: “公倾” is not a known unit; did you mean “公顷”?",
        "row 4, value: “viel” is not a number.",
    ]


def test_a_formula_is_an_error_of_its_cell(zone):
    run = preview(xlsx_file({"Zones": [["slug", "city"], ["z", '=CONCAT("a")']]}))
    assert problems(run) == [
        "Zones, row 2, city: the cell holds a formula. Put its result there, as a value."
    ]


@pytest.mark.parametrize(("cell", "note"), [("=1+1", "=1+1"), ("'-5%", "-5%")])
def test_a_sign_at_the_start_of_a_cell_stays_and_does_no_harm(zone, cell, note):
    imported(csv_file(["slug", "note"], ["z", cell]), Zone)
    assert Zone.objects.get().note == note


def test_the_rules_of_the_model_and_of_the_database_speak_before_anything_is_written():
    file = new_figures(["a", "12", "days"], ["b", "", "亩"], ["c", "12", ""], ["d", "1", "亩"])
    converted, *units = problems(preview(file, Observation))
    assert converted.startswith("row 2, Unit as reported: ")
    assert "cannot be converted" in converted
    assert len(units) == 2
    # The second row breaks two rules: which of them speaks depends on the database.
    assert "its unit" in units[0]
    assert "A value needs its unit, and a unit its value." in units[1]


def test_rules_name_the_columns_that_they_are_about(zone):
    figure, first, second = (
        make.ObservationFactory(),
        make.ProvinceFactory(),
        make.ProvinceFactory(),
    )
    policy = make.PolicyFactory(effective="2019-04-01", ends="2024")
    for model, rows, expected in [
        (Observation, [["slug", "quote"], [figure.slug, "字" * 17]], "row 2, Quotation: "),
        (
            Province,
            [["slug", "code"], [first.slug, second.code]],
            "row 2, GB/T 2260 code: another record has this value already.",
        ),
        (
            Policy,
            [["slug", "ends"], [policy.slug, "2018"]],
            "row 2: The policy ends before it takes effect.",
        ),
    ]:
        [found] = problems(preview(csv_file(*rows), model))
        assert found.startswith(expected)


def test_two_rows_that_exclude_each_other_are_found_by_the_trial(zone):
    source, kind = make.SourceFactory(), make.ReformTypeFactory()
    header = ["slug", "zone", "source", "types", "title", "summary"]
    rows = [[slug, "z", source.slug, kind.slug, "同一标题", "概要"] for slug in "ab"]
    assert problems(preview(csv_file(header, *rows), Reform)) == [
        "row 3, Zone, Title in Chinese: This zone already has a reform with this title."
    ]


def test_only_the_failing_rows_of_a_batch_are_blamed():
    rows = [[f"r{n}", "1", "亩" if n % 7 else ""] for n in range(1, 40)]
    run = preview(new_figures(*rows), Observation)
    bad = run.rows.filter(action=RowAction.ERROR).values_list("slug", flat=True)
    assert set(bad) == {"r7", "r14", "r21", "r28", "r35"}
    assert counts(run) == (34, 0, 0, 5)


def test_a_trial_that_finds_far_too_many_errors_stops(monkeypatch):
    monkeypatch.setattr(runs, "MOST_ERRORS", 3)
    monkeypatch.setattr(batches, "CHUNK", 2)
    file = new_figures(*[[f"r{n}", "1", ""] for n in range(9)])
    *lines, run = prepared(file, name="a.csv", kind=Observation, user=None)
    assert lines[-1] == "Rows tried: 4"
    assert run.error_count == 3
    assert not may_be_applied(run)


def test_a_wrong_key_on_every_row_is_looked_up_once(zone, monkeypatch):
    asked, source = [], zone.source.slug
    monkeypatch.setattr(writing, "nearest", lambda model, slug: asked.append(slug) or "")
    rows = [[f"z{n}", "区", "nowhere", "etdz", source, source] for n in range(9)]
    header = ["slug", "name", "province", "kind", "sources_read", "source"]
    assert preview(csv_file(header, *rows), Zone).error_count == 9
    assert asked == ["nowhere"]


# -- Files that are refused as a whole ------------------------------------------------------

NO_COLUMN = "“provinse” is not a column of zones; did you mean “Province”?"


@pytest.mark.parametrize(
    ("file", "kind", "sentence"),
    [
        (csv_file(["slug", "provinse"], ["a", "b"]), Zone, NO_COLUMN),
        (
            xlsx_file({"Zones": [["slug", "provinse"], ["a", "b"]]}),
            None,
            f"Sheet “Zones”: {NO_COLUMN}",
        ),
        (io.BytesIO(b""), Zone, "The file is empty."),
        (csv_file(["slug", "city"]), Zone, "The file has a header and no rows."),
        (
            csv_file(["slug"], ["a"]),
            None,
            "Say which kind of record the file holds: nothing in it tells.",
        ),
        (
            xlsx_file({"Zones": [["slug"], ["a"]], "Sourses": [["slug"], ["b"]]}),
            None,
            "“Sourses” is no sheet that we know; did you mean “Sources”?",
        ),
        (
            io.BytesIO('[{"slug": "z", "city": "甲"}, {"slug": '.encode()),
            Zone,
            "The JSON is broken in or after object 2.",
        ),
    ],
)
def test_a_refused_file_is_told_in_words_and_leaves_nothing_behind(zone, file, kind, sentence):
    with pytest.raises(RefusedError) as caught:
        preview(file, kind)
    assert str(caught.value) == sentence
    assert not ImportRun.objects.exists()
    assert not StagedRow.objects.exists()


def test_a_reader_who_goes_away_leaves_nothing_behind(zone):
    file = csv_file(["slug", "city"], ["z", "甲"])
    steps = prepared(file, name="a.csv", kind=Zone, user=None)
    next(steps)
    assert ImportRun.objects.count() == 1
    steps.close()
    assert not ImportRun.objects.exists()


# -- Revisions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["slug", "city", "revision"], ["z", "丙", "1"]], (0, 0, 0, 1)),
        ([["slug", "city", "revision"], ["z", "乙", "1"]], (0, 0, 1, 0)),
        ([["slug", "city"], ["z", "丙"]], (0, 1, 0, 0)),
    ],
)
def test_a_file_older_than_the_record_is_refused_with_both_values(zone, rows, expected):
    zone.city = "乙"
    zone.save()
    run = preview(csv_file(*rows), Zone)
    assert counts(run) == expected
    for problem in problems(run):
        assert problem.startswith(
            "row 2, city: changed since this file was exported: now “乙”, in the file “丙”."
        )


# -- Who may do what ------------------------------------------------------------------------


def somebody_who_may(*names: str) -> User:
    user = User.objects.create(username="li", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_rows_that_somebody_may_not_write_are_errors():
    agency = make.AgencyFactory()
    file = csv_file(["slug", "name"], [agency.slug, "甲"], ["new", "乙"])
    assert problems(preview(file, Agency, user=somebody_who_may())) == [
        "row 2: You may not change agencies.",
        "row 3: You may not add agencies.",
    ]


def test_who_may_not_publish_imports_drafts():
    user = somebody_who_may("add_observation", "change_observation")
    run = imported(new_figures(["a", "1", "亩"]), Observation, user=user)
    assert counts(run) == (1, 0, 0, 0)
    assert Observation.objects.get().is_draft


def test_who_may_not_publish_is_refused_to_publish_by_a_file(zone):
    user = somebody_who_may("add_zone", "change_zone")
    make.ZoneFactory(slug="draft", is_draft=True)
    rows = [["draft", "甲", "no"], ["z", "甲", "yes"], ["new", "乙", "no"]]
    found = problems(preview(csv_file(["slug", "city", "is_draft"], *rows), Zone, user=user))
    assert found[0] == "row 2: only a curator may publish a fact or make it a draft again."
    assert found[1] == "row 3: only a curator may publish a fact or make it a draft again."
    assert "row 4: only a curator may publish: let it be a draft." in found
    allowed = preview(csv_file(["slug", "city"], ["draft", "甲"]), Zone, user=user)
    assert counts(allowed) == (0, 1, 0, 0)
