"""`manage.py attach_text` stores a text that is one, and says what became of the citations."""

import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from core.records import versions
from intake.articles import texts
from intake.articles.texts import attach, clean_text
from sources.models import MAX_CHARACTERS, ArticleText, digest
from tests import factories as make
from tests.sources.article import ARTICLE

pytestmark = pytest.mark.django_db


def item(source, value: int, slug: str):
    """A figure of 53 items, as its quotation says, or of another value."""
    cited = {"source": source, "slug": slug, "quote": "53项"}
    metric = make.MetricFactory(unit="item")
    return make.ObservationFactory(**cited, metric=metric, value=Decimal(value), unit="item")


@pytest.fixture
def source():
    """A source with two facts that its article bears out."""
    source = make.SourceFactory(slug="qinghe")
    make.ReformFactory(source=source, slug="one-seal", quote="一枚印章管审批")
    item(source, 53, "items")
    return source


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def run(*arguments) -> str:
    output = io.StringIO()
    call_command("attach_text", *map(str, arguments), stdout=output)
    return output.getvalue()


def refused(*arguments) -> CommandError:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return error.value


def test_the_text_is_stored_and_the_citations_reported(source, file):
    report = run("qinghe", file)
    stored = ArticleText.objects.get()
    assert (stored.source, stored.text, stored.attached_by) == (source, ARTICLE, None)
    assert stored.sha256 == digest(ARTICLE)
    assert "characters in UTF-8, attached" in report
    assert "citations: 2\n  found once: 2\n" in report
    assert "numbers in the text: 12, 1 recorded (8 %), 0 set aside, 11 open" in report
    assert "open: 103.5亿元, " in report


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
)
def test_files_in_the_usual_encodings_and_with_other_line_breaks_are_read(
    source, file, encoding, name
):
    file.write_bytes(ARTICLE.replace("\n", "\r\n").encode(encoding))
    assert f"characters in {name}, attached" in run("qinghe", file)
    assert ArticleText.objects.get().text == ARTICLE


def test_the_same_text_changes_nothing_another_replaces_it_and_a_check_stores_nothing(source, file):
    assert "citations: 2" in run("qinghe", file, "--check")
    assert not ArticleText.objects.exists()
    run("qinghe", file)
    first = ArticleText.objects.get().attached
    assert "attached before and unchanged" in run("qinghe", file)
    assert ArticleText.objects.get().attached == first
    file.write_text(ARTICLE + "又及。\n", encoding="utf-8")
    run("qinghe", file)
    assert ArticleText.objects.get().text.endswith("又及。\n")


def test_citations_that_do_not_resolve_are_listed_and_the_status_says_so(source, file):
    make.ReformFactory(source=source, slug="two-seals", quote="两枚印章", locator="青禾 ¶1")
    make.ReformFactory(source=source, slug="standard", quote="标准地")
    make.ReformFactory(source=source, slug="quoteless", quote="", is_draft=True)
    item(source, 54, "away")
    output = io.StringIO()
    with pytest.raises(CommandError, match="Some citations do not resolve") as error:
        call_command("attach_text", "qinghe", str(file), stdout=output)
    assert error.value.returncode == 2
    report = output.getvalue()
    assert "not found:\n  reform.two-seals “两枚印章” (青禾 ¶1)\n" in report
    assert "found more than once:\n  reform.standard “标准地”" in report
    assert "found, but its figure does not stand near it:\n  observation.away “53项”" in report
    assert "without a quotation:\n  reform.quoteless" in report
    assert ArticleText.objects.exists()


def test_facts_without_a_quotation_are_no_failure(source, file):
    make.ReformFactory(source=source, slug="quoteless", quote="")
    assert "without a quotation: 1" in run("qinghe", file)


def test_an_unknown_source_or_file_is_told(source, file, tmp_path):
    error = refused("qinghai", file)
    assert "There is no source “qinghai”. There are: qinghe" in str(error)
    assert error.returncode == 1
    assert "No such file or directory" in str(refused("qinghe", tmp_path / "none.txt"))
    assert "Is a directory" in str(refused("qinghe", tmp_path))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The text is empty."),
        (b"\xef\xbb\xbf \r\n", "The text is empty."),
        (b"%PDF-1.7 ...", "This is a PDF."),
        (b"PK\x03\x04\x00\x00", "it holds zero bytes"),
        (ARTICLE.encode("utf-16"), "it holds zero bytes"),
        (b"\xff\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (b"a" * (MAX_CHARACTERS + 1), "too long: 200,001 characters, and at most 200,000"),
        (b"a" * (texts.MAX_BYTES + 1), "too large: 800,001 bytes"),
    ],
)
def test_what_is_no_text_is_refused_in_words_and_nothing_stored(source, file, data, reason):
    attach(source, "甲")
    file.write_bytes(data)
    error = refused("qinghe", file)
    assert reason in str(error)
    assert "Nothing was stored." in str(error)
    assert error.returncode == 1
    assert ArticleText.objects.get().text == "甲"


def test_control_characters_are_left_out_and_a_page_break_is_a_blank_line():
    assert clean_text("甲\x00乙\x1b\f丙\td\r丁") == "甲乙\n\n丙\td\n丁"


@pytest.mark.django_db(transaction=True)
def test_who_attached_a_text_is_kept_and_the_version_of_the_data_stays():
    source, user = make.SourceFactory(), User.objects.create(username="mei")
    before = versions.label()
    assert attach(source, ARTICLE, user)
    assert ArticleText.objects.get().attached_by == user
    assert versions.label() == before != "0"
