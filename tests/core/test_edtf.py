"""Partial dates: what they mean, in words and in days, held against the standard's own parser."""

import datetime

import pytest
from django.utils.translation import override
from edtf import parse_edtf, struct_time_to_date
from hypothesis import given
from hypothesis import strategies as st

from core.language.edtf import InvalidPartialDateError, parse


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2019", "2019年", "2019"),
        ("2019-03", "2019年3月", "March 2019"),
        ("2019-03-01", "2019年3月1日", "1 March 2019"),
        ("201X", "2010年代", "2010s"),
        ("XXXX", "年份未注明", "year not stated"),
        ("XXXX-06", "6月（年份未注明）", "June, year not stated"),
        ("2019~", "约2019年", "about 2019"),
        ("2019?", "2019年（存疑）", "2019 (?)"),
        ("2018/2020", "2018—2020年", "2018–2020"),
        ("2019-01/2019-06", "2019年1—6月", "January–June 2019"),
        ("XXXX-01/XXXX-06", "1—6月（年份未注明）", "January–June, year not stated"),
        ("2019-03/2020-12", "2019年3月至2020年12月", "March 2019 to December 2020"),
        ("2020/..", "2020年以来", "since 2020"),
        ("../2019-06", "截至2019年6月", "up to June 2019"),
    ],
)
def test_a_partial_date_is_told_in_words(text, chinese, english):
    for language, words in (("zh-hans", chinese), ("en", english)):
        with override(language):
            assert parse(text).describe() == words


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2018/2020", "2018-01-01", "2020-12-31"),
        ("2020/..", "2020-01-01", None),
        ("../2019-06", None, "2019-06-30"),
        ("XXXX-06", None, None),
    ],
)
def test_a_partial_date_has_a_first_and_a_last_day_unless_unknown_or_open(text, earliest, latest):
    date = parse(text)
    assert date.year_is_stated == ("X" not in text)
    assert date.earliest == (earliest and datetime.date.fromisoformat(earliest))
    assert date.latest == (latest and datetime.date.fromisoformat(latest))


REFUSED = (
    "|June|2019年|2019-13|2019-02-30|19|2019/|/2019|../..|2020/2018|0000|2019-3|2019-06-XX|"
    "２０１９|2019 |2019/2020/2021|XXXX-13"
)


@pytest.mark.parametrize("text", REFUSED.split("|"))
def test_what_is_no_partial_date_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidPartialDateError) as error:
        parse(text)
    assert str(error.value).endswith((".", "。"))


years = st.integers(1, 9999).map("{:04d}".format)
months = st.dates().map(lambda d: d.strftime("%m"))
points = st.one_of(
    years,
    st.tuples(years, months).map("-".join),
    st.dates(datetime.date(1, 1, 1)).map(lambda d: d.isoformat()),
)
dates = st.one_of(points, st.tuples(points, points).map("/".join))


@given(dates)
def test_days_agree_with_the_edtf_library(text):
    try:
        ours = parse(text)
    except InvalidPartialDateError:
        first, last = text.split("/")
        assert parse(first).earliest > parse(last).latest
        return
    theirs = parse_edtf(text)
    assert ours.earliest == struct_time_to_date(theirs.lower_strict())
    assert ours.latest == struct_time_to_date(theirs.upper_strict())


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        parse(text)
    except InvalidPartialDateError:
        return
    assert parse_edtf(text) is not None
