"""Changes of records, written by a listener of `core.records.changes`, and imported files."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.records.batches import insert
from core.records.changes import Context, RecordChange
from core.records.models import not_blank, one_of, user_who
from core.records.plain import plain
from history.querysets import ChangeQuerySet, ProposalQuerySet


class Action(models.TextChoices):
    """What happened to a record, in the words of W3C's Activity Streams."""

    CREATE = "create", _("added")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("deleted")


class Route(models.TextChoices):
    ADMIN = "admin", _("by hand")
    IMPORT = "import", _("import of a file")
    UNDO = "undo", _("undo")
    SEED = "seed", _("initial data")
    COMMAND = "command", _("maintenance")


class ImportRun(models.Model):
    """One import of a file: who, when, which file, what it did, and whether it was undone."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    actor = user_who(_("who"))
    uploaded = models.DateTimeField(_("uploaded"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    checked = models.DateTimeField(_("checked"), null=True, blank=True)  # preview complete
    applied = models.DateTimeField(_("applied"), null=True, blank=True)
    undone = models.DateTimeField(_("undone"), null=True, blank=True)
    created_count = models.PositiveIntegerField(_("records added"), default=0)
    updated_count = models.PositiveIntegerField(_("records changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("records unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    doubt_count = models.PositiveIntegerField(_("doubts"), default=0, db_default=0)
    notices = models.JSONField(_("notices"), null=True, blank=True)  # sentences about the file

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        permissions = [
            ("import_records", _("Can import files")),
            ("undo_import", _("Can undo imports")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone__isnull=True) | Q(applied__isnull=False),
                name="history_importrun_undone_after_applied",
                violation_error_message=_("Only an import that was applied can be undone."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.uploaded:%Y-%m-%d %H:%M})"


class Change(models.Model):
    """One record as it was before a change and as it was after it, with who, when and why.

    `slug` is the record's afterwards, `former_slug` the one before a renaming. `before` and `after`
    are in plain form (`core.records.plain`) or null. `is_public`: false for changes of a draft.
    `unit`: one for all changes made together; `record_revision`: the record's afterwards, or
    the last one of a deleted record. Both are null in rows of before there were such columns.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True)
    model = models.CharField(_("kind of record"), max_length=60)
    record = models.BigIntegerField(_("record's number"))
    slug = models.CharField(_("slug"), max_length=80)
    former_slug = models.CharField(_("former slug"), max_length=80, blank=True)
    action = models.CharField(_("what happened"), max_length=8, choices=Action)
    route = models.CharField(_("route"), max_length=8, choices=Route)
    actor = user_who(_("who"), blank=True)
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("import"),
    )
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    is_public = models.BooleanField(_("public"))
    unit = models.UUIDField(_("made together"), null=True, blank=True)
    record_revision = models.PositiveIntegerField(_("revision"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["model", "record", "-id"], name="history_change_record"),
            models.Index(fields=["model", "slug"], name="history_change_slug"),
            models.Index(
                fields=["model", "former_slug"],
                name="history_change_former_slug",
                condition=~Q(former_slug=""),
            ),
            models.Index(fields=["unit"], name="history_change_unit"),
        ]
        constraints = [
            one_of("action", Action),
            one_of("route", Route),
            models.CheckConstraint(
                condition=Q(action=Action.CREATE, before__isnull=True, after__isnull=False)
                | Q(action=Action.UPDATE, before__isnull=False, after__isnull=False)
                | Q(action=Action.DELETE, before__isnull=False, after__isnull=True),
                name="history_change_has_its_sides",
                violation_error_message=_("A change needs what was before, and what is after it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug} ({self.get_action_display()})"


class AboutRecord(models.Model):
    """A word of a person about one record, until somebody has dealt with it."""

    model = models.CharField(_("kind of record"), max_length=60)
    record = models.BigIntegerField(_("record's number"))
    slug = models.CharField(_("slug"), max_length=80)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = user_who(_("who"), blank=True)
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    settled = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["model", "record"],
                name="history_%(class)s_open",
                condition=Q(settled__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"


class Proposal(AboutRecord):
    """What an editor would change in a public record, or that it be deleted.

    Readers see nothing of it. `before` and `after`: the fields that would change, in plain form, as
    they were when it was proposed and as they would be; `after` is null for a deletion. A curator
    settles it: `accepted` are the names of the fields taken over (of a deletion: "delete"),
    `answer` what the proposer is told.
    """

    reason = models.CharField(_("reason"), max_length=200, blank=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"), null=True)
    accepted = models.JSONField(_("accepted"), default=list)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    settled_by = user_who(_("settled by"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta(AboutRecord.Meta):
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "record", "actor"],
                condition=Q(settled__isnull=True),
                name="history_proposal_one_open",
                violation_error_message=_("You have proposed a change of this record already."),
            )
        ]


class Remark(AboutRecord):
    """Why a curator has sent a draft back to its editor, until it is saved or published."""

    text = models.CharField(_("remark"), max_length=200)

    class Meta(AboutRecord.Meta):
        verbose_name = _("draft sent back")
        verbose_name_plural = _("drafts sent back")
        constraints = [not_blank("text", _("Say what the draft lacks."))]


WRITTEN = [field for field in Change._meta.concrete_fields if not field.primary_key]


def record(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Write these changes. One query per CHUNK."""
    shared = {
        "at": timezone.now(),
        "route": context.route,
        "actor": context.actor and context.actor.pk,
        "actor_name": context.actor.get_username() if context.actor else "",
        "reason": context.reason,
        "run": context.run and context.run.pk,
        "unit": context.unit,
    }
    rows = [shared | _values(one) for one in changes]
    insert(Change, WRITTEN, [[row[field.name] for field in WRITTEN] for row in rows])


def lead_on(record: models.Model, slug: str, context: Context) -> None:
    """From now on the address of this slug, whose record was merged into another, leads there.

    A change of nothing in the record that stays: its history goes on with that of the other.
    """
    after = plain(record)
    change = RecordChange(type(record), record.pk, after, after, is_public(record), record.revision)
    values = _values(change) | {"former_slug": slug, "route": context.route}
    name = context.actor.get_username() if context.actor else ""
    by = {"actor": context.actor, "actor_name": name}
    Change.objects.create(**values, **by, reason=context.reason, unit=context.unit)


def is_public(record: models.Model) -> bool:
    return type(record).objects.filter(pk=record.pk).with_publicity().get().is_public


def _values(change: RecordChange) -> dict:
    before, after = change.before, change.after
    action = Action.CREATE if before is None else Action.DELETE
    former_slug = ""
    if before is not None and after is not None:
        action = Action.UPDATE
        # Only the changed fields: earlier changes hold the others.
        before = {name: value for name, value in before.items() if after[name] != value}
        former_slug = before.get("slug", "")
    return {
        "model": change.model._meta.label_lower,
        "record": change.pk,
        "slug": (after or before)["slug"],
        "former_slug": former_slug,
        "action": action.value,
        "before": before,
        "after": after,
        "is_public": change.is_public,
        "record_revision": change.revision,
    }
