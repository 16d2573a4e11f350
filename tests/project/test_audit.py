"""What is made of pip-audit's report."""

import pytest

from scripts import audit

VULNERABLE = {
    "name": "django",
    "version": "5.2.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SOUND = {"name": "babel", "version": "2.17", "vulns": []}
UNKNOWN = {"name": "segno", "skip_reason": "not found"}


def test_each_vulnerability_is_named_with_the_release_that_fixes_it():
    found, unknown = audit.report([VULNERABLE, SOUND, UNKNOWN])
    assert found == [
        "django 5.2.0: PYSEC-1, fixed in 5.2.1",
        "django 5.2.0: PYSEC-2, fixed in no release yet",
    ]
    assert unknown == ["segno"]


def test_a_service_that_does_not_answer_is_told_and_refused_only_when_asked_to(monkeypatch, capsys):
    audit.unreachable("it says nothing about 3 packages")
    assert "were not audited" in capsys.readouterr().out
    monkeypatch.setenv("REQUIRE_AUDIT", "1")
    with pytest.raises(SystemExit, match="were not audited"):
        audit.unreachable("nothing")
