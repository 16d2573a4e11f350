"""The steps before every command: the right sentence when one cannot be done."""

import ast
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from scripts import prepare

SCRIPTS = sorted((prepare.ROOT / "scripts").glob("*.py"))


def ending(function, *arguments, **options) -> str:
    """The sentence with which a step ends the command."""
    with pytest.raises(SystemExit) as caught:
        function(*arguments, **options)
    assert isinstance(caught.value.code, str), "a sentence, which means exit code 1"
    return caught.value.code


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_python_can_read_the_scripts_and_so_say_that_it_is_old(script):
    ast.parse(script.read_text(), feature_version=(3, 6))


def test_an_old_python_is_named_together_with_what_to_install():
    sentence = ending(prepare.check_python, (3, 9, 2, "final", 0))
    assert sentence.startswith("This is Python 3.9, and 3.11 or newer is needed")
    assert "apt-get install python3 python3-venv" in sentence
    for accepted in ((3, 11, 0), (3, 14, 1), (4, 0, 0)):
        prepare.check_python(accepted)


@pytest.mark.parametrize("absent", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_named_with_its_debian_package(absent):
    sentence = ending(prepare.check_venv_module, lambda name: None if name == absent else name)
    assert "apt-get install python3-venv" in sentence


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A folder with requirements and a stand-in for `.venv`, whose pip records its calls."""
    (tmp_path / "requirements.txt").write_text("site\n")
    (tmp_path / "requirements-dev.txt").write_text("site\ntests\n")
    venv = tmp_path / ".venv"
    venv.mkdir()
    calls = []

    def pip(command):
        calls.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, clone.returncode, stdout="pip's words")

    def clone(*names):
        calls.clear()
        prepare.install(names, venv=venv, root=tmp_path)
        return [Path(call[-1]).name for call in calls]

    clone.returncode = 0
    clone.folder, clone.venv, clone.calls = tmp_path, venv, calls
    monkeypatch.setattr(prepare, "run_quietly", pip)
    return clone


def test_packages_are_installed_once_and_only_with_their_hashes(clone, capsys):
    assert clone("requirements.txt") == ["requirements.txt"]
    assert "--require-hashes" in clone.calls[0]
    assert capsys.readouterr().out.count("\n") == 1
    assert clone("requirements.txt") == []
    assert capsys.readouterr().out == ""


def test_packages_are_installed_again_when_their_list_changes_or_tests_want_more(clone):
    clone("requirements.txt")
    (clone.folder / "requirements.txt").write_text("site, newer\n")
    assert clone("requirements.txt") == ["requirements.txt"]
    both = ["requirements.txt", "requirements-dev.txt"]
    assert clone(*both) == ["requirements-dev.txt"], "which include those of the site"
    assert clone("requirements.txt") == []


def test_a_failed_download_ends_with_one_sentence_and_is_tried_again(clone):
    clone.returncode = 1
    assert "check the network connection" in ending(clone, "requirements.txt")
    assert (clone.venv / "pip.log").read_text() == "pip's words"
    clone.returncode = 0
    assert clone("requirements.txt") == ["requirements.txt"]


def test_a_venv_that_cannot_be_made_leaves_nothing_behind(tmp_path, monkeypatch):
    def broken(command):
        (tmp_path / ".venv").mkdir()
        return subprocess.CompletedProcess(command, 1, stdout="first\nNo space left on device\n")

    monkeypatch.setattr(prepare, "run_quietly", broken)
    sentence = ending(prepare.make_venv, tmp_path / ".venv")
    assert sentence == "The virtual environment could not be made: No space left on device"
    assert not (tmp_path / ".venv").exists()


def test_a_large_library_for_browsers_is_compressed_once_for_each_release(tmp_path):
    library = tmp_path / "lib" / "python3.11" / "site-packages" / prepare.LIBRARIES[0]
    library.parent.mkdir(parents=True)
    packed = library.with_name("plotly.min.js.gz")
    # Read when there is no copy yet, and when it is newer than its copy.
    texts = ((b"one", 1000, b"one"), (b"two", 2 * 10**9, b"two"), (b"three", 1000, b"two"))
    for text, seconds, sent in texts:
        library.write_bytes(text)
        os.utime(library, (seconds, seconds))
        prepare.compress_libraries(tmp_path)
        assert gzip.decompress(packed.read_bytes()) == sent
    named = set(settings.PACKAGED_STATIC_FILES.values())
    assert named >= set(prepare.LIBRARIES)


@pytest.fixture
def catalogue(tmp_path):
    """A folder like locale/ with one translated phrase."""
    source = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "标准地"\nmsgstr "standard land"\n',
        encoding="utf-8",
    )
    return source


def compiled(source) -> bytes:
    prepare.compile_translations(source.parents[2], sys.executable)
    return source.with_suffix(".mo").read_bytes()


def test_translations_are_compiled_without_gettext_and_again_once_they_are_newer(catalogue, capsys):
    assert b"standard land" in compiled(catalogue)
    capsys.readouterr()
    compiled(catalogue)
    assert capsys.readouterr().out == ""
    catalogue.write_text(catalogue.read_text("utf-8").replace("land", "plot"), encoding="utf-8")
    later = catalogue.with_suffix(".mo").stat().st_mtime + 10
    os.utime(catalogue, (later, later))
    assert b"standard plot" in compiled(catalogue)


def test_no_translations_are_no_mistake_and_a_broken_one_is_named(tmp_path, catalogue):
    prepare.compile_translations(tmp_path / "nowhere", sys.executable)
    catalogue.write_text('msgid "a"\nmsgid "b" oops\n')
    assert ending(compiled, catalogue).startswith("It could not be compiled")
