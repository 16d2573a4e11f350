"""What is kept of a language model's answers: nothing that the text does not say."""

import json

import pytest
from django.utils import translation

from intake.articles.models import ArticleProposal, AsideRule
from intake.articles.proposing.passages import passages_of
from intake.articles.proposing.whys import in_words
from intake.articles.reviewing import add_of_model
from intake.articles.second_reading import (
    PART,
    NotReadableError,
    SecondReading,
    answers_in,
    instructions,
    parts_of,
)
from sources.models import ArticleText
from tests import factories as make
from tests.intake.reviews import reviewed, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEXT = """晋源开发区改革见闻

2022年，晋源经济技术开发区完成投资74.1亿元，对投资300万元以上项目优先供地，对5亿元以上项目专班跟进。

丰源化工园区也来学习。该区2021年起先行先试由干部夜间送
照，又为企业代跑腿。
"""
FIGURE = {"quote": "投资300万元以上", "value": "300万元", "metric": "investment"}
MEASURE = {"quote": "干部夜间送照", "types": ["night-service"]}


@pytest.fixture(autouse=True)
def english(db):
    make.MetricFactory(slug="investment", name="完成的资金", unit="cny-100m", quantity="money")
    make.MetricFactory(slug="plots", name="宗地", unit="plot", quantity="count")
    make.ReformTypeFactory(slug="night-service", name="夜间服务")
    with translation.override("en"):
        yield


def read(figures=(), reforms=(), text: str = TEXT) -> SecondReading:
    reading = SecondReading(text, "2023-01", "small")
    said = json.dumps({"figures": figures, "reforms": reforms}, ensure_ascii=False)
    for part in reading.parts:
        reading.take(part, said)
    return reading


def test_a_number_that_the_rules_set_aside_is_proposed_as_our_reader_reads_it():
    (one,) = read([FIGURE]).proposals().figures
    assert (TEXT[one.start : one.end], one.quote) == ("300万元以上", "300万元以上")
    assert (one.value, one.unit, one.bound) == (300, "cny-10k", "at-least")
    assert (one.metrics[0], one.zone) == ("investment", "晋源经济技术开发区")
    assert one.confidence < 0.5
    assert in_words(one.why).startswith("proposed by the model “small”")


def test_a_measure_has_the_types_that_are_said_and_the_rest_of_its_sentence():
    (one,) = read(reforms=[MEASURE]).proposals().reforms
    assert one.quote == TEXT[one.start : one.end] == "干部夜间送\n照"
    assert (one.types, one.title) == (("night-service",), "夜间服务")
    assert (one.stage, one.started) == ("pilot", "2021")
    (one,) = read(reforms=[{"quote": "代跑腿", "types": []}]).proposals().reforms
    assert (one.types, one.title) == ((), "代跑腿")


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "投资400万元以上"},  # is not in the text
        {"quote": "投资 300万元以上"},
        {"quote": "项目优先供地"},  # has no number
        {"value": "301万元"},
        {"value": 3},
        {"value": "300亿元"},
        {"value": "300家"},
        {"value": "300万元和5亿元"},
        {"value": "5亿元"},  # another number of the text
        {"value": "many"},
        {"value": None},
        {"value": True},
        {"value": ["300万元"]},
        {"quote": ""},
        {"quote": 300},
        {"quote": TEXT.split("\n\n")[1]},  # too long
    ],
)
def test_an_invented_quotation_or_another_value_is_dropped(wrong):
    assert not read([FIGURE | wrong]).figures


@pytest.mark.parametrize("value", ["300万元", "300万元以上", "300万", "300", 300, "３００万元"])
def test_a_value_may_be_said_with_its_unit_or_without(value):
    if value == "300万":
        assert not read([FIGURE | {"value": value}]).figures  # three million of what
    else:
        assert read([FIGURE | {"value": value}]).figures


@pytest.mark.parametrize("metric", ["nothing", "plots", None, 7, ["investment"]])
def test_keys_that_no_record_has_and_metrics_of_another_dimension_are_dropped(metric):
    (one,) = read([FIGURE | {"metric": metric}]).figures.values()
    assert metric not in one.metrics


@pytest.mark.parametrize("types", [["nothing"], None, "night-service", [["night-service"]], [7]])
def test_types_that_are_none_are_dropped(types):
    (one,) = read(reforms=[MEASURE | {"types": types}]).reforms.values()
    assert one.types == ()


def test_a_zone_is_one_that_the_text_names():
    make.ZoneFactory(slug="fengyuan", name="丰源化工园区")
    zones = [
        next(iter(read([FIGURE | {"zone": said}]).figures.values())).zone
        for said in ("丰源化工园区", "青禾开发区", None, 7)
    ]
    assert zones == ["fengyuan", *["晋源经济技术开发区"] * 3]


def test_a_number_said_twice_is_proposed_once_and_each_quotation_has_its_own_place():
    text = TEXT + "\n对投资300万元以上项目优先供地。"
    assert len(read([FIGURE], text=text).figures) == 1
    assert len(read([FIGURE, FIGURE, FIGURE], text=text).figures) == 2
    assert len(read(reforms=[MEASURE, MEASURE, {"quote": "夜间送照"}]).reforms) == 1


def test_what_a_person_said_always_counts_nothing_stays_set_aside():
    AsideRule.objects.create(before="对投资", reason="a class of projects")
    assert not read([FIGURE]).figures


def test_what_is_proposed_already_is_not_doubled_and_the_rest_is_marked_as_the_models():
    review = reviewed(somebody("editor"), TEXT)
    before = set(review.proposals.values_list("pk", flat=True))
    assert review.aside
    known = {"quote": "74.1亿元", "value": "74.1亿元", "metric": "investment"}
    found = read([known, FIGURE], [MEASURE]).proposals()
    assert add_of_model(review, review.sha256, found) == 2
    assert add_of_model(review, review.sha256, found) == 0
    new = review.proposals.exclude(pk__in=before)
    assert {(one.kind, one.by_model, one.state) for one in new} == {
        ("figure", True, "open"),
        ("reform", True, "open"),
    }
    values = new.get(kind="figure").values
    assert (values["value"], values["unit"], values["metric"]) == ("300", "cny-10k", "investment")
    zone = ArticleProposal.objects.get(kind="zone", quote="晋源经济技术开发区")
    assert values["zone"] == f"#{zone.pk}"
    review.refresh_from_db()
    assert "300万元以上" not in [one["quote"] for one in review.aside]
    assert review.finished is None


def test_what_a_person_has_rejected_is_not_proposed_again():
    review = reviewed(somebody("editor"), TEXT)
    found = read([FIGURE]).proposals()
    add_of_model(review, review.sha256, found)
    rows = review.proposals.filter(by_model=True)
    rows.update(state="rejected", reason="a class", settled=review.begun)
    assert add_of_model(review, review.sha256, found) == 0
    assert rows.count() == 1


def test_nothing_is_stored_of_a_text_that_was_replaced():
    review = reviewed(somebody("editor"), TEXT)
    found = read([FIGURE]).proposals()
    with pytest.raises(Exception, match="replaced meanwhile"):
        add_of_model(review, "0" * 64, found)
    text = ArticleText.objects.get(source=review.source)
    text.text = "另一篇文章。"
    text.save()
    with pytest.raises(Exception, match="replaced meanwhile"):
        add_of_model(review, review.sha256, found)
    assert not review.proposals.filter(by_model=True).exists()


@pytest.mark.parametrize(
    "said",
    [
        '{"figures": [{"quote": "x"}], "reforms": []}',
        '```json\n{"figures": [{"quote": "x"}]}\n```',
        'Here {is} it: {"figures": [{"quote": "x"}]} and no more.',
        '<think>{"figures": []}</think>{"figures": [{"quote": "x"}]}',
        '{"result": {"figures": ["y", {"quote": "x"}, 7, null]}}',
    ],
)
def test_an_answer_is_found_between_fences_and_words(said):
    assert answers_in(said)["figures"] == [{"quote": "x"}]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I cannot do that.",
        "<html><body>Bad gateway</body></html>",
        "[]",
        '{"figures": "none"}',
        '{"figures": [{"quote": "x"',
        '{"other": []}',
        '{"a":' * 50_000,
        "{" * 1_000_000,
        '{"figures": [' + "9" * 5000 + "]}",
    ],
    ids=range(10),
)
def test_any_other_answer_is_told_apart(said):
    with pytest.raises(NotReadableError):
        answers_in(said)


def test_parts_are_whole_sentences_and_lose_nothing():
    text = "\n\n".join("开发区办了一件事。" * n for n in (40, 200, 3, 120)) + "\n\n" + "长" * 4000
    parts = list(parts_of(passages_of(text, "").article))
    assert max(len(part.text) for part in parts) <= PART + 2
    joined = "".join("".join(part.text.split()) for part in parts)
    assert joined == "".join(text.split())
    assert all(part.text.strip().endswith("。") for part in parts[:3])
    for part in parts:
        start, end = part.span(0, 3)
        assert text[start:end] == part.text[:3]


def test_the_instructions_name_the_keys_in_chinese():
    told = instructions(SecondReading(TEXT, "", "small").known)
    assert "investment 完成的资金" in told
    assert "night-service 夜间服务" in told
