"""From the first release on, old and new code can share the database during an upgrade.

docs/deployment.md gives the rules: first add, later take away. A migration that takes something
away, once no running code uses it, says so in an attribute: `unused_since = "release, what"`.

A migration that has landed is never edited: databases that ran it would not notice, and could not
be brought up to date later. `migrations.sha256` holds the digest of each.
"""

import hashlib
import re
from pathlib import Path

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


def released_later(app: str, name: str) -> bool:
    ours = (ROOT / apps.get_app_config(app).name).is_dir()
    return ours and int(name[:4]) > BEFORE_THE_FIRST_RELEASE.get(app, 0)


def test_no_migration_breaks_the_code_before_it():
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if released_later(app, name):
            assert breaks_old_code(migration) == [], f"{app}.{name}"


def test_the_list_names_migrations_that_exist():
    numbers = {app: set() for app in BEFORE_THE_FIRST_RELEASE}
    for app, name in MigrationLoader(None).disk_migrations:
        if app in numbers:
            numbers[app].add(int(name[:4]))
    for app, last in BEFORE_THE_FIRST_RELEASE.items():
        assert last in numbers[app]


def migration(*operations, **attributes) -> migrations.Migration:
    made = migrations.Migration("later", "zones")
    made.operations = operations
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("zone", "note"),
        migrations.RenameField("zone", "note", "remark"),
        migrations.DeleteModel("zone"),
        migrations.AddField("zone", "rank", models.IntegerField(default=0)),
    ],
)
def test_taking_away_and_asking_for_more_is_found_unless_it_is_explained(operation):
    assert len(breaks_old_code(migration(operation))) == 1
    assert breaks_old_code(migration(operation, unused_since="2027-01: nothing reads it")) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("zone", "rank", models.IntegerField(db_default=0)),
        migrations.AddField("zone", "rank", models.IntegerField(null=True)),
        migrations.AddField("zone", "peers", models.ManyToManyField("zones.zone")),
        migrations.AddIndex("zone", models.Index(fields=["name"], name="zone_name")),
    ],
)
def test_what_old_code_does_not_notice_is_allowed(operation):
    assert breaks_old_code(migration(operation)) == []


def complaints(root: Path) -> list[str]:
    """What is wrong between the migrations below `root` and their digests, and what to do."""
    lines = (root / DIGESTS).read_text().splitlines()
    listed = {path: digest for digest, path in (line.split() for line in lines)}
    found = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.glob("*/migrations/[0-9]*.py"))
    }
    told = []
    for path in sorted(listed | found):
        if path not in listed:
            told.append(f"{path} is new. Once it is finished: sha256sum {path} >> {DIGESTS}")
        elif path not in found:
            told.append(f"{path} is gone, and databases have run it: bring it back.")
        elif found[path] != listed[path]:
            told.append(
                f"{path} was edited, and databases that ran it would not notice: take the edit "
                "back, and let another migration do the rest."
            )
    return told


def test_no_landed_migration_is_edited():
    assert complaints(ROOT) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.write_text("operations = [1]"), r"^zones/migrations/0001_.* was edited"),
        (lambda path: path.unlink(), r"^zones/migrations/0001_initial.py is gone"),
        (
            lambda path: path.with_name("0002_later.py").write_text(""),
            rf"sha256sum zones/migrations/0002_later.py >> {DIGESTS}$",
        ),
    ],
)
def test_a_landed_migration_that_changes_and_a_new_one_are_named(tmp_path, change, told):
    path = tmp_path / "zones" / "migrations" / "0001_initial.py"
    path.parent.mkdir(parents=True)
    path.write_text("operations = []")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / DIGESTS).parent.mkdir(parents=True)
    (tmp_path / DIGESTS).write_text(f"{digest}  zones/migrations/0001_initial.py\n")
    assert complaints(tmp_path) == []
    change(path)
    (complaint,) = complaints(tmp_path)
    assert re.search(told, complaint)


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
