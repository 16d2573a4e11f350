"""Scopes, and what else limits figures, in files."""

import io

import pytest

from intake.tables.exporting import FORMATS, plain_records
from tests import factories as make
from tests.intake.tables import counts, csv_file, imported, joined, preview, problems, xlsx_file
from zones.models import Observation, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def metric():
    """With three scopes; another metric has one of the same name."""
    metric = make.MetricFactory(slug="approval-time")
    names = {"name": "施工许可", "name_en": "Construction permit"}
    make.ScopeFactory(slug="permit", metric=metric, aliases="建筑工程施工许可证、许可", **names)
    make.ScopeFactory(slug="start-up", metric=metric, name="企业开办", name_en="", aliases="许可")
    make.ScopeFactory(slug="title", metric=metric, name="不动产登记", name_en="Title")
    make.ScopeFactory(slug="elsewhere", **names)
    return metric


def figures_with(metric, *cells, column="scope"):
    zone, source = make.ZoneFactory().slug, make.SourceFactory().slug
    header = ["slug", "zone", "metric", "source", "value", "unit", "detail", column]
    rows = [
        [f"f-{n}", zone, metric.slug, source, 9, "mu", f"{n}", cell] for n, cell in enumerate(cells)
    ]
    return csv_file(header, *rows)


def test_a_scope_is_read_by_its_key_and_by_its_names_within_the_metric_of_the_row(metric):
    cells = ["permit", "施工许可", " construction PERMIT", "建筑工程施工许可证", "企业开办", ""]
    imported(figures_with(metric, *cells), Observation)
    read = Observation.objects.order_by("slug").values_list("scope__slug", flat=True)
    assert list(read) == ["permit"] * 4 + ["start-up", None]
    again = csv_file(["slug", "scope"], ["f-0", "施工许可"], ["f-1", "Title"])
    assert counts(preview(again, Observation)) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("许可", "“许可” can stand for several scopes: give the key, one of permit, start-up."),
        (
            "不动产登",
            "“不动产登” is no scope of the metric “approval-time”. Did you mean “Title”? Its "
            "scopes are: Construction permit, 企业开办, Title. What is singular to one figure goes "
            "into the column “Detail in Chinese”.",
        ),
        ("titel", "Did you mean “Title”? Its scopes are:"),
        ("elsewhere", "“elsewhere” is no scope of the metric “approval-time”."),
    ],
)
def test_a_scope_that_the_metric_does_not_have_is_refused_with_those_that_it_has(
    metric, cell, words
):
    run = preview(figures_with(metric, cell, "permit"), Observation)
    assert counts(run) == (1, 0, 0, 1)
    [problem] = problems(run)
    assert problem.startswith("row 2, scope: ")
    assert words in problem


def test_a_metric_without_scopes_and_the_free_texts_of_older_files_are_told_so(metric):
    bare = make.MetricFactory()
    [problem] = problems(preview(figures_with(bare, "两个项目"), Observation))
    assert "It has no scopes yet. What is singular to one figure goes into" in problem
    for column in ("scope_en", "范围（中文）"):
        with pytest.raises(Exception, match=f"“{column}” is a column of older files: call it “det"):
            preview(figures_with(bare, "one company", column=column), Observation)


def test_a_workbook_brings_scopes_before_the_figures_that_name_them(metric):
    figure = make.ObservationFactory(metric=metric)
    book = {
        "Observations": [["slug", "scope"], [figure.slug, "竣工验收"]],
        "Scopes": [
            ["slug", "metric", "name", "broader", "what sets it apart"],
            ["acceptance", metric.slug, "竣工验收", "all", "which procedure"],
            ["all", metric.slug, "全流程", None, "procedure"],
        ],
    }
    run = imported(xlsx_file(book))
    assert counts(run) == (2, 1, 0, 0)
    figure.refresh_from_db()
    assert (figure.scope.slug, figure.scope.broader.slug) == ("acceptance", "all")
    assert figure.scope.aspect == "procedure"


@pytest.mark.parametrize("form", FORMATS)
def test_figures_with_every_limit_come_back_from_a_file_unchanged(metric, form):
    make.ObservationFactory(
        metric=metric,
        scope=Scope.objects.get(slug="permit"),
        value=2,
        value_high=3,
        growth_base="named-period",
        base_period="2015",
        prices="constant",
        realisation="paid",
        release="preliminary",
        detail="一家企业",
        source=make.SourceFactory(repeats=make.SourceFactory()),
    )
    for model in (Observation, Scope, type(make.SourceFactory())):
        records = list(plain_records(model.objects.all()))
        file = io.BytesIO(joined(FORMATS[form]("x", model, records)))
        assert counts(preview(file, model)) == (0, 0, len(records), 0)
