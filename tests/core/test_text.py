from core.language.text import initials, normalise, pinyin, split_terms


def test_full_width_case_and_spaces_do_not_matter_in_searches():
    assert normalise("  ＡＢＣ　Ｄ\n标准地 ") == "abc d 标准地"


def test_a_list_in_one_field_is_split_at_its_separators():
    assert split_terms("标准地、standard land；; 标准地改革") == [
        "标准地",
        "standard land",
        "标准地改革",
    ]


def test_pinyin_sorts_and_finds_chinese_names():
    assert pinyin("临汾经济开发区") == "lin fen jing ji kai fa qu"
    assert initials("lin fen jing ji kai fa qu") == "lfjjkfq"
