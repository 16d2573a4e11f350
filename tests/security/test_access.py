"""Who may do what: every address, every role, GET and POST, against this table.

A new address needs a line here; one that is missing, or answers otherwise, is a failure.
"""

import re
from fnmatch import fnmatchcase

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from operations.digests import digest
from tests.security.walking import METHODS, ROLES, Records, answer, browser_of, patterns

pytestmark = [pytest.mark.once, pytest.mark.django_db]
SIGNS = {"login": "L", "forbidden": "-", "nothing": "0", "method": "m", "answered": "y"}
FACTS = "zones_zone zones_observation reforms_reform policies_policy policies_target"
DRAFTED = [*FACTS.split(), "policies_followup", "sources_source", "zones_metric"]
DRAFTED += ["reforms_reformtype", "zones_scope", "zones_zonename", "zones_zoneevent"]
REFERRED_TO = ["zones_province", "reforms_reformgroup", "policies_agency", "policies_instrument"]
OF_THE_SITE = ["sources_seedrecord"]
ACCOUNTS = ["auth_user", "auth_group"]
# Answers to GET and to POST, each of anonymous, viewer, editor, curator and administrator:
# y answered, L sent to the login, - forbidden, m not by this method, 0 nothing there.
# An answer to a POST of an empty form is a refusal of what is missing: it changes nothing.
SITE = """
healthz readyz                                     yyyyy mmmmm
robots sitemap sitemap-section download            yyyyy mmmmm
api:nowhere embed-chart                            00000 mmmmm
api:*                                              yyyyy mmmmm
api-*                                              yyyyy mmmmm
home search search-suggestions about-data          yyyyy mmmmm
open-data method glossary                          yyyyy mmmmm
compare-* embed-*                                  yyyyy mmmmm
zones:* metrics:* figures:* reforms:* policies:*   yyyyy mmmmm
targets:* sources:list sources:detail              yyyyy mmmmm
recent-changes* record-history                     yyyyy mmmmm
undo undo-together                                 L--yy L--yy
articles:text                                       Lyyyy Lmmmm
articles:set-aside articles:take-back                Lyyyy L-yyy
intake:upload                                    L--yy L--yy
intake:map                                         L--yy L--yy
intake:apply intake:undo intake:discard      Lmmmm L--yy
intake:forget intake:forget-mapping                Lmmmm L--yy
intake:log intake:run                          Lyyyy Lyyyy
intake:export intake:workbook                  Lyyyy Lyyyy
intake:to-publish                                  Lyyyy Lmmmm
intake:publish                                     Lyyyy L--yy
intake:articles                                    Lyyyy Lmmmm
intake:review intake:review-sure intake:review-end  L-yyy L-yyy
intake:add-article                                 L-yyy L-yyy
intake:review-ask                                  L0000 L0000
intake:corrections                                 L--yy Lmmmm
several-figures                                    L-yyy L-yyy
understand                                         Lyyyy Lmmmm
accounts:display-name accounts:second-factor       Lyyyy Lyyyy
admin:login accounts:login language                yyyyy yyyyy
admin:logout                                       ymmmm yyyyy
admin:index admin:app_list admin:password_change   Lyyyy Lyyyy
to-the-site admin:view_on_site                     Lyyyy Lyyyy
admin:admin/*/*/<path:*>/                          Lyyyy Lyyyy
admin:password_change_done admin:jsi18n            Lyyyy Lmmmm
admin:autocomplete                                 Lyyyy Lmmmm
admin:admin/(?P<url>.*)$                           L0000 L0000
"""
# The pages of each kind of record in the admin. Somebody who may only look sees the page of a
# record too, and posts in vain.
LOOKS = {"changelist": "Lyyyy Lyyyy", "history": "Lyyyy Lyyyy", "change": "Lyyyy {}"}
PAGES = (
    (DRAFTED, {**LOOKS, "add": "{0} {0}", "delete": "{0} {0}"}, "L-yyy"),
    # Of a public source.
    (["sources_articletext"], {**LOOKS, "add": "L-yyy L-yyy", "delete": "{0} {0}"}, "L--yy"),
    (REFERRED_TO, {**LOOKS, "add": "{0} {0}", "delete": "{0} {0}"}, "L--yy"),
    (["sources_setasidenumber"], {**LOOKS, "add": "L---- L----", "delete": "L-yyy L-yyy"}, "L----"),
    (["curation_asiderule"], {**LOOKS, "add": "L---- L----", "delete": "L-yyy L-yyy"}, "L----"),
    (["sources_confirmeddoubt"], {**LOOKS, "add": "L---- L----", "delete": "L--yy L--yy"}, "L----"),
    (["history_proposal"], {**LOOKS, "change": "Lyyyy L--yy", "add": "L---- L----"}, ""),
    (["history_proposal"], {"delete": "L---- L----"}, ""),
    (OF_THE_SITE, {**LOOKS, "add": "L---- L----", "delete": "L---- L----"}, "L----"),
    (ACCOUNTS, dict.fromkeys(("changelist", "history", "change", "add"), "L---y L---y"), ""),
    (ACCOUNTS, {"delete": "L---y L---y"}, ""),
    (["auth_user"], {"password_change": "L---y L---y"}, ""),
)


def table() -> list[tuple[str, str]]:
    """(pattern of names, expected answers), the first that fits counts."""
    lines = [line.rsplit(maxsplit=2) for line in SITE.strip().splitlines()]
    found = [(name, f"{get} {post}") for names, get, post in lines for name in names.split()]
    for kinds, pages, who in PAGES:
        for page, answers in pages.items():
            found += [(f"admin:{kind}_{page}", answers.format(who)) for kind in kinds]
    return found


def expected(name: str) -> str:
    """What the table says of an address; a blank where it says nothing."""
    return next((answers for one, answers in table() if fits(name, one)), "")


def fits(name: str, pattern: str) -> bool:
    return name == pattern or ("(" not in pattern and fnmatchcase(name, pattern))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.EXPORT_DIR = tmp_path


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_to_each_role_as_the_table_says(role):
    client, user = browser_of(role)
    place, wrong = ROLES.index(role), {}
    # The pages of a viewer show least and an administrator's are all read below; between them
    # only the answer counts.
    is_rendered = role in ("anonymous", "viewer")
    for name, path in Records(user).addresses().items():
        wanted = [answers[place] for answers in expected(name).split()]
        found = [
            SIGNS.get(answer(client, method, path, is_rendered=is_rendered), "error")
            for method in METHODS
        ]
        if found != wanted:
            wrong[name] = (path, found, wanted)
    assert wrong == {}


def test_every_line_of_the_table_is_of_an_address_that_exists():
    names = [name for name, _pattern in patterns()]
    used = {next((one for one, _answers in table() if fits(name, one)), "") for name in names}
    assert [one for one, _answers in table() if one not in used] == []


def test_whoever_only_looks_changes_nothing_keeps_nothing_and_is_sent_no_inline_code():
    """After every address was asked for, the database holds the same rows.

    No cache may keep what staff are sent, and what a browser would refuse under the strict policy
    is on no page, the admin's included.
    """
    client, user = browser_of("administrator")
    addresses = set(Records(user).addresses().values()) - {"/admin/logout/"}
    addresses |= {f"/en/zones/?format={form}" for form in ("csv", "xlsx", "json")}
    before, inline, kept = rows(), [], set()
    for address in sorted(addresses):
        response = client.get(address)
        assert response.status_code < 500, address
        text = b"".join(response) if response.streaming else response.content
        if "html" in response.headers.get("Content-Type", ""):
            inline += [(address, found) for found in INLINE.findall(text.decode())]
        if response.headers.get("Cache-Control") != "private, no-store":
            kept.add(address)
    assert inline == []
    assert kept == set()
    assert {name: one for name, one in rows().items() if one != before[name]} == {}


# A script with code in it that is no data, a style element, style or on… on an element.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>"
    r"|<style\b[^>]*>|<[a-z][^>]*\s(?:style|on[a-z]+)=\"[^\"]*\"|href=\"javascript:"
)


def rows() -> dict:
    """Every table's digest."""
    return {
        model._meta.db_table: digest(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_no_post_is_taken_without_its_token():
    """Not even an administrator's: a page of another site could have sent it."""
    client, user = browser_of("administrator", enforce_csrf_checks=True)
    addresses = Records(user).addresses()
    words = {name: answer(client, "POST", address) for name, address in addresses.items()}
    assert {name: w for name, w in words.items() if w not in ("forbidden", "method")} == {}


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_a_role_opens_nothing_to_somebody_who_is_inactive_or_no_longer_of_the_staff(lost):
    client, user = browser_of("administrator")
    User.objects.filter(pk=user.pk).update(**{lost: False})
    assert answer(client, "GET", "/admin/") == "login"
    assert answer(client, "GET", "/admin/zones/zone/") == "login"
