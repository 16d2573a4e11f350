import pytest
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from core.language.text import normalise, pinyin

PHRASES = [*PHRASES_DICT][::40]
JOINED = [one + other[:3] for one, other in zip(PHRASES, reversed(PHRASES), strict=True)]
SIGNS = [
    "",
    "绿色A1区",
    "〇一二",
    "𠀀𫝀x",
    "﨎（长沙）",
    "重庆 重",
    "ㄅ行长",
    "放长线",
    "不着边",
    "功成行",
]


@pytest.mark.parametrize("texts", [PHRASES, JOINED, SIGNS], ids=["phrases", "joined", "signs"])
def test_texts_are_read_as_pypinyin_reads_them(texts):
    theirs = [" ".join(lazy_pinyin(normalise(one), v_to_u=False)).split() for one in texts]
    assert [pinyin(one).split() for one in texts] == theirs
