import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from intake.models import AsideRule
from sources.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXT = "湘潭经开区今年完成投资3亿元，\r\n同比增长5%。上午9时开会。"
KEYS = {
    "figures": "start end quote value value_high unit canonical_value bound period basis status"
    " metric metrics zone scope reform confidence why",
    "zones": "start end quote name slug role",
    "set_aside": "start end quote why",
}


def printed(path, *args) -> str:
    out = io.StringIO()
    call_command("propose", str(path), *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_everything_proposed_is_printed_as_json(article):
    make.MetricFactory(slug="investment", name="投资", unit="cny-100m", quantity="money")
    found = json.loads(printed(article, "--format=json", "--issued=2019-07"))
    text = TEXT.replace("\r\n", "\n")
    for kind, keys in KEYS.items():
        assert found[kind]
        for one in found[kind]:
            assert set(keys.split()) <= set(one)
            assert text[one["start"] : one["end"]] == one["quote"]
    figure = found["figures"][0]
    assert found["issued"] == "2019-07"
    assert (figure["value"], figure["unit"], figure["period"]) == ("3", "cny-100m", "2019")
    assert (figure["metric"], figure["canonical_value"]) == ("investment", "3")
    assert figure["value_high"] is None


def test_for_people_it_is_printed_in_lines(article):
    lines = printed(article).splitlines()
    assert "figures: 2" in lines
    assert any("“3亿元”" in line for line in lines)


def test_the_text_may_come_by_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("完成9件。".encode("gb18030"))))
    assert "“9件”" in printed("-")


def test_nothing_is_written(article, django_assert_num_queries):
    before = Source.objects.count()
    printed(article)
    assert Source.objects.count() == before


def test_a_pattern_in_the_database_is_honoured(article):
    AsideRule.objects.create(before="增长", after="", reason="too small")
    found = json.loads(printed(article, "--format=json"))
    assert [one["quote"] for one in found["figures"]] == ["3亿元"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("args", "words"),
    [(["--issued=July"], "--issued"), (["missing"], "cannot be read"), (["image"], "neither")],
)
def test_a_mistake_is_told_in_a_sentence(tmp_path, article, args, words):
    image = tmp_path / "image.png"
    image.write_bytes(b"\x89PNG\xff\xff")
    paths = {"missing": tmp_path / "none.txt", "image": image}
    first = paths.get(args[0])
    with pytest.raises(CommandError, match=words):
        printed(first) if first else printed(article, *args)
