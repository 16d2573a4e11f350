"""Every number of an article is recorded, set aside or open, and stays so in another layout."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from intake.articles.texts import pieces_of, words_around
from sources.evidence.citations import check
from sources.evidence.numbers import NumberState, mark_numbers, set_aside
from sources.evidence.reading import read_article
from sources.models import SetAsideNumber
from tests import factories as make
from tests.sources.article import ARTICLE

pytestmark = pytest.mark.django_db

IN_ANOTHER_LAYOUT = "另加的一段。\n\n" + ARTICLE.replace(
    "53项事项集中办\n理", "５３ 项事项\n集中办理"
)


def figure(quote: str, value, unit: str):
    metric = make.MetricFactory.build(unit=unit)
    return make.ObservationFactory.build(
        quote=quote, value=Decimal(value), unit=unit, metric=metric
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


def test_a_figure_that_its_quotation_says_in_words_records_no_other_number():
    free = figure("20个工作日,全程免费代办", "0", "cny")
    assert states(numbers_of(free))["２０個工作日"] == "open"


def test_a_number_in_the_quotation_of_a_fact_without_a_figure_is_recorded():
    numbers = numbers_of(make.ReformFactory.build(quote="15个部门的53项"))
    assert [one.number.found.text for one in numbers.in_state(NumberState.RECORDED)] == [
        "15个部门",
        "53项",
    ]


@pytest.mark.parametrize("fact", [("15个部门的53项", "54", "item"), ("标准地", "7", "plot")])
def test_a_quotation_that_does_not_resolve_records_nothing(fact):
    assert numbers_of(figure(*fact)).recorded == 0


def test_the_share_is_rounded_down():
    numbers = numbers_of(figure("53项", "53", "item"))
    assert (len(numbers.marked), numbers.recorded, numbers.open) == (12, 1, 11)
    assert numbers.share == 8
    assert numbers_of(text="没有数字。").share is None


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


def test_what_is_set_aside_twice_is_there_once():
    source = make.SourceFactory()
    assert (aside(source, "四批"), aside(source, "四批", "别的")) == (1, 0)
    assert SetAsideNumber.objects.get().reason == "口号"


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


def test_recording_a_number_outweighs_setting_it_aside():
    source = make.SourceFactory()
    aside(source, "53项")
    numbers = numbers_of(figure("53项", "53", "item"), source=source)
    assert (numbers.recorded, numbers.set_aside) == (1, 0)


# -- Showing ------------------------------------------------------------------------------


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
