"""Two sources, one thing, two values: found, ranked with a reason, and shown beside each other."""

import pytest
from django.utils import translation

from intake.quality import undecided_disagreements
from tests import factories as make
from tests.admin.pages import address, filled_in, refusals, save
from tests.queries import queries
from zones.choices import Rank
from zones.figures import with_other_values
from zones.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def first():
    """A figure of 100 mu, of a zone and a metric."""
    return make.ObservationFactory(
        slug="first",
        zone=make.ZoneFactory(slug="here"),
        metric=make.MetricFactory(slug="land", unit="mu"),
        detail="标准地",
        detail_en="standard land",
    )


def another(first: Observation, **changes) -> Observation:
    """A figure of another source for the same thing, 120 mu if nothing else is said."""
    names = ("zone", "metric", "period", "basis", "status", "detail", "detail_en", "unit")
    same = {name: getattr(first, name) for name in names}
    return make.ObservationFactory(**{**same, "slug": "second", "value": 120, **changes})


def disagreeing() -> set[str]:
    return set(Observation.objects.disagreeing().values_list("slug", flat=True))


def undecided() -> set[str]:
    return set(Observation.objects.undecided().values_list("slug", flat=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 100},
        {"value": None, "unit": "", "value_text": "数十"},
        {"period": "2019"},
        {"period": ""},
        {"basis": "cumulative"},
        {"status": "target"},
        {"detail": ""},
        {"growth_base": "year-before"},
        {"prices": "constant"},
        {"realisation": "planned"},
        {"release": "final"},
    ],
)
def test_what_is_not_another_value_for_the_same_thing_does_not_disagree(first, changes):
    another(first, **changes)
    another(first, slug="third", zone=make.ZoneFactory())
    another(first, slug="fourth", metric=make.MetricFactory(unit="mu"))
    assert not disagreeing()
    assert not undecided()


@pytest.mark.parametrize("period", ["", "XXXX-06", "XXXX"])
def test_where_the_year_is_not_stated_nobody_knows_that_it_is_the_same(first, period):
    other = another(make.change(first, period=period))
    assert not disagreeing()
    assert not undecided()
    assert not with_other_values([first, other], Observation.objects.all())[0].other_values


@pytest.mark.parametrize(
    ("units", "disagree"),
    [
        ("cny-100m usd-100m", False),
        ("cny-100m cny-10k", True),
        ("usd-10k usd-100m", True),
        ("percent percentage-point", False),
        ("percent permille", True),
        ("working-day day", False),
        ("cny-10k/mu usd-10k/mu", False),
    ],
)
def test_what_does_not_convert_does_not_disagree(units, disagree):
    one, other = units.split(" ")
    first = make.ObservationFactory(metric=make.MetricFactory(unit=one), unit=one, value=7)
    figures = [first, another(first, unit=other)]
    assert bool(disagreeing()) is bool(undecided()) is disagree
    rows = with_other_values(figures, Observation.objects.all())
    assert [bool(row.other_values) for row in rows] == [disagree] * 2


@pytest.mark.parametrize(
    ("ranks", "open_ones"),
    [
        ("normal normal", {"1", "2"}),
        ("preferred normal", set()),
        ("normal deprecated", set()),
        ("preferred deprecated", set()),
        ("deprecated deprecated", set()),
        ("preferred preferred", {"1", "2"}),
        ("normal normal normal", {"1", "2", "3"}),
        ("normal normal deprecated", {"1", "2"}),
        ("normal normal preferred", set()),
    ],
)
def test_ranks_decide_between_values(first, ranks, open_ones):
    first.delete()
    for number, rank in enumerate(ranks.split(), start=1):
        ranked = {"rank": rank, "rank_reason": "" if rank == "normal" else "更正"}
        another(first, slug=f"{number}", value=100 + number, source=make.SourceFactory(), **ranked)
    assert undecided() == open_ones
    assert len(disagreeing()) == len(ranks.split())


def test_the_rule_on_a_page_is_the_rule_in_the_database(first, django_assert_num_queries):
    another(first)
    another(first, slug="third", value=140)
    another(first, slug="equal")
    another(first, slug="other-year", period="2019")
    another(first, slug="words", value=None, unit="", value_text="数百")
    another(first, slug="same-amount", value=8, unit="ha")
    with django_assert_num_queries(1):
        found = disagreeing()
    assert found == {"first", "second", "third", "equal", "same-amount"}
    rows = with_other_values(Observation.objects.all(), Observation.objects.all())
    assert {row.slug for row in rows if row.other_values} == found
    for row in rows:
        values = {o.slug: o.canonical_value for o in rows if {o.slug, row.slug} <= found}
        others = {slug for slug, value in values.items() if value != row.canonical_value}
        assert {other.slug for other in row.other_values} == others


def test_a_range_disagrees_by_either_end_and_with_a_single_value(first):
    make.change(first, value_high=110)
    another(first, value=100, value_high=110)
    assert not disagreeing()
    another(first, slug="third", value=100, value_high=130)
    another(first, slug="fourth", value=100)
    assert disagreeing() == {"first", "second", "third", "fourth"}
    [row] = with_other_values([first], Observation.objects.all())
    assert {one.slug for one in row.other_values} == {"third", "fourth"}


def test_figures_of_other_scopes_do_not_disagree(first):
    scope = make.ScopeFactory(metric=first.metric)
    second = another(first, scope=scope)
    assert not disagreeing()
    another(second, slug="third", value=140, scope=scope)
    assert disagreeing() == {"second", "third"}


def test_the_data_report_asks_two_queries_and_names_the_others(first, django_assert_num_queries):
    another(first)
    for number in range(10):
        another(first, slug=f"more-{number}", period=f"20{number:02d}")
        another(first, slug=f"less-{number}", period=f"20{number:02d}", value=90)
    with django_assert_num_queries(2):
        problems = {problem.record: problem.message for problem in undecided_disagreements()}
    message = "disagrees with second; rank one of them"
    assert problems["zones.observation first"] == message


def warnings_of(response) -> list[str]:
    return [str(m) for m in response.context["messages"] if m.level_tag == "warning"]


def saved(editor, record, **posted):
    """The page that comes back when a record is saved."""
    response = save(editor, record, _continue="1", **posted)
    assert response.status_code == 302, refusals(response)
    return editor.get(response.url)


def test_saving_a_figure_that_disagrees_is_allowed_and_names_the_other(editor, first):
    make.change(first.source, title="<b>x</b>", title_en="<b>x</b>")
    second = another(first, period="2019")
    [warning] = warnings_of(saved(editor, second, period="2018"))
    second.refresh_from_db()
    assert second.period == "2018"
    assert "another source gives another value for the same thing" in warning
    link = f'<a href="{address(first, "change")}">100亩</a>'
    assert f"{link} (&lt;b&gt;x&lt;/b&gt;)" in warning
    assert "Rank one of them" in warning
    ranked = {"rank": "deprecated", "rank_reason": "统计口径已更正"}
    assert not warnings_of(saved(editor, second, **ranked))


def test_an_outcome_that_disagrees_is_named_on_the_page_of_its_reform(editor, first):
    reform = make.ReformFactory(zone=first.zone)
    second = another(first, reform=reform, period="2019")
    make.ObservationFactory(zone=first.zone, reform=reform, slug="third")
    data = filled_in(editor, reform)
    [row] = [n.removesuffix("-id") for n, v in data.items() if v == str(second.pk) and "-id" in n]
    [warning] = warnings_of(saved(editor, reform, **{f"{row}-period": "2018"}))
    assert "100亩" in warning


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("undecided", {"first", "second"}),
        ("yes", {"first", "second", "ranked", "outranked"}),
        ("nonsense", {"first", "second", "ranked", "outranked", "alone"}),
    ],
)
def test_the_list_of_figures_is_narrowed_to_those_that_disagree(editor, first, value, found):
    another(first)
    ranked = another(first, slug="ranked", period="2019", rank="preferred", rank_reason="统计局")
    another(ranked, slug="outranked", value=130)
    another(first, slug="alone", period="2020")
    page = editor.get(address(Observation, "changelist"), {"disagrees": value})
    assert {figure.slug for figure in page.context["cl"].result_list} == found


PAGES = ["/en/zones/here/", "/en/metrics/land/"]


@pytest.mark.parametrize("page", PAGES)
def test_both_values_stand_on_the_page_with_rank_and_reason(client, settings, first, page):
    reason = {"rank_reason": "统计局更正", "rank_reason_en": "corrected by the statistics office"}
    source = make.SourceFactory(title_en="<b>x</b>")
    second = another(first, rank=Rank.PREFERRED, source=source, **reason)
    text = " ".join(client.get(page).text.split())
    assert text.count("<strong>2 values</strong>") == 2
    with translation.override("en"):
        assert f'<a href="{second.get_absolute_url()}">120 mu</a>' in text
        assert f'<a href="{first.get_absolute_url()}">100 mu</a>' in text
    assert "preferred (corrected by the statistics office)" in text
    assert "<b>x" not in text
    settings.PAGE_SIZE = 1  # also where the other value is on another page of the metric
    assert "2 values" in client.get(page).text


@pytest.mark.parametrize("page", PAGES)
def test_a_value_of_its_own_has_no_note_and_a_draft_stands_beside_nothing(client, first, page):
    another(first, period="2019")
    another(first, slug="draft", is_draft=True)
    assert "2 values" not in client.get(page).text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_ten_disagreements_asks_no_more_queries(client, first, page):
    def disagree(numbers):
        for number in numbers:
            here = another(first, slug=f"a-{number}", period=f"{1980 + number}")
            another(here, slug=f"b-{number}", value=130)

    disagree(range(3))
    few = queries(client, page)
    disagree(range(3, 10))
    assert queries(client, page) == few
    assert client.get(page).text.count("2 values") > 6
