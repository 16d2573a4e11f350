"""Facts are where they say, or not; numbers of an article are recorded, set aside or open."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from intake.articles.texts import pieces_of, words_around
from sources.evidence.citations import State, check, cited_models, facts_of
from sources.evidence.numbers import NumberState, mark_numbers, overview, set_aside
from sources.evidence.reading import read_article
from sources.models import SetAsideNumber
from tests import factories as make
from tests.sources.article import ARTICLE, figure

pytestmark = pytest.mark.django_db


def state_of(fact, text: str = ARTICLE) -> State:
    [citation] = check(read_article(text), [fact]).citations
    return citation.state


@pytest.mark.parametrize(
    ("quote", "value", "unit"),
    [
        ("总收入103.5亿元", "103.5", "cny-100m"),
        ("总收入103.5亿元", "1035000", "cny-10k"),
        ("同比增长8.5%", "8.5", "percent"),
        ("达到1234.6万元", "1234.6", "cny-10k"),
        ("常住人口约32万", "32", "person-10k"),
        ("常住人口约32万", "320000", "person"),
        ("新引进企业三十八家", "38", "firm"),
        ("其中两家从事设计", "2", "firm"),
        ("15个部门的53项", "15", "department"),
        ("15个部门的53项", "53", "item"),
        ("出让标准地7宗", "7", "plot"),
        ("压缩至20个工作日", "20", "working-day"),
        ("分四批出让", "4", "batch"),
        ("全程免费代办", "0", "cny"),
    ],
)
def test_a_figure_is_found_as_it_is_printed(quote, value, unit):
    assert state_of(figure(quote, value, unit)) == State.FOUND


def test_a_figure_may_stand_near_its_quotation():
    assert state_of(figure("压缩至", "20", "working-day")) == State.FOUND
    assert state_of(figure("园区审批时限", "20", "working-day")) == State.FOUND


@pytest.mark.parametrize(
    ("quote", "value", "unit"),
    [
        ("总收入103.5亿元", "103.6", "cny-100m"),
        ("总收入103.5亿元", "103.5", "cny-10k"),  # another order of magnitude
        ("总收入103.5亿元", "103.5", "percent"),
        ("压缩至20个工作日", "20", "day"),  # a working day is no day
        ("新引进企业三十八家", "8", "firm"),  # a part of the numeral
        ("青禾虚构开发区是", "103.5", "cny-100m"),  # too far away
        ("全程免费代办", "1", "cny"),
    ],
)
def test_a_figure_that_does_not_stand_near_its_quotation_is_told(quote, value, unit):
    assert state_of(figure(quote, value, unit)) == State.FIGURE_AWAY


def test_a_figure_in_words_must_stand_there_too():
    dozens = figure("另有数十家", None, "", value_text="数十")
    hundreds = figure("另有数十家", None, "", value_text="数百")
    assert (state_of(dozens), state_of(hundreds)) == (State.FOUND, State.FIGURE_AWAY)


def test_a_fact_without_a_figure_needs_only_its_quotation():
    assert state_of(make.ReformFactory.build(quote="一枚印章管审批")) == State.FOUND
    assert state_of(make.ReformFactory.build(quote="两枚印章管审批")) == State.MISSING
    assert state_of(make.ReformFactory.build(quote="标准地")) == State.SEVERAL
    assert state_of(make.ReformFactory.build(quote="")) == State.NO_QUOTE


def test_a_follow_up_states_its_value_in_the_unit_of_its_target():
    reached = make.FollowUpFactory.build(quote="出让标准地7宗", value=Decimal(7))
    missed = make.FollowUpFactory.build(quote="出让标准地7宗", value=Decimal(8))
    assert (state_of(reached), state_of(missed)) == (State.FOUND, State.FIGURE_AWAY)


def test_the_report_counts_every_state_and_follows_the_article():
    facts = [
        make.ReformFactory.build(slug="last", quote="拿地即开工"),
        make.ReformFactory.build(slug="none", quote=""),
        make.ReformFactory.build(slug="twice", quote="标准地"),
        make.ReformFactory.build(slug="first", quote="一枚印章管审批"),
        make.ReformFactory.build(slug="nowhere", quote="两枚印章管审批"),
        figure("分四批出让", "5", "batch", slug="away"),
    ]
    report = check(read_article(ARTICLE), facts)
    assert [c.fact.slug for c in report.citations][:4] == ["first", "away", "twice", "last"]
    assert [report.counts[state] for state in State] == [2, 1, 1, 1, 1]
    assert {state: [c.fact.slug for c in found] for state, found in report.problems.items()} == {
        State.MISSING: ["nowhere"],
        State.SEVERAL: ["twice"],
        State.FIGURE_AWAY: ["away"],
    }
    assert [c.fact.slug for c in report.without_quote] == ["none"]


def test_facts_of_every_kind_are_looked_for_and_drafts_only_when_asked(django_assert_num_queries):
    source = make.SourceFactory()
    drafts = [kind(source=source, is_draft=True) for kind in make.FACTS]
    assert facts_of(source, with_drafts=False) == []
    facts = [kind(source=source) for _time in range(2) for kind in make.FACTS]
    make.ZoneFactory()
    found = facts_of(source, with_drafts=False)
    assert {(type(f), f.pk) for f in found} == {(type(f), f.pk) for f in facts}
    assert {type(fact) for fact in facts} == set(cited_models())
    with django_assert_num_queries(len(make.FACTS)):
        every = facts_of(source, with_drafts=True)
        assert all(str(fact) and fact.get_absolute_url() for fact in every)
    assert len(every) == len(facts) + len(drafts)


IN_ANOTHER_LAYOUT = "另加的一段。\n\n" + ARTICLE.replace(
    "53项事项集中办\n理", "５３ 项事项\n集中办理"
)


def numbers_of(*facts, text: str = ARTICLE, source=None):
    article = read_article(text)
    rows = SetAsideNumber.objects.filter(source=source) if source else ()
    return mark_numbers(article, check(article, facts), rows)


def states(numbers) -> dict[str, str]:
    return {one.number.found.text: one.state.value for one in numbers.marked}


def aside(source, printed: str, reason: str = "口号", text: str = ARTICLE) -> int:
    article = read_article(text)
    chosen = [one for one in numbers_of(text=text).marked if one.number.found.text == printed]
    assert chosen
    return set_aside(article, chosen, source=source, user=None, reason=reason)


def test_a_number_is_recorded_where_a_fact_has_it_and_is_quoted_there():
    fact = figure("15个部门的53项", "53", "item")
    numbers = numbers_of(fact)
    assert states(numbers)["53项"] == "recorded"
    assert states(numbers)["15个部门"] == "open"  # another number in the same quotation
    [marked] = numbers.in_state(NumberState.RECORDED)
    assert marked.facts == (fact,)
    assert (len(numbers.marked), numbers.recorded, numbers.open) == (12, 1, 11)
    assert numbers.share == 8  # rounded down
    assert numbers_of(text="没有数字。").share is None
    free = figure("20个工作日,全程免费代办", "0", "cny")  # says in words
    assert states(numbers_of(free))["２０個工作日"] == "open"
    without = numbers_of(make.ReformFactory.build(quote="15个部门的53项"))
    recorded = [one.number.found.text for one in without.in_state(NumberState.RECORDED)]
    assert recorded == ["15个部门", "53项"]


@pytest.mark.parametrize("fact", [("15个部门的53项", "54", "item"), ("标准地", "7", "plot")])
def test_a_quotation_that_does_not_resolve_records_nothing(fact):
    assert numbers_of(figure(*fact)).recorded == 0


def test_a_number_that_counts_nothing_is_not_open_but_may_be_recorded_or_set_aside():
    text = "01、实行“344”工作法，解决四个方面的53项难题。"
    assert states(numbers_of(text=text)) == {"53项": "open"}
    recorded = numbers_of(figure("“344”工作法", "344", ""), text=text)
    assert states(recorded) == {"344": "recorded", "53项": "open"}
    article = read_article(text)
    row = article.place_of(next(n for n in article.numbers if n.found.text == "四个"))
    numbers = mark_numbers(article, check(article, []), [row])
    assert (states(numbers), numbers.lost) == ({"四个": "set-aside", "53项": "open"}, ())


def test_a_number_is_set_aside_with_a_reason_and_by_whom():
    source, user = make.SourceFactory(), User.objects.create(username="mei")
    article = read_article(ARTICLE)
    [chosen] = [one for one in numbers_of().marked if one.number.found.text == "四批"]
    assert set_aside(article, [chosen], source=source, user=user, reason="分批不是成果") == 1
    row = SetAsideNumber.objects.get()
    assert (row.source, row.set_aside_by, row.reason) == (source, user, "分批不是成果")
    assert (row.wording, row.before[-3:], row.after[:3]) == ("四批", "理,分", "出让标")
    numbers = numbers_of(source=source)
    assert states(numbers)["四批"] == "set-aside"
    assert (numbers.set_aside, numbers.open) == (1, 11)
    assert aside(source, "四批", "别的") == 0
    assert SetAsideNumber.objects.get().reason == "分批不是成果"
    recorded = numbers_of(figure("分四批", "4", "batch"), source=source)
    assert (recorded.recorded, recorded.set_aside) == (1, 0)  # which outweighs it


def test_a_number_stays_set_aside_in_another_layout_of_the_same_text():
    source = make.SourceFactory()
    aside(source, "53项")
    numbers = numbers_of(text=IN_ANOTHER_LAYOUT, source=source)
    assert [one.number.found.text for one in numbers.in_state(NumberState.SET_ASIDE)] == ["５３ 项"]
    assert numbers.lost == ()


def test_what_the_text_does_not_hold_any_more_is_told():
    source = make.SourceFactory()
    aside(source, "53项")
    numbers = numbers_of(text=ARTICLE.replace("15个部门", "16个部门"), source=source)
    assert numbers.set_aside == 0
    assert [row.wording for row in numbers.lost] == ["53项"]


def test_the_same_words_twice_are_two_places():
    text = "园区引进甲等企业12家，并提供服务与支持。" * 3
    source = make.SourceFactory()
    article = read_article(text)
    first, second, third = numbers_of(text=text).marked
    places = [article.place_of(one.number) for one in (first, second, third)]
    assert [article.find_place(place) for place in places] == [
        one.number.read for one in (first, second, third)
    ]
    set_aside(article, [second], source=source, user=None, reason="重复")
    found = numbers_of(text=text, source=source)
    assert [one.state.value for one in found.marked] == ["open", "set-aside", "open"]


def test_the_pieces_of_a_page_are_the_whole_text():
    numbers, article = numbers_of(), read_article(ARTICLE)
    quotes = article.reading.find("一枚印章管审批")
    paragraphs = pieces_of(article, numbers, quotes)
    shown = ["".join(piece.text for piece in paragraph) for paragraph in paragraphs]
    assert shown == [paragraph.text for paragraph in article.paragraphs]
    pieces = [piece for paragraph in paragraphs for piece in paragraph]
    assert [piece.text for piece in pieces if piece.is_quoted] == ["一枚印章管审批"]
    assert [piece.text for piece in pieces if piece.begins_quote] == ["一枚印章管审批"]
    assert [p.number.number for p in pieces if p.ends_number] == list(article.numbers)


def test_a_quotation_that_cuts_a_number_off_its_unit_is_shown_in_pieces():
    numbers, article = numbers_of(), read_article(ARTICLE)
    [row] = [
        row
        for row in pieces_of(article, numbers, article.reading.find("集中办理，分四"))
        if any(piece.is_quoted for piece in row)
    ]
    cut = [(p.text, p.is_quoted, p.begins_number, p.ends_number) for p in row if p.number]
    assert ("四", True, True, False) in cut
    assert ("批", False, False, True) in cut


def test_the_words_around_a_number_stand_on_one_line():
    [number] = [n for n in read_article(ARTICLE).numbers if n.found.text == "53项"]
    before, after = words_around(read_article(ARTICLE), number)
    assert (before, after) == ("管审批”改革，把15个部门的", "事项集中办理，分四批出让标")


def test_the_date_of_issue_tells_a_year_in_two_digits_from_a_duration():
    text = "24年，全区开工。"
    for issued, count in (("2024-06", 0), ("XXXX", 1)):
        source = make.SourceFactory(issued=issued)
        assert overview(source, text, with_drafts=True).numbers.open == count
