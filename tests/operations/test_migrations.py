"""From the first release on, old and new code can share the database during an upgrade.

docs/deployment.md gives the rules: first add, later take away. A migration that takes something
away, once no running code uses it, says so in an attribute: `unused_since = "release, what"`.

A migration that has landed is never edited: databases that ran it would not notice, and could not
be brought up to date later. `migrations.sha256` holds the digest of each.
"""

import hashlib

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from scripts.prepare import ROOT
from tests.operations.conftest import done, refused

DIGESTS = "tests/operations/migrations.sha256"  # what `sha256sum` prints of each
# The last migration of each app that no release has had to share with older code.
BEFORE_THE_FIRST_RELEASE = {
    "curation": 1,
    "history": 3,
    "policies": 3,
    "reforms": 3,
    "sources": 4,
    "zones": 2,
}
TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def breaks_old_code(migration: migrations.Migration) -> list[str]:
    """What in a migration the code before it could not live with, in words."""
    if getattr(migration, "unused_since", ""):
        return []
    found = []
    for operation in migration.operations:
        if isinstance(operation, TAKES_AWAY):
            found.append(f"{operation.describe()}: old code still asks for it")
        elif isinstance(operation, migrations.AddField):
            field = operation.field
            given = field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED
            if not given:
                found.append(f"{operation.describe()}: old code gives no value; set db_default")
    return found


def test_no_migration_breaks_the_code_before_it():
    migrations_of = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if (ROOT / apps.get_app_config(app).name).is_dir():  # ours
            migrations_of.setdefault(app, {})[int(name[:4])] = migration
    for app, last in BEFORE_THE_FIRST_RELEASE.items():
        assert last in migrations_of[app]
    for app, numbered in migrations_of.items():
        for number, migration in numbered.items():
            if number > BEFORE_THE_FIRST_RELEASE.get(app, 0):
                assert breaks_old_code(migration) == [], migration


@pytest.mark.parametrize(
    ("operation", "breaks"),
    [
        (migrations.RemoveField("zone", "note"), True),
        (migrations.RenameField("zone", "note", "remark"), True),
        (migrations.DeleteModel("zone"), True),
        (migrations.AddField("zone", "rank", models.IntegerField(default=0)), True),
        (migrations.AddField("zone", "rank", models.IntegerField(db_default=0)), False),
        (migrations.AddField("zone", "rank", models.IntegerField(null=True)), False),
        (migrations.AddField("zone", "peers", models.ManyToManyField("zones.zone")), False),
        (migrations.AddIndex("zone", models.Index(fields=["name"], name="zone_name")), False),
    ],
)
def test_taking_away_and_asking_for_more_is_found_unless_it_is_explained(operation, breaks):
    later = migrations.Migration("later", "zones")
    later.operations = [operation]
    assert len(breaks_old_code(later)) == breaks
    later.unused_since = "2027-01: nothing reads it"
    assert breaks_old_code(later) == []


def test_no_landed_migration_is_edited_and_a_new_one_is_listed():
    lines = (ROOT / DIGESTS).read_text().splitlines()
    listed = {path: digest for digest, path in (line.split() for line in lines)}
    found = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ROOT.glob("*/migrations/[0-9]*.py")
    }
    gone = sorted(path for path in listed if found.get(path) != listed[path])
    assert gone == [], "Databases that ran these would not notice: write another migration."
    new = " ".join(sorted(found.keys() - listed))
    assert new == "", f"Once finished: sha256sum {new} >> {DIGESTS}"


@pytest.mark.once
def test_a_database_of_rewritten_migrations_is_refused_and_a_sound_one_is_not(
    empty_database, connect
):
    def execute(statement: str) -> None:
        with connect(empty_database).cursor() as cursor:
            cursor.execute(statement)

    def complaint() -> str:
        told = refused("migrate", database=empty_database)
        assert "This database was made by an early development version" in told
        assert "manage.py seed" in told
        return told

    done("migrate", "zones", "0001", database=empty_database)
    done("migrate", "sources", database=empty_database)  # half way is no sign of an early one
    execute("ALTER TABLE zones_metric RENAME COLUMN applies_to TO other")
    assert "the table zones_metric has no column applies_to" in complaint()
    execute("ALTER TABLE zones_metric RENAME COLUMN other TO applies_to")
    execute("DROP TABLE sources_dataversion")
    assert "there is no table sources_dataversion" in complaint()
    execute(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('sources', '9999_without_versions', CURRENT_TIMESTAMP)"
    )
    done("migrate", "zones", "0001", database=empty_database)  # a newer release took it away
