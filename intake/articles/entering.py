"""A record made of plain values, with every check of its form: rules, what is public, doubts."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.forms import Field
from django.utils.translation import gettext as _

from core.records.access import may, may_publish
from core.records.doubts import Doubt
from core.records.models import has_drafts, needs
from core.records.plain import assign, editable_fields, plain_value
from core.records.writing import broken_rule
from sources.doubts import confirm, mark_of, open_doubts
from sources.drafts import unfit_for_public
from zones.models import Zone


@dataclass(frozen=True)
class Because:
    """What a person has answered to doubts: `mark` (`sources.doubts.mark_of`) and the reason."""

    mark: str
    reason: str


class DoubtfulError(ValidationError):
    """A record is doubtful: `doubts`, to be answered with their `mark`. By field."""

    def __init__(self, doubts: list[Doubt]):
        self.doubts, self.mark = doubts, mark_of(doubts)
        found: dict[str, list[str]] = {}
        for doubt in doubts:
            found.setdefault(doubt.columns[0], []).append(doubt.sentence)
        super().__init__(found)


def enter(
    model: type[models.Model], values: dict, user, *, because: Because | None = None
) -> models.Model:
    """Save a new record. Runs in the caller's unit of work.

    A relation is the slug of a record; among several a dictionary is the values of a new one, which
    is saved first. A record is a draft if its user may not publish, if `values` say so, or if what
    it refers to is one. Raises ValidationError by field, DoubtfulError, PermissionDenied.
    """
    if not may(user, "add", model):
        sentence = _("You may not add such a record: %(kind)s.")
        raise PermissionDenied(sentence % {"kind": model._meta.verbose_name})
    try:
        with transaction.atomic():
            return _entered(model, values, user, because)
    except IntegrityError as error:  # another save came between check and write
        names, sentence = broken_rule(model, error)
        raise ValidationError({names[0] if names else NON_FIELD_ERRORS: [sentence]}) from error


def _entered(model, values: dict, user, because: Because | None) -> models.Model:
    values = {name: value for name, value in values.items() if value is not None}
    values = {name: _with_new(model, name, value, user) for name, value in values.items()}
    slug, is_draft = values.pop("slug", ""), values.pop("is_draft", False)
    record = model()
    if issubclass(model, Zone):
        values.setdefault("sources_read", [values.get("source")] if values.get("source") else [])
    many = assign(record, values)
    _check(record, many)
    record.slug = slug or record.unused_slug()
    if has_drafts(model):
        record.is_draft = is_draft or not may_publish(user) or _waits(record, many)
    if problems := unfit_for_public(record, many):
        raise ValidationError(problems)
    if slug:
        record.full_clean()
    doubts = open_doubts([record])[0]
    is_answered = because and because.reason and because.mark == mark_of(doubts)
    if doubts and not is_answered:
        raise DoubtfulError(doubts)
    record.save()
    for name, others in many.items():
        getattr(record, name).set(others)
    if doubts:
        confirm([(record, doubts)], reason=because.reason, actor=user)
    return record


def _check(record: models.Model, many: dict) -> None:
    """All but the slug, which is made of the other fields."""
    problems = {}
    try:
        record.full_clean(exclude=["slug"])
    except ValidationError as error:
        problems = error.message_dict
    for field in editable_fields(type(record)):
        is_lacking = field.many_to_many and not many.get(field.name)
        if not field.blank and (is_lacking or _is_null(record, field)):
            problems[field.name] = [str(Field.default_error_messages["required"])]
    if problems:
        raise ValidationError(problems)


def _is_null(record: models.Model, field: models.Field) -> bool:
    return not field.many_to_many and field.is_relation and getattr(record, field.attname) is None


def _waits(record: models.Model, many: dict) -> bool:
    """Whether what a record needs or belongs to is a draft, or it lacks what it needs in public."""
    if any(not many.get(name) for name in record.needed_in_public):
        return True
    names = [field.name for field in needs(type(record)) if not field.many_to_many]
    others = [getattr(record, name) for name in (*names, *record.waits_for)]
    others += [one for some in many.values() for one in some if has_drafts(type(one))]
    return any(one.is_draft for one in filter(None, others))


def _with_new(model, name: str, value, user):
    """A field's plain value; of several relations the new ones are made, then named by slug."""
    field = model._meta.get_field(name)
    if not field.many_to_many:
        return value
    try:
        return [
            enter(field.related_model, one, user).slug if isinstance(one, dict) else one
            for one in value
        ]
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def differing(model: type[models.Model], proposed: dict, entered: dict) -> list[str]:
    """The fields in which plain values differ from those that were proposed."""
    found = []
    for field in editable_fields(model):
        name = field.name
        if name in ("slug", "is_draft", "sources_read") or name not in entered:
            continue
        before, after = (_normal(field, values.get(name)) for values in (proposed, entered))
        if before != after:
            found.append(name)
    return found


def _normal(field: models.Field, value):
    if value in (None, "", []):
        value = [] if field.many_to_many else None if field.is_relation else field.get_default()
    if field.many_to_many:
        return sorted(map(str, value))
    return plain_value(field, value)
