"""From the first release on, old and new code can share the database during an upgrade.

docs/deployment.md gives the rules: first add, later take away. A migration that takes something
away, once no running code uses it, says so in an attribute: `unused_since = "release, what"`.
"""

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from scripts.prepare import ROOT

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
    ours = (ROOT / app).is_dir()
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
        assert apps.is_installed(app)
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
