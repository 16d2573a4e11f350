"""What a file would do to the records: the preview, and its errors in words."""

import pytest

from core.records import batches
from history.models import Change, ImportRun
from history.reverting import RefusedError
from intake.imports import runs, writing
from intake.imports.runs import may_be_applied, prepared
from intake.models import RowAction, StagedRow
from policies.models import Agency, Policy
from reforms.models import Reform
from tests import factories as make
from tests.intake.people import somebody_who_may
from tests.intake.tables import (
    counts,
    csv_file,
    imported,
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


def test_what_the_database_derives_follows(zone):
    figure = make.ObservationFactory(value=1, unit="ha", metric__unit="mu", period="2018")
    imported(csv_file(["slug", "value", "period"], [figure.slug, "2", "2019-03"]), Observation)
    figure.refresh_from_db()
    assert figure.canonical_value == 30
    assert str(figure.period_latest) == "2019-03-31"
    imported(csv_file(["slug", "city"], ["z", "长沙市"]), Zone)
    assert "长沙市" in Zone.objects.get(slug="z").search_text


HUNAN = "row 2, Province: there is no province “湖西省”; did you mean “hunan”?"
NEEDED = ("name", "Province", "Kind", "Sources read", "Source")
TWICE = "row 3, Zone, Title in Chinese: This zone already has a reform with this title."
REFORM = ["slug", "zone", "source", "types", "title", "summary"]
ERRORS = [  # of which kind of record, the rows of the file, what is told
    (Zone, [["slug", "city"], ["z", "甲"], ["z", "乙"]], ["row 3: row 2 is about “z” already."]),
    (
        Zone,
        [["slug", "city"], ["", "甲"], ["z", "乙", "丙"]],
        [
            "row 2, slug: the key of the record is missing.",
            "row 3: the row has more cells than the header has columns.",
        ],
    ),
    (
        Zone,
        [["slug", "", "city"], ["z", "1604.9", "湘潭市"]],
        ["row 2: a cell stands in a column that has no name in the header."],
    ),
    (Zone, [["slug", "province"], ["z", "湖西省"]], [HUNAN]),
    (
        Zone,
        [["slug", "province"], ["z", "大象"]],
        ["row 2, Province: there is no province “大象”."],
    ),
    (
        Zone,
        [["slug", "name"], ["new", ""]],
        [f"row 2, {one}: a value is needed." for one in NEEDED],
    ),
    (
        Province,
        [["slug", "code"], ["hunan", "999999"]],
        ["row 2, GB/T 2260 code: another record has this value already."],
    ),
    (Policy, [["slug", "ends"], ["p", "2018"]], ["row 2: The policy ends before it takes effect."]),
    (Reform, [REFORM, *([one, "z", "s", "t", "同一标题", "概要"] for one in "ab")], [TWICE]),
]


@pytest.mark.parametrize(("model", "rows", "expected"), ERRORS)
def test_errors_name_row_and_column_and_suggest(zone, model, rows, expected):
    make.ProvinceFactory(slug="hunan", name="湖西省", name_en="Hunan")
    make.ProvinceFactory(code="999999")
    make.PolicyFactory(slug="p", effective="2019-04-01", ends="2024")
    make.SourceFactory(slug="s")
    make.ReformTypeFactory(slug="t")
    assert sorted(problems(preview(csv_file(*rows), model))) == sorted(expected)


def test_the_rules_of_the_model_and_of_the_database_speak_before_anything_is_written():
    file = new_figures(["a", "12", "days"], ["b", "", "亩"], ["c", "12", ""], ["d", "1", "亩"])
    converted, *units = problems(preview(file, Observation))
    assert converted.startswith("row 2, Unit as reported: ")
    assert "cannot be converted" in converted
    assert len(units) == 2
    # The second row breaks two rules: which of them speaks depends on the database.
    assert "its unit" in units[0]
    assert "A value needs its unit, and a unit its value." in units[1]


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


@pytest.mark.parametrize(
    ("file", "kind", "sentence"),
    [
        (
            xlsx_file({"Zones": [["slug", "provinse"], ["a", "b"]]}),
            None,
            "Sheet “Zones”: “provinse” is not a column of zones; did you mean “Province”?",
        ),
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


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["slug", "city", "revision"], ["z", "丙", "1"]], (0, 0, 0, 1)),
        ([["slug", "city", "revision"], ["z", "乙", "1"]], (0, 0, 1, 0)),
        ([["slug", "city"], ["z", "丙"]], (0, 1, 0, 0)),
    ],
)
def test_a_file_older_than_the_record_is_refused_with_both_values(zone, rows, expected):
    make.change(zone, city="乙")
    run = preview(csv_file(*rows), Zone)
    assert counts(run) == expected
    for problem in problems(run):
        assert problem.startswith(
            "row 2, city: changed since this file was exported: now “乙”, in the file “丙”."
        )


def test_rows_that_somebody_may_not_write_are_errors():
    agency = make.AgencyFactory()
    file = csv_file(["slug", "name"], [agency.slug, "甲"], ["new", "乙"])
    assert problems(preview(file, Agency, user=somebody_who_may())) == [
        "row 2: You may not change agencies.",
        "row 3: You may not add agencies.",
    ]


def test_who_may_not_publish_imports_drafts_and_is_refused_to_publish_by_a_file(zone):
    user = somebody_who_may("add_zone", "change_zone", "add_observation")
    assert counts(imported(new_figures(["a", "1", "亩"]), Observation, user=user)) == (1, 0, 0, 0)
    assert Observation.objects.get().is_draft
    make.ZoneFactory(slug="draft", is_draft=True)
    rows = [["draft", "甲", "no"], ["z", "甲", "yes"], ["new", "乙", "no"]]
    found = problems(preview(csv_file(["slug", "city", "is_draft"], *rows), Zone, user=user))
    assert found[:2] == [
        f"row {row}: only a curator may publish a fact or make it a draft again." for row in (2, 3)
    ]
    assert "row 4: only a curator may publish: let it be a draft." in found
    allowed = preview(csv_file(["slug", "city"], ["draft", "甲"]), Zone, user=user)
    assert counts(allowed) == (0, 1, 0, 0)
