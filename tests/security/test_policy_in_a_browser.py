"""The admin in Chromium under the site's strict policy: one page of each kind.

A page that breaks a rule of the policy reports it, and the test fails.
"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import User

from tests.security.walking import Records, patterns

KINDS = (
    *("zones_zone", "zones_observation", "policies_policy", "sources_articletext"),
    *("sources_seedrecord", "auth_user", "auth_group"),
)
PAGES = ("changelist", "add", "change", "delete", "history")
OTHERS = (
    *("index", "app_list", "password_change", "password_change_done"),
    "auth_user_password_change",
)


def test_every_kind_of_page_of_the_admin_keeps_to_the_policy(new_page, live_server):
    user = User.objects.create_superuser("desk", password="correct horse battery staple")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    page = new_page(locale="en-GB")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    records = Records(user)
    wanted = {f"admin:{kind}_{page}" for kind in KINDS for page in PAGES}
    wanted |= {f"admin:{name}" for name in OTHERS}
    wanted |= {"intake:upload", "intake:log", "intake:run", "intake:workbook"}
    wanted |= {"accounts:second-factor", "admin:login"}
    visited = 0
    for name, pattern in patterns():
        refused = name in ("admin:sources_seedrecord_add", "admin:sources_seedrecord_delete")
        if name in wanted and not refused:
            page.goto(records.address(name, pattern), wait_until="domcontentloaded")
            assert page.title(), name
            visited += 1
    assert visited == len(wanted) - 2
