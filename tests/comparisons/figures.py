"""Plain figures for tests of the engine."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from comparisons.engine.facts import Citation, Figure, Words, ZoneColumn
from comparisons.engine.rows import make_row
from core.language.units import canonical_unit, convert
from zones.extent import ExtentChange
from zones.models import Metric
from zones.scopes import ScopeTerm

NAMES = {"a": "甲区", "b": "乙区", "c": "丙区", "d": "丁区"}
CITATION = Citation("source", "来源", "Source", "¶1", "引文", False)
TEXTS = ("value_text_en", "rank_reason", "rank_reason_en", "note", "note_en", "title_en")
BLANK = dict.fromkeys(TEXTS, "")


def metric(slug, unit="mu", quantity="area", direction="higher", applies_to="") -> Metric:
    measured = {"unit": unit, "quantity": quantity, "direction": direction}
    names = {"slug": slug, "name": f"{slug} 指标", "name_en": slug}
    return Metric(**names, **measured, applies_to=applies_to)


MU = metric("standard-land-area")


def column(key="a", tier="national", sources=("article",)) -> ZoneColumn:
    return ZoneColumn(key, tier, tuple(sources), NAMES.get(key, key))


def row(measured=MU, /, **cells):
    """A row of one figure or several for each column."""
    figures = {k: v if isinstance(v, list) else [v] for k, v in cells.items()}
    return make_row(measured, [column(key) for key in cells], figures)


def scope(key, *ancestors, aspect="coverage", assessor="", edition="", out_of=None) -> ScopeTerm:
    return ScopeTerm(key, f"{key}范围", key, aspect, assessor, "", edition, out_of, ancestors)


def figure(value="100", unit="mu", *, measure=MU, key=None, high=None, **changes) -> Figure:
    """A figure that is comparable with every other made without changes."""
    number = None if value is None else Decimal(value)
    kept_in = canonical_unit(unit, measure.unit)
    upper = None if number is None or high is None else Decimal(high)
    key = key or f"{value}-{unit}-{'-'.join(map(str, changes.values()))}"
    words = _taken(Words(value=number, value_high=upper, citation=CITATION, **BLANK), changes)
    plain = {
        "bound": "exactly",
        "period": "2018",
        "basis": "over-period",
        "status": "actual",
        "canonical_high": None if upper is None else convert(upper, unit, kept_in),
        "scope": None,
        "detail": "",
        "detail_en": "",
        "growth_base": "not-stated",
        "base_period": "",
        "prices": "not-stated",
        "realisation": "not-stated",
        "release": "not-stated",
        "origin": 1,
        "rank": "normal",
        "part_of": None,
        "changed": (),
        **changes,
    }
    made = Figure(
        key=key,
        unit=unit if number is not None else "",
        canonical=None if number is None else convert(number, unit, kept_in),
        value_text="" if number is not None else "数十",
        metric_unit=measure.unit,
        **plain,
    )
    return made.told(words)


def changed(one: Figure, **changes) -> Figure:
    """The figure with other columns or words."""
    words = _taken(Words._make(getattr(one, name) for name in Words._fields), changes)
    return one._replace(**changes).told(words)


def _taken(words: Words, changes: dict) -> Words:
    """The words with those of the changes, which lose them."""
    return words._replace(**{n: changes.pop(n) for n in Words._fields if n in changes})


MERGER = ExtentChange("2021-03", date(2021, 3, 1), "戊区", "Wu zone")
INDUSTRY = scope("industry")
SCOPES = [
    None,
    None,
    None,
    INDUSTRY,
    scope("large", "industry"),
    scope("heads", aspect="population"),
]
UNSTATED = "not-stated"
figures = st.builds(
    figure,
    st.none() | st.decimals(min_value=0, max_value=10**6, places=2).map(str),
    st.sampled_from(["mu", "ha", "km2"]),
    key=st.uuids().map(str),
    bound=st.sampled_from(["exactly", "exactly", "at-least", "over", "at-most", "about"]),
    period=st.sampled_from(
        ["2018", "2018", "2019", "2019-01/2019-06", "XXXX", "XXXX-06", "", "2020/..", "2019~"]
    ),
    basis=st.sampled_from(
        ["over-period", "over-period", "cumulative", "year-to-date", "at-point", UNSTATED]
    ),
    status=st.sampled_from(["actual", "actual", "target"]),
    scope=st.sampled_from(SCOPES),
    detail=st.sampled_from(["", "", "甲"]),
    growth_base=st.sampled_from([UNSTATED, UNSTATED, "year-before", "period-before"]),
    prices=st.sampled_from([UNSTATED, UNSTATED, "current", "constant"]),
    realisation=st.sampled_from([UNSTATED, UNSTATED, "contracted", "paid"]),
    release=st.sampled_from([UNSTATED, UNSTATED, "preliminary", "final", "revised"]),
    rank=st.sampled_from(["normal", "preferred", "deprecated"]),
    changed=st.sampled_from([(), (), (), (MERGER,)]),
)
# With few ways to differ, so that many are alike; some are ranges.
likely = st.builds(
    figure,
    st.integers(0, 60).map(str),
    st.sampled_from(["mu", "mu", "ha"]),
    key=st.uuids().map(str),
    high=st.sampled_from([None, None, None, "70"]),
    period=st.sampled_from(["2018", "2018", "2019"]),
) | st.builds(
    figure,
    st.integers(0, 60).map(str),
    key=st.uuids().map(str),
    bound=st.sampled_from(["exactly", "exactly", "at-least", "over", "at-most", "about"]),
    period=st.sampled_from(["2018", "2018", "2018-01/2018-12"]),
)
KEYS = ["a", "b", "c", "d"]
tables = st.dictionaries(
    st.sampled_from(KEYS), st.lists(figures | likely, max_size=4), min_size=2, max_size=4
)
