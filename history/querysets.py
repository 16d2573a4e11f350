"""Queries of the history's pages and feeds."""

from collections.abc import Iterable, Iterator, Sequence

from django.core.validators import slug_re
from django.db import models
from django.db.models import Case, Count, Max, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KT
from django.db.models.lookups import In

from core.records.access import may_view
from core.records.changes import by_kind, kinds
from core.records.models import has_drafts
from core.web.feeds import Records

ALONE = Case(When(unit__isnull=True, then="pk"))


class AboutRecords(models.QuerySet):
    def about(self, records: Iterable[models.Model]):
        """The rows about these records, of any kind."""
        condition = Q(pk__in=[])
        for model, some in by_kind(records).items():
            keys = [record.pk for record in some]
            condition |= Q(model=model._meta.label_lower, record__in=keys)
        return self.filter(condition)


class ChangeQuerySet(AboutRecords):
    def of(self, model: type[models.Model], slug: str):
        """The changes of one record, also under its former slugs, newest first.

        Also those of the records that were merged into it (`lead_on`).
        """
        ours = self.filter(model=model._meta.label_lower)
        records = ours.filter(slug=slug).values("record")
        merged = ours.filter(record__in=records, before={}).exclude(former_slug="")
        of_these = Q(record__in=records) | Q(slug__in=merged.values("former_slug"))
        return ours.filter(of_these).order_by("-pk")

    def since(self, record: models.Model, revision: int):
        """A record's changes after that revision, newest first; None if some may be missing.

        One query.
        """
        changes = [*self.filter(model=record._meta.label_lower, record=record.pk).order_by("-pk")]
        later = [change for change in changes if (change.record_revision or 0) > revision]
        before = changes[len(later) :]
        # Older changes have no number: whether they came before is certain only without a gap.
        is_certain = (
            not before
            or before[0].record_revision
            or (later and later[-1].record_revision == revision + 1)
        )
        is_one_life = all(change.action == "update" for change in changes[:-1])
        is_read = 0 < revision < record.revision
        return later if is_read and is_certain and is_one_life else None

    def around(self, *records: Records):
        """The changes of records and of those that belong to them: a zone's reforms and figures.

        Each of `records` is a query, or a model for all of its records. Deleted records are found
        under what they belonged to, and by their model.
        """
        condition = Q(pk__in=[])
        for model, found in _with_belonging(records):
            condition |= Q(found, model=model._meta.label_lower)
        return self.filter(condition).order_by("-pk")

    def with_context(self):
        """Adds `was_public`: the record was public before the change; null for the first."""
        return self.select_related("actor", "run").annotate(was_public=self.was_public)

    @property
    def was_public(self) -> Subquery:
        earlier = self.model.objects.filter(
            model=OuterRef("model"), record=OuterRef("record"), pk__lt=OuterRef("pk")
        )
        return Subquery(earlier.order_by("-pk").values("is_public")[:1])

    def by_unit(self):
        """What was changed together, newest first: `unit` and `last`, the newest change's key.

        A row of before there were units stands `alone`, by its key.
        """
        found = self.order_by().values("unit", alone=ALONE)
        return found.annotate(last=Max("pk"), number=Count("pk")).order_by("-last")

    def made_together(self, changes: Sequence[models.Model]) -> dict[int, int]:
        """By key how many changes were made together with each of these. One query."""
        units = {change.unit for change in changes if change.unit}
        rows = self.filter(unit__in=units).order_by().values_list("unit")
        numbers = dict(rows.annotate(models.Count("pk"))) if units else {}
        return {change.pk: numbers.get(change.unit, 1) for change in changes}

    def visible_to(self, user):
        """All changes with the permission to view them; else no drafts, now or at the time."""
        if may_view(user, self.model):
            return self
        hidden = Q(is_public=False)
        for model in kinds():
            if has_drafts(model):
                drafts = model.objects.drafts().order_by().values("pk")
                hidden |= Q(model=model._meta.label_lower, record__in=drafts)
        return self.exclude(hidden)

    def present_slugs(self, model: type[models.Model], slugs: Iterable[str], user):
        """Present slugs by former ones, without drafts, slugs in use, deleted records.

        Four queries.
        """
        visible = model.objects.visible_to(user)
        asked = {slug for slug in slugs if slug_re.fullmatch(slug)}
        free = asked - set(visible.filter(slug__in=asked).values_list("slug", flat=True))
        if not free:
            return {}
        changes = self.filter(model=model._meta.label_lower).visible_to(user).order_by()
        shown = changes.filter(slug__in=free).values_list("pk", "slug", "record")
        renamed = changes.filter(former_slug__in=free).exclude(former_slug="")
        if not may_view(user, self.model):
            unrecorded = Q(was_public__isnull=True, before__is_draft__isnull=True)
            renamed = renamed.with_context().filter(Q(was_public=True) | unrecorded)
        rows = sorted([*shown, *renamed.values_list("pk", "former_slug", "record")])
        last = {slug: record for _pk, slug, record in rows}
        present = dict(visible.filter(pk__in=set(last.values())).values_list("pk", "slug"))
        return {slug: present[record] for slug, record in last.items() if record in present}


class ProposalQuerySet(AboutRecords):
    def open(self):
        """Those that no curator has settled."""
        return self.filter(settled__isnull=True)


def _with_belonging(records: Iterable[Records]) -> Iterator[tuple[type[models.Model], Q]]:
    """Models with a condition on their changes: of these records, then of what belongs to them."""
    waiting, known = list(records), set()
    while waiting:
        rows = waiting.pop(0)
        is_whole = isinstance(rows, type)
        model = rows if is_whole else rows.model
        known.add(model)
        yield model, Q() if is_whole else Q(record__in=rows.order_by().values("pk"))
        for below in kinds():
            names = [n for n in below.waits_for if below._meta.get_field(n).related_model is model]
            if not names or below in known:
                continue
            known.add(below)
            if is_whole:
                waiting.append(below)
                continue
            there = Q(pk__in=[])
            for name in names:
                there |= Q(**{f"{name}__in": rows.order_by().values("pk")})
                # What is deleted stands in no table: the change says where it belonged.
                yield (
                    below,
                    Q(In(KT(f"before__{name}"), rows.order_by().values("slug")), action="delete"),
                )
            waiting.append(below._base_manager.filter(there))


def model_named(label: str) -> type[models.Model] | None:
    """The project's model with that label ("zones.zone"), or None."""
    return next((m for m in kinds() if m._meta.label_lower == label.lower()), None)
