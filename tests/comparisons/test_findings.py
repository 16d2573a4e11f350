"""What a comparison says in sentences, and which of its rows are shared."""

from django.utils import translation
from hypothesis import given

from comparisons.engine.adoption import AdoptionCell, adoption_row
from comparisons.engine.findings import NAMED, Finding, Named, type_findings, zone_findings
from comparisons.engine.rows import make_row
from comparisons.policy_comparison import arrange
from policies.choices import PolicyStage
from reforms.models import Reform, ReformType
from tests.comparisons.figures import KEYS, MU, column, figure, metric, row, tables
from tests.comparisons.test_policies import HEBEI, HENAN, INSTRUMENTS, SITING, policy, target
from tests.core.tables import english_throughout  # noqa: F401 - a fixture

COLUMNS = [column(key) for key in "abc"]
LAND, AGENCY, FUND = [ReformType(slug=s, name=s, name_en=s) for s in ("land", "agency", "fund")]


def adopted(kind, **stages):
    """A row in which these zones have one measure each, at that stage."""
    measures = {key: [Reform(slug=key, stage=stage)] for key, stage in stages.items()}
    return adoption_row(kind, COLUMNS, measures)


def said(findings) -> list[str]:
    return [finding.sentence for finding in findings]


def test_zones_are_told_what_all_report_which_figures_compare_and_what_one_has_alone():
    adoption = [
        adopted(LAND, a="in-force", b="in-force", c="in-force"),
        adopted(AGENCY, a="in-force", b="planned", c="in-force"),
        adopted(FUND, a="planned", b="planned"),
    ]
    figures = [
        row(metric("area"), a=figure("5"), b=figure("6")),
        row(metric("jobs"), a=figure("5"), b=figure("6", period="2020")),
        row(metric("plots"), a=figure("5"), b=figure("6", basis="cumulative"), c=[]),
        row(metric("taxes"), a=[], b=figure("6")),
    ]
    findings = zone_findings(COLUMNS, [], adoption, figures)
    assert said(findings) == [
        "All 3 zones report: land; agency (stages differ).",
        "Two or more report, but not all: fund (Planned).",
        "1 metric may be compared directly: area.",
        "1 metric with caution: jobs.",
        "1 metric may not be compared: plots.",
        "1 row stands in one zone only: 乙区, 1.",
    ]
    assert findings[0].rows[0] == Named("type-land", "land")
    assert findings[-1].rows[0].key == "only-b"
    assert zone_findings(COLUMNS[:1], [], adoption, figures) == []
    with translation.override("zh-hans"):
        assert said(zone_findings(COLUMNS, [], adoption, figures))[3] == (
            "1项指标须谨慎比较：jobs 指标。"
        )


def test_where_nothing_is_shared_the_sentences_say_so():
    assert said(zone_findings(COLUMNS[:2], [], [], [])) == [
        "No type of reform is reported by all.",
        "No figure is reported by two or more.",
    ]


def test_a_long_sentence_counts_what_it_does_not_name():
    rows = tuple(Named(str(n), str(n)) for n in range(NAMED + 2))
    assert Finding("They report", rows).sentence == "They report: 0; 1; 2; 3; 4; 5; 2 more."


@given(tables)
def test_a_shared_row_is_either_different_or_the_same_and_a_blank_is_neither(cells):
    made = make_row(MU, [column(key) for key in cells], cells)
    assert made.is_shared == (made.is_different or made.is_same)
    assert not (made.is_different and made.is_same)
    if made.is_same:
        assert made.verdict.allows_ranking
    wider = make_row(MU, [column(key) for key in [*KEYS, "blank"]], cells)
    assert (wider.is_different, wider.is_same) == (made.is_different, made.is_same)


def test_one_number_in_two_years_is_a_difference_and_in_two_units_is_none():
    assert row(a=figure("15"), b=figure("1", "ha")).is_same
    assert row(a=figure("15"), b=figure("15", period="2019")).is_different


def test_a_type_is_told_with_its_zones_its_earliest_start_and_what_compares():
    cells = [
        AdoptionCell(column("a"), [Reform(slug="x", stage="in-force", started="2019-05")]),
        AdoptionCell(column("b"), [Reform(slug="y", stage="in-force", started="2020")]),
    ]
    assert said(type_findings(cells, [], 2, 7)) == [
        "Of 9 zones with articles read, 2 report it: 甲区; 乙区.",
        "Earliest stated start, May 2019: 甲区.",
        "No figure is reported with it.",
    ]
    # Of zones that are not at hand nothing else is known.
    [first, *others] = said(type_findings(cells, [], 3, 6))
    assert first == "Of 9 zones with articles read, 3 report it: 甲区; 乙区; 1 more."
    assert others == []
    assert said(type_findings([], [], 0, 9)) == ["Of 9 zones with articles read, 0 report it."]


def test_policies_are_told_with_their_stages_and_the_state_of_what_they_commit_to():
    policies = [
        policy("a", HENAN, instruments=[SITING], targets=[target("t")]),
        policy("b", HEBEI, instruments=[SITING], stage=PolicyStage.DRAFT),
    ]
    SITING.name = SITING.name_en = "siting"
    assert said(arrange([HENAN, HEBEI], policies, INSTRUMENTS).findings) == [
        "2 policies, stage when reported: Draft for comment, 1; In force, 1.",
        "All use or propose: siting.",
        "1 commitment: no due date stated, 1.",
    ]
    assert said(arrange([HENAN], policies[:1], []).findings)[0] == (
        "1 policy, stage when reported: In force, 1."
    )
