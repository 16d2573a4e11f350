"""Random sequences of work: nothing is orphaned, made public unseen or lost."""

import os
from contextlib import suppress
from functools import reduce
from operator import or_
from random import Random

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Min, ProtectedError, Q
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records.changes import kinds, unit
from core.records.plain import editable_fields, store
from history.models import Change, Proposal
from history.proposals import accept, propose, settle
from history.reverting import RefusedError, undo
from reforms.models import Reform
from sources.drafts import needed_drafts
from tests import factories as make
from tests.factories import everything
from tests.intake.people import make_roles
from tests.intake.tables import apply, csv_file, preview
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db

IS_FIRST_RUN = not os.environ.get("DATABASE_URL", "").startswith("postgres")
PARTS, SEQUENCES, STEPS = 2, 20 if IS_FIRST_RUN else 3, 5
REFUSALS = (PermissionDenied, ValidationError, ProtectedError, RefusedError)
TEXTS = {
    "Zone": ["city", "note", "industries"],
    "Reform": ["title", "note", "stage", "started"],
    "Observation": ["value", "period", "locator", "note"],
    "Source": ["author", "publisher"],
    "Metric": ["aliases", "definition"],
    "ReformType": ["aliases", "definition"],
}
VALUES = {
    "stage": ["planned", "pilot", "in-force"],
    "started": ["", "2018", "2019-03"],
    "value": ["1", "3980", "999"],
    "period": ["", "2018", "2019"],
}


class Office:
    """An editor and a curator, and what they do at random."""

    def __init__(self, random: Random):
        self.random = random
        self.editor, self.curator = User.objects.order_by("pk").filter(is_staff=True)[:2]

    def any_record(self, *models):
        rows = list(self.random.choice(models).objects.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def some_values(self, record) -> dict:
        names = TEXTS[type(record).__name__]
        chosen = self.random.sample(names, self.random.randint(1, 2))
        return {name: self.random.choice(VALUES.get(name, ["甲", "乙", ""])) for name in chosen}

    def facts(self):
        return self.any_record(Zone, Reform, Observation)

    def curator_edits(self):
        record = self.any_record(*kinds())
        if record and type(record).__name__ in TEXTS:
            with unit(actor=self.curator, route="admin", reason="r"):
                store(record, self.some_values(record))

    def editor_edits(self):
        record = self.facts()
        if record is None:
            return
        values = self.some_values(record)
        if record.is_draft:
            with unit(actor=self.editor, route="admin", reason="r"):
                store(record, values)
            return
        before = everything()
        with pytest.raises(PermissionDenied), unit(actor=self.editor, route="admin"):
            store(record, {"locator": f"¶{self.random.randint(100, 999)}"})
        record.refresh_from_db()
        propose(record, values, actor=self.editor, reason="r")
        assert everything() == before

    def editor_proposes_a_deletion(self):
        if (record := self.facts()) and not record.is_draft:
            before = everything()
            with pytest.raises(PermissionDenied), unit(actor=self.editor, route="admin"):
                record.delete()
            propose(type(record).objects.get(slug=record.slug), None, actor=self.editor, reason="r")
            assert everything() == before

    def curator_settles(self):
        proposal = Proposal.objects.filter(settled=None).order_by("pk").first()
        if proposal and self.random.random() < 0.7:
            names = list(proposal.after or ["delete"])
            accept(proposal, self.random.sample(names, 1), by=self.curator)
        elif proposal:
            settle(proposal, by=self.curator, answer="no")

    def curator_deletes(self):
        if record := self.any_record(*kinds()):
            with unit(actor=self.curator, route="admin", reason="r"):
                record.delete()

    def editor_adds_drafts(self):
        """A figure of a zone, with a source and a metric that may be drafts of its own."""
        zone = self.any_record(Zone)
        if zone is None:
            return
        with unit(actor=self.editor, route="admin"):
            source, metric = make.SourceFactory(is_draft=True), make.MetricFactory(is_draft=True)
            others = {"is_draft": True, "zone": zone, "source": source}
            make.ReformFactory(**others, types=[make.ReformTypeFactory(is_draft=True)])
            make.ReformFactory(**others, types=[])
            make.ObservationFactory(**others, metric=metric)

    def curator_publishes(self):
        drafts = [one for m in (Zone, Reform, Observation) for one in m.objects.drafts()]
        if drafts:
            draft = self.random.choice(drafts)
            with unit(actor=self.curator, route="admin", reason="r"):
                for one in [*needed_drafts([draft]), draft]:
                    store(one, {"is_draft": False})

    def curator_takes_back_to_draft(self):
        record = self.any_record(Zone, Reform, Observation, *map(type, needed_drafts([])))
        if record:
            with unit(actor=self.curator, route="admin", reason="r"):
                store(record, {"is_draft": True})

    def curator_imports(self):
        rows = [["slug", "city", "note"]]
        zones = list(Zone.objects.order_by("pk"))
        rows += [[zone.slug, self.random.choice("甲乙"), ""] for zone in zones[:2]]
        run = preview(csv_file(*rows), Zone, user=self.curator)
        if run.updated_count:
            apply(run, user=self.curator)

    def bulk_change(self):
        with unit(actor=self.curator, route="admin", reason="r"):
            Observation.objects.filter(period="2018").update(note=self.random.choice("甲乙"))

    def somebody_undoes(self):
        units = list(units_so_far())
        if units:
            changes = Change.objects.filter(unit=self.random.choice(units))
            is_careful = self.random.random() < 0.5
            undo(changes, user=self.curator, reason="r", only_unchanged=is_careful)

    def work(self):
        acts = [
            self.curator_edits,
            self.editor_edits,
            self.editor_proposes_a_deletion,
            self.curator_settles,
            self.curator_deletes,
            self.editor_adds_drafts,
            self.curator_publishes,
            self.curator_takes_back_to_draft,
            self.curator_imports,
            self.bulk_change,
            self.somebody_undoes,
        ]
        for _step in range(STEPS):
            with suppress(*REFUSALS), transaction.atomic():
                self.random.choice(acts)()


def units_so_far() -> list:
    rows = Change.objects.order_by().values("unit").annotate(first=Min("pk")).order_by("first")
    return [row["unit"] for row in rows]


def check() -> None:
    """Nobody refers to what is not there, and nothing public to a draft."""
    connection.check_constraints()
    for model in kinds():
        names = {f.name for f in editable_fields(model)} & {"source", "metric", "types"}
        drafts = reduce(or_, (Q(**{f"{name}__is_draft": True}) for name in names), Q(pk__in=[]))
        if "types" in names:
            drafts |= Q(types=None)
        assert not model.objects.public().filter(drafts), model


@pytest.fixture
def office(settings):
    settings.IMPORT_MAX_ROWS = 100
    make_roles()
    for role in ("editor", "curator"):
        User.objects.create(username=role, is_staff=True).groups.add(Group.objects.get(name=role))
    reform = make.ReformFactory()
    total = make.ObservationFactory(zone=reform.zone, detail="total")
    part = make.ObservationFactory(zone=reform.zone, metric=total.metric, detail="part")
    make.change(part, part_of=total)
    make.ObservationFactory(zone=reform.zone, reform=reform, source=reform.source)
    make.ReformFactory(source=reform.source, types=make.ReformTypeFactory.create_batch(2))
    Change.objects.all().delete()


@given(st.randoms(use_true_random=True))
@settings(max_examples=SEQUENCES)
def sequence(random):
    with transaction.atomic():
        before = everything()
        Office(random).work()
        check()
        for one in reversed(units_so_far()):
            undo(Change.objects.filter(unit=one), user=None, reason="back")
        check()
        assert everything() == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("part", range(PARTS))  # for machines of several cores
def test_any_sequence_of_work_leaves_no_orphan_and_is_undone_record_for_record(office, part):
    sequence()
