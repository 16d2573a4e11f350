"""Nothing set is safe on this machine; in production whatever is missing is named."""

import re
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from operations.environment import check_production, database, with_secrets
from scripts.prepare import ROOT
from tests.operations.conftest import done, python

pytestmark = pytest.mark.once

PRODUCTION = {
    "ALLOWED_HOSTS": "zones.example",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://zones@db/zones",
}


def setting(name: str, **variables) -> str:
    """The value of a setting under these variables, or the last line of why there is none."""
    process = python(
        "-c",
        f"from django.conf import settings; print(settings.{name})",
        DJANGO_SETTINGS_MODULE="config.settings",
        **variables,
    )
    return process.stdout.strip() or process.stderr.strip()


def test_production_names_every_variable_that_is_missing():
    for missing in (["DATABASE_URL"], ["SECRET_KEY"], ["ALLOWED_HOSTS"], sorted(PRODUCTION)):
        with pytest.raises(ImproperlyConfigured) as refusal:
            check_production({n: "" if n in missing else value for n, value in PRODUCTION.items()})
        told = str(refusal.value)
        assert sorted(re.findall(r"^  ([A-Z_]+)(?: or [A-Z_]+)?: \S", told, re.M)) == missing


def test_another_host_makes_it_production():
    told = setting("PRODUCTION", ALLOWED_HOSTS="zones.example", SECRET_KEY="x")
    assert "ImproperlyConfigured" in told
    assert "DATABASE_URL" in told
    assert setting("PRODUCTION", ALLOWED_HOSTS="localhost,127.0.0.1") == "False"


def test_with_nothing_set_it_is_sqlite_for_this_machine_alone():
    told = setting("ALLOWED_HOSTS, settings.DATABASES['default']['NAME'], settings.LOG_FORMAT")
    assert told == f"['localhost', '127.0.0.1', '[::1]'] {ROOT / 'var' / 'db.sqlite3'} text"


def test_the_deployment_check_has_nothing_to_say_about_production():
    assert "no issues" in done("check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)


def test_each_silenced_check_has_its_reason():
    text = (ROOT / "config" / "settings.py").read_text()
    block = text.partition("SILENCED_SYSTEM_CHECKS = [\n")[2].partition("\n]")[0]
    assert block
    for line in block.splitlines():
        assert re.fullmatch(r'    "\w+\.[WE]\d{3}",  # \S.{20,}', line), line


def test_secrets_may_come_from_files_and_a_password_completes_the_database_address(tmp_path):
    (tmp_path / "password").write_text("p@ss/word\n")
    (tmp_path / "key").write_text(PRODUCTION["SECRET_KEY"] + "\n")
    variables = {
        **PRODUCTION,
        "SECRET_KEY": "",
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    told = setting("SECRET_KEY, settings.DATABASES['default']['PASSWORD']", **variables)
    assert told == f"{PRODUCTION['SECRET_KEY']} p@ss/word"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE cannot be read: .*nowhere"),
        ({"SECRET_KEY_FILE": "/dev/null", "SECRET_KEY": "x"}, "Set SECRET_KEY or SECRET_KEY_FILE,"),
    ],
)
def test_a_secret_given_twice_or_in_a_file_that_cannot_be_read_is_refused(variables, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        with_secrets(variables)
    assert with_secrets({"SSL_CERT_FILE": "/nowhere"}) == {"SSL_CERT_FILE": "/nowhere"}


def test_only_two_kinds_of_database_are_taken():
    with pytest.raises(ImproperlyConfigured, match="must begin with sqlite:/// or postgres://"):
        database("mysql://user@host/name")


def test_a_kept_connection_to_postgresql_is_tried_before_it_is_used():
    config = database("postgres://u:p%40@h:1/n?sslmode=require", max_age=5)
    assert (config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"]) == (5, True)
    assert config["OPTIONS"]["sslmode"] == "require"
    assert config["PASSWORD"] == "p@"


def test_a_log_format_that_does_not_exist_is_named():
    assert "LOG_FORMAT must be json or text" in setting("LOG_FORMAT", LOG_FORMAT="xml")


def test_health_is_asked_without_https_and_by_the_machines_own_address(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "127.0.0.1"}).status_code == 200
    assert client.get("/readyz", headers={"host": "127.0.0.1"}).status_code == 200
    answer = client.get("/en/zones/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/en/zones/")


def test_the_proxys_word_on_https_is_believed_only_when_told_to():
    name = "PRODUCTION, settings.SECURE_PROXY_SSL_HEADER"
    assert setting(name, **PRODUCTION) == "True None"
    assert "HTTP_X_FORWARDED_PROTO" in setting(name, **PRODUCTION, TRUSTED_PROXY="1")
