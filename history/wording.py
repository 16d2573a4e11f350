"""Changes in words, field by field, in the reader's language."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.language.edtf import InvalidPartialDateError
from core.language.text import reads_chinese
from core.records.access import may_view
from core.records.plain import editable_fields, name_column, slugs_in
from core.web.tables import in_words
from history.models import Action, Change

LONG = 60  # characters; longer texts show their differences
SAYS_NOTHING = ("", None, [], False, "not-stated")
Names = Callable[[Collection[int]], dict[int, str]]
_chosen_names: Names = dict.fromkeys


@dataclass(frozen=True)
class FieldChange:
    """A field with its label and both values; for a long text also both in one."""

    name: str
    label: str
    before: str
    after: str
    differences: str = ""


@dataclass(frozen=True)
class ChangeView:
    change: Change
    kind: str
    name: str
    fields: tuple[FieldChange, ...]
    is_published: bool  # before the change it was a draft
    address: str = ""  # of the record's page, as far as there is one for the reader
    who: str = ""  # as far as the reader may know; blank for a command
    together: int = 0  # how many can be undone together, by a reader who may

    @property
    def action(self) -> str:
        return gettext("published") if self.is_published else self.change.get_action_display()

    @property
    def said(self) -> str:
        """What happened, of a change with its fields: "changed (name, tier)"."""
        fields = gettext(", ").join(field.label for field in self.fields)
        if self.change.action != Action.UPDATE or self.is_published or not fields:
            return self.action
        return gettext("%(action)s (%(fields)s)") % {"action": self.action, "fields": fields}

    @property
    def title(self) -> str:
        """One line: "Zone Linfen EDZ: changed (name, tier)"."""
        words = {"kind": capfirst(self.kind), "name": self.name, "said": self.said}
        return gettext("%(kind)s %(name)s: %(said)s") % words


def described(changes: Sequence[Change], user) -> list[ChangeView]:
    """Changes `with_context` in words. A query per model, one for people."""
    names, people = names_in(changes, user), who_made(changes, user)
    present = set(names)
    for change in sorted(changes, key=lambda one: not name_column(apps.get_model(one.model))):
        names.setdefault((apps.get_model(change.model), change.slug), name_in(change, names))
    sees_drafts = may_view(user, Change)
    views = []
    for change in changes:
        model = apps.get_model(change.model)
        # The state as a draft is not public: publishing is shown as adding.
        published = not sees_drafts and change.was_public is False
        before = None if published else change.before
        views.append(
            ChangeView(
                change,
                str(model._meta.verbose_name),
                names[(model, change.slug)],
                tuple(field_changes(model, before, change.after, names)),
                published,
                _address(model, change.slug) if (model, change.slug) in present else "",
                people[change.pk],
            )
        )
    return views


def _address(model: type[models.Model], slug: str) -> str:
    try:
        return model(slug=slug).get_absolute_url()
    except ObjectDoesNotExist:  # its page is that of another record, which is not read here
        return ""


def described_left(left: Sequence, user, most: int) -> list[tuple[ChangeView, str]]:
    """Changes that could not be undone (`history.reverting.Left`), the first ones, and why."""
    reasons = {one.change.pk: one.reason for one in left[:most]}
    rows = Change.objects.filter(pk__in=reasons).with_context()
    return [(view, reasons[view.change.pk]) for view in described(rows, user)]


def register_names(chosen: Names) -> None:
    """Register the function that gives editors' chosen names by account key."""
    global _chosen_names
    _chosen_names = chosen


def public_name(person: int | None) -> str:
    """An account's name for everybody. One query at most."""
    names = _chosen_names({person}) if person else {}
    return names.get(person) or gettext("an editor")


def who_made(changes: Sequence[Change], user) -> dict[int, str]:
    """Names by change: the account for permitted users, else the chosen name. One query at most."""
    if may_view(user, Change):
        return {change.pk: change.actor_name for change in changes}
    people = {change.actor_id for change in changes if change.actor_id}
    names = _chosen_names(people) if people else {}
    return {
        change.pk: (names.get(change.actor_id) or gettext("an editor")) if change.actor_name else ""
        for change in changes
    }


def field_changes(model, before, after, names=None) -> Iterable[FieldChange]:
    """The fields that differ; of a new or deleted record those that say something."""
    both = before is not None and after is not None
    for field in editable_fields(model):
        if both and field.name not in before:
            continue
        old, new = (before or {}).get(field.name), (after or {}).get(field.name)
        if old == new or (not both and (old or new) in SAYS_NOTHING):
            continue
        shown = [_shown(field, value, names or {}) for value in (old, new)]
        texts = isinstance(old, str) and isinstance(new, str)
        is_long = texts and max(len(old), len(new)) > LONG
        merged = _differences(old, new) if is_long else ""
        yield FieldChange(field.name, str(field.verbose_name), *shown, merged)


def names_in(changes: Sequence, user) -> dict[tuple[type[models.Model], str], str]:
    """Names of the records that changes or proposals are about or refer to. A query per model."""
    wanted: dict[type[models.Model], set[str]] = {}
    for change in changes:
        model = apps.get_model(change.model)
        wanted.setdefault(model, set()).add(change.slug)
        for field in editable_fields(model):
            if field.is_relation:
                for values in (change.before or {}, change.after or {}):
                    slugs = slugs_in(values.get(field.name))
                    wanted.setdefault(field.related_model, set()).update(slugs)
    names = {}
    for model, slugs in wanted.items():
        rows = model.objects.visible_to(user).filter(slug__in=slugs)
        if model.named_after:  # without arguments it would join every relation
            rows = rows.select_related(*model.named_after)
        names.update({(model, row.slug): str(row) for row in rows})
    return names


def name_in(change, names) -> str:
    """The name of a record that is no more, as the change has it."""
    model, row = apps.get_model(change.model), change.after or change.before
    if column := name_column(model):
        chinese, english = row.get(column), row.get(f"{column}_en")
        return (chinese or english if reads_chinese() else english or chinese) or change.slug
    above = [(model._meta.get_field(name), row.get(name)) for name in model.named_after]
    return " · ".join(_shown(field, value, names) for field, value in above) or change.slug


def _shown(field: models.Field, value, names) -> str:
    if value in (None, "", []):
        return ""
    if field.is_relation:
        kind = field.related_model
        return "; ".join(names.get((kind, slug), slug) for slug in slugs_in(value))
    try:
        return in_words(field, value)
    except (KeyError, InvalidPartialDateError):  # a unit or date that was valid once
        return value


MARKED = {
    "equal": "{0}",
    "delete": "<del>{0}</del>",
    "insert": "<ins>{1}</ins>",
    "replace": "<del>{0}</del><ins>{1}</ins>",
}


def _differences(old: str, new: str) -> SafeString:
    """Both texts as one, in HTML that marks what is gone and what is new."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces = (
        format_html(MARKED[kind], old[a:b], new[c:d]) for kind, a, b, c, d in matcher.get_opcodes()
    )
    return SafeString("".join(pieces))
