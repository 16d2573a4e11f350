"""Places in sources, in words for readers of English."""

import pytest

from core.language.places import place_in_english


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("临汾 ¶1", "Linfen report, paragraph 1"),
        ("盐湖 ¶7–8", "Yanhu report, paragraphs 7–8"),
        ("西安 ¶2", "Xi'an report, paragraph 2"),
        ("吕梁 ¶2", "Lüliang report, paragraph 2"),
        ("¶3", "paragraph 3"),
        ("政策汇总 河北一", "policy summary, Hebei 1"),
        ("政策汇总 河南", "policy summary, Henan"),
        ("国家级其他 #530", "other national zones, no. 530"),
        ("附件 ¶2", "annex, paragraph 2"),
        ("一、总体要求 ¶3", "一、总体要求, paragraph 3"),
        ("第12行", "row 12"),
        ("宿州经开区 ¶1", "Suzhou zone, paragraph 1"),
        ("标题", "title"),
        ("p. 4", "p. 4"),
        ("第二版 ¶3", "第二版, paragraph 3"),
        ("", ""),
    ],
)
def test_a_place_is_said_in_words(place, english):
    assert place_in_english(place) == english
