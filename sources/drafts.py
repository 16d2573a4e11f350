"""Drafts: records that only staff see until they are published.

A fact that is no draft refers to no draft source, metric or type. That is checked at the end of
each unit of work, so that public pages need not ask.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_

from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext as _

from core.records.access import may_publish
from core.records.batches import in_chunks
from core.records.changes import Context, RecordChange, Unit, by_kind
from core.records.models import TOTALS_ABOVE, has_drafts, needs
from sources.evidence.citations import cited_models
from sources.models import Source


def drafts_above(record: models.Model, above: int = TOTALS_ABOVE) -> list[models.Model]:
    """The drafts above a record: its zone, its reform, its total. A query for each."""
    found = {}
    for name in record.waits_for:
        parent = getattr(record, name)
        is_total = isinstance(parent, type(record))
        if parent is None or (is_total and not above):
            continue
        if parent.is_draft:
            found[parent] = None
        found |= dict.fromkeys(drafts_above(parent, above - is_total))
    return list(found)


def drafts_by_source(**source) -> Counter[int]:
    """The number of drafts by the key of their source, itself included.

    Of all sources, or of this `source`. A query per kind of fact, and one.
    """
    counts = Counter(Source.objects.filter(is_draft=True).values_list("pk", flat=True))
    for model in cited_models():
        rows = model.objects.filter(is_draft=True, **source).order_by().values_list("source")
        counts.update(dict(rows.annotate(models.Count("pk"))))
    return counts


def needed_drafts(records: Iterable[models.Model]) -> list[models.Model]:
    """The drafts to publish with these records so that everybody sees them, nearest first.

    Their sources, metrics and types, and what they wait for: a zone with its source too. A query
    for each relation of each kind, level by level.
    """
    todo = list(records)
    seen, found = set(todo), []
    while todo:
        above: dict[models.Model, None] = {}
        for model, some in by_kind(todo).items():
            keys = [record.pk for record in some]
            for field in (*needs(model), *map(model._meta.get_field, model.waits_for)):
                above |= dict.fromkeys(_referred(field, keys))
        todo = [record for record in above if record not in seen]
        seen.update(todo)
        found += [record for record in todo if record.is_draft]
    return found


def _referred(field: models.Field, keys: Iterable[int]) -> Iterator[models.Model]:
    rows = field.related_model._base_manager.order_by()
    for some in in_chunks(keys):
        yield from rows.filter(**{f"{field.related_query_name()}__in": some}).distinct()


def unfit_for_public(
    record: models.Model, many: Mapping[str, Sequence[models.Model]]
) -> dict[str, str]:
    """Why a record that is no draft cannot be public, by field.

    `many` has relations to many that are not saved yet; a query for each other one.
    """
    if not has_drafts(type(record)) or record.is_draft:
        return {}
    problems = {}
    for field in needs(type(record)):
        name = field.name
        if not field.many_to_many:
            others = filter(None, [getattr(record, name, None)])
        else:
            saved = getattr(record, name).all() if record.pk else ()
            others = many.get(name, saved)
            if not others and name in record.needed_in_public:
                problems[name] = str(record.needed_in_public[name])
        drafts = [other for other in others if other.is_draft]
        if drafts:
            words = {"kind": drafts[0]._meta.verbose_name, "name": "; ".join(map(str, drafts))}
            problems[name] = (
                _("The %(kind)s “%(name)s” is a draft: publish it first, or let this be a draft.")
                % words
            )
    return problems


def unfit_for_draft(model: type[models.Model], keys: Iterable[int]) -> str:
    """Why these sources, metrics or types cannot be drafts; "" if they can.

    A query for each kind of fact.
    """
    for relation in model._meta.related_objects:
        users = relation.related_model
        if has_drafts(users) and relation.field in needs(users):
            rows = users._base_manager.filter(is_draft=False).order_by()
            for some in in_chunks(keys):
                if user := rows.filter(**{f"{relation.field.name}__in": some}).first():
                    words = _("It cannot be a draft: the public %(kind)s “%(name)s” refers to it.")
                    return words % {"kind": users._meta.verbose_name, "name": user}
    return ""


def note_what_to_check(changes: Sequence[RecordChange], work: Unit, **_kwargs) -> None:
    for change in changes:
        now, before = change.after, change.before
        if now is None or not has_drafts(change.model):
            continue
        names = ("is_draft", *(field.name for field in needs(change.model)))
        if before is None or any(before[name] != now[name] for name in names):
            state = "drafts" if now["is_draft"] else "public"
            work.to_check.setdefault((state, change.model), set()).add(change.pk)


def refuse_drafts_in_public(work: Unit, **_kwargs) -> None:
    """Raise ValidationError if a public fact refers to a draft source, metric or type.

    Also if it lacks what it needs in public. A query for each kind of changed records.
    """
    for (state, model), keys in work.to_check.items():
        if state == "drafts":
            drafts = (
                model._base_manager.filter(pk__in=some, is_draft=True) for some in in_chunks(keys)
            )
            hidden = [record.pk for rows in drafts for record in rows.only("pk")]
            if problem := unfit_for_draft(model, hidden):
                raise ValidationError(problem)
            continue
        unfit = [models.Q(**{f"{field.name}__is_draft": True}) for field in needs(model)]
        unfit += [models.Q(**{f"{name}__isnull": True}) for name in model.needed_in_public]
        for some in in_chunks(keys if unfit else ()):
            rows = model._base_manager.filter(pk__in=some, is_draft=False).order_by()
            if record := rows.filter(reduce(or_, unfit)).first():
                problems = unfit_for_public(record, {})
                raise ValidationError([f"{record}: {problem}" for problem in problems.values()])


def touches_public(records: Iterable[models.Model]) -> bool:
    """Whether deleting these would delete or change a record that is no draft. Reads them all."""
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect([*records])
    touched = [*collector.data.values(), *chain(*collector.field_updates.values())]
    return any(has_drafts(type(one)) and not one.is_draft for one in chain(*touched))


def must_propose(user, records: Iterable[models.Model]) -> bool:
    """Whether this user can only propose to delete these."""
    return not may_publish(user) and touches_public(records)


def refuse_changes(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Raise PermissionDenied if the user may not publish, and something is or was no draft.

    Commands are exempt.
    """
    if context.actor is None or may_publish(context.actor):
        return
    for change in changes:
        sides = [side for side in (change.before, change.after) if side is not None]
        if has_drafts(change.model) and not all(side["is_draft"] for side in sides):
            raise PermissionDenied(
                _("Only a curator may publish, and change or delete what is public.")
            )
