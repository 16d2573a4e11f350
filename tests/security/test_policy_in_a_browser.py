"""The admin in Chromium under the site's strict policy: one page of each kind.

A page that breaks a rule of the policy reports it, and the test fails.
"""

from sources.models import Source
from tests import factories as make
from tests.security.walking import Records

KINDS = (
    *("zones_zone", "zones_observation", "policies_policy", "sources_articletext"),
    *("sources_seedrecord", "auth_user", "auth_group"),
)
PAGES = ("changelist", "add", "change", "delete", "history")
OTHERS = (
    *("index", "app_list", "password_change", "password_change_done"),
    "auth_user_password_change",
)


def test_every_kind_of_page_of_the_admin_keeps_to_the_policy(logged_in_page, administrator):
    page, records = logged_in_page(locale="en-GB"), Records(administrator)
    make.ObservationFactory(source=records.of[Source], is_draft=True)  # to be published
    wanted = {f"admin:{kind}_{name}" for kind in KINDS for name in PAGES}
    wanted |= {f"admin:{name}" for name in OTHERS}
    wanted |= {f"intake:{name}" for name in ("upload", "map", "log", "run", "workbook")}
    wanted |= {"intake:to-publish", "intake:publish", "undo", "undo-together", "several-figures"}
    wanted |= {"admin:history_proposal_changelist", "admin:history_proposal_change"}
    wanted |= {"accounts:second-factor", "admin:login"}
    wanted -= {"admin:sources_seedrecord_add", "admin:sources_seedrecord_delete"}  # refused
    addresses = {name: one for name, one in records.addresses().items() if name in wanted}
    assert addresses.keys() == wanted
    for name, one in addresses.items():
        page.goto(one, wait_until="domcontentloaded")
        assert page.title(), name
