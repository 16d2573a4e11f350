"""Tables: uploaded files, their rows that are not applied yet, mappings kept for the next file.

Articles under review are in `intake.articles.models`.
"""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records.models import one_of
from history.models import ImportRun, user_who
from history.wording import field_changes
from intake.articles.models import (  # noqa: F401, Django looks for models here
    ArticleProposal,
    ArticleReview,
    AsideRule,
    ProposalKind,
    ProposalState,
)
from intake.tables.kinds import kind_named


class RowAction(models.TextChoices):
    CREATE = "create", _("added")
    UPDATE = "update", _("changed")
    UNCHANGED = "same", _("unchanged")
    ERROR = "error", _("error")


class StagedRow(models.Model):
    """One row of an uploaded file, read, checked and compared, waiting to be applied.

    Deleted when the import is applied. `before` and `after`: what differs, in plain form (of a new
    record all that the file gives); `read_revision`: the record's at the preview; `errors`:
    [column, message] pairs; `raw`: cells that differ from their values, by field, "" where no cell
    says the value; `merged`,
    `emptied`: field names; `doubts` (`core.records.doubts`): for an editor to confirm.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(_("sheet"), max_length=40, blank=True)
    number = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("kind of record"), max_length=60)
    slug = models.CharField(_("slug"), max_length=100)
    action = models.CharField(_("what happens"), max_length=8, choices=RowAction)
    read_revision = models.PositiveIntegerField(_("revision"), null=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    errors = models.JSONField(_("errors"), default=list)
    raw = models.JSONField(_("as it stands in the file"), null=True)
    merged = models.JSONField(_("filled in from merged cells"), null=True)
    emptied = models.JSONField(_("fields that become empty"), null=True)
    doubts = models.JSONField(_("doubts"), null=True)

    names = None  # of records, by kind and key, for its page

    class Meta:
        verbose_name = _("row of an imported file")
        verbose_name_plural = _("rows of imported files")
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"], name="curation_row_action")]
        constraints = [
            one_of("action", RowAction),
            models.CheckConstraint(
                condition=~Q(action__in=[RowAction.CREATE, RowAction.UPDATE])
                | Q(after__isnull=False),
                name="curation_stagedrow_says_what",
                violation_error_message=_("A row that adds or changes a record needs its values."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number} {self.slug}".strip()

    def located(self, column: str, message: str) -> str:
        """A problem with its place: "Observations, row 14, unit: …"."""
        words = {"sheet": self.sheet, "row": self.number, "column": column, "message": message}
        if self.sheet and column:
            return _("%(sheet)s, row %(row)s, %(column)s: %(message)s") % words
        if self.sheet:
            return _("%(sheet)s, row %(row)s: %(message)s") % words
        if column:
            return _("row %(row)s, %(column)s: %(message)s") % words
        return _("row %(row)s: %(message)s") % words

    @property
    def model(self) -> str:
        """As `history.models.Change` says it."""
        return self.kind

    @property
    def kind_name(self) -> str:
        return kind_named(self.kind)._meta.verbose_name

    @property
    def name(self) -> str:
        return (self.names or {}).get((kind_named(self.kind), self.slug), "")

    @property
    def problems(self) -> list[str]:
        return [self.located(*error) for error in self.errors]

    @cached_property
    def cells(self) -> list[tuple]:
        """Changed fields: the change, the file's cell where it differs, is it merged, emptied.

        The cell is None where it is the same text, "" where there is none.
        """
        if not self.after:
            return []
        raw, merged, emptied = self.raw or {}, self.merged or (), self.emptied or ()
        return [
            (one, raw.get(one.name), one.name in merged, one.name in emptied)
            for one in field_changes(kind_named(self.kind), self.before, self.after, self.names)
        ]

    @property
    def unread(self) -> list[tuple[str, str]]:
        """Labels and texts of the cells that could not be read."""
        field, read = kind_named(self.kind)._meta.get_field, self.after or {}
        cells = (self.raw or {}).items() if self.errors else ()
        return [
            (str(field(name).verbose_name), raw) for name, raw in cells if raw and name not in read
        ]


class SavedMapping(models.Model):
    """What the columns of a file mean, kept under a name for the next file of the same shape."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    shape = models.CharField(_("shape"), max_length=64, db_index=True)  # digest of the headings
    mapping = models.JSONField(_("mapping"))  # of intake.mapping.mapping
    actor = user_who(_("who"))
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file that waits while a person says what its columns mean; it expires like a preview.

    `picture`: the file's first and last rows; `mapping`: what that person has said so far; `saved`:
    what that was taken from; `run`: the newest preview made of it.
    """

    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    is_pasted = models.BooleanField(_("pasted"), default=False)
    kind = models.CharField(_("kind of record"), max_length=60, blank=True)  # as chosen
    sheet = models.PositiveSmallIntegerField(_("sheet"), default=0)  # its place in the file
    picture = models.JSONField(_("first and last rows"), null=True)
    mapping = models.JSONField(_("mapping"), null=True)
    saved = models.ForeignKey(SavedMapping, on_delete=models.SET_NULL, null=True)
    run = models.OneToOneField(ImportRun, on_delete=models.SET_NULL, null=True)
    actor = user_who(_("who"))
    uploaded = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("file being mapped")
        verbose_name_plural = _("files being mapped")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
