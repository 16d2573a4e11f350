"""The method page states every rule in effect under the verdict that follows from it."""

import re

import pytest

from comparisons.engine.verdicts import RULES, Verdict

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_every_rule_stands_under_its_verdict_in_words(client):
    page = client.get("/en/method/").text
    for verdict in Verdict:
        [about] = re.findall(rf'<div id="{verdict.code}">.*?</div>', page, re.DOTALL)
        listed = re.findall(r"<li>(.*?)</li>", about)
        assert listed == [str(rule.headline) for rule in RULES if rule.verdict == verdict]
