"""Plain figures for tests of the engine."""

from decimal import Decimal

from hypothesis import strategies as st

from comparisons.engine.facts import Citation, Figure, ZoneColumn
from comparisons.engine.rows import make_row
from core.language.units import convert
from zones.models import Metric

NAMES = {"a": "甲区", "b": "乙区", "c": "丙区", "d": "丁区"}
CITATION = Citation("source", "来源", "Source", "¶1", "引文", False)
TEXTS = ("detail_en", "value_text_en", "rank_reason", "rank_reason_en", "note", "note_en")
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


def figure(value="100", unit="mu", *, measure=MU, key=None, **changes) -> Figure:
    """A figure that is comparable with every other made without changes."""
    number = None if value is None else Decimal(value)
    plain = {
        "bound": "exactly",
        "period": "2018",
        "basis": "over-period",
        "status": "actual",
        "value_high": None,
        "canonical_high": None,
        "scope": None,
        "detail": "",
        "growth_base": "not-stated",
        "base_period": "",
        "prices": "not-stated",
        "realisation": "not-stated",
        "release": "not-stated",
        "origin": 1,
        "rank": "normal",
        "part_of": "",
        **changes,
    }
    return Figure(
        key=key or f"{value}-{unit}-{'-'.join(map(str, changes.values()))}",
        value=number,
        unit=unit if number is not None else "",
        canonical=None if number is None else convert(number, unit, measure.unit),
        value_text="" if number is not None else "数十",
        canonical_unit=measure.unit,
        citation=CITATION,
        **BLANK,
        **plain,
    )


figures = st.builds(
    figure,
    st.none() | st.decimals(min_value=0, max_value=10**6, places=2).map(str),
    st.sampled_from(["mu", "ha", "km2"]),
    key=st.uuids().map(str),
    bound=st.sampled_from(["exactly", "exactly", "at-least", "about"]),
    period=st.sampled_from(["2018", "2019", "XXXX", "", "2020/.."]),
    basis=st.sampled_from(["over-period", "cumulative", "not-stated"]),
    status=st.sampled_from(["actual", "actual", "target"]),
    detail=st.sampled_from(["", "甲"]),
    rank=st.sampled_from(["normal", "preferred", "deprecated"]),
)
KEYS = ["a", "b", "c", "d"]
tables = st.dictionaries(
    st.sampled_from(KEYS), st.lists(figures, max_size=4), min_size=2, max_size=4
)
