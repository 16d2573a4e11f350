"""What the admin's lists do to many records at once: publish, re-rank, re-type.

Each first shows what would change, record by record, and asks why. What is then confirmed is
what was shown: when a record was changed meanwhile, the page is shown anew.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.admin import ManyRecords
from core.language.formatting import printed
from core.records.changes import unit
from core.records.models import StaleRecordError, waiting_condition
from reforms.models import Reform, ReformType
from zones.choices import Rank

AT_ONCE = 1000  # records; each is saved by itself, which takes a few milliseconds
LISTED = 100


@dataclass(frozen=True)
class Planned:
    """One record, how it stands and how it would stand, and what brings it there."""

    record: models.Model
    label: str
    now: str
    then: str
    make_so: Callable[[], None]

    @property
    def changes(self) -> bool:
        return self.now != self.then


# Given the records, and the choices made in the form or None while there are none.
Plan = Callable[[Sequence[models.Model], dict | None], list[Planned]]


class ReasonForm(forms.Form):
    """Why: the sentence that the history of each record will show."""

    change_reason = forms.CharField(
        label=_("reason for the change"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


def show_and_do(name: str, title, form_class, plan: Plan, model_admin, request, queryset):
    """The page that shows what an action would change; None once it was confirmed and done.

    About five queries, and a few for each record that is changed.
    """
    records = list(queryset[: AT_ONCE + 1])
    if not 0 < len(records) <= AT_ONCE:
        limit = gettext("Choose 1 to %(limit)s records at once; filter the list first.")
        messages.error(request, limit % {"limit": AT_ONCE})
        return None
    step = request.POST.get("step")
    form = form_class(request.POST if step else None)
    choices = form.cleaned_data if form.is_valid() else None
    try:
        planned = plan(records, choices)
    except ValidationError as error:
        form.add_error(None, error)
        planned = plan(records, None)
    changing = [one for one in planned if one.changes]
    if step == "apply" and form.is_valid():
        if request.POST.get("seen") == fingerprint(changing):
            return carry_out(request, changing, form.cleaned_data["change_reason"])
        messages.warning(
            request,
            gettext("Something was changed meanwhile. Look at what would change now."),
        )
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "action": name,
        "form": form,
        "media": model_admin.media + form.media,
        "has_choices": form_class is not ReasonForm,
        "listed": sorted(planned, key=lambda one: not one.changes)[:LISTED],
        "total": len(planned),
        "changing": len(changing),
        "seen": fingerprint(changing),
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/bulk_change.html", context)


def fingerprint(planned: Sequence[Planned]) -> str:
    """What a page has shown, to tell whether it still holds."""
    shown = [(one.record.pk, one.record.revision, one.then) for one in planned]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def carry_out(request, changing: Sequence[Planned], reason: str) -> None:
    """Make the planned changes, all or none, and say how many. A few queries for each."""
    try:
        with unit(actor=request.user, route="admin", reason=reason):
            for one in changing:
                one.make_so()
    except StaleRecordError:
        moment = gettext("Somebody saved one of these records at this moment. Nothing was changed.")
        messages.error(request, moment)
        return
    done = ngettext("%(n)s record was changed.", "%(n)s records were changed.", len(changing))
    messages.success(request, done % {"n": len(changing)})


# -- Drafts -----------------------------------------------------------------------------


def set_draft(record: models.Model, is_draft: bool) -> None:
    record.is_draft = is_draft
    record.save(update_fields=["is_draft"])


def plan_drafts(is_draft: bool, records, _choices) -> list[Planned]:
    """Facts published or made drafts again; the plan tells which of them wait for another."""
    model = type(records[0])
    rows = model._base_manager.filter(pk__in=[record.pk for record in records])
    waiting = set(rows.filter(waiting_condition(model)).values_list("pk", flat=True))
    draft, published = gettext("draft"), pgettext("of a fact", "published")
    waits = gettext("published, but not public before the draft that it belongs to")
    plan = []
    for record in records:
        words = waits if record.pk in waiting else published
        now, then = draft if record.is_draft else words, draft if is_draft else words
        plan.append(Planned(record, str(record), now, then, partial(set_draft, record, is_draft)))
    return plan


@admin.action(description=_("Publish drafts…"), permissions=["publish"])
def publish(model_admin, request, queryset):
    plan = partial(plan_drafts, False)
    title = _("Publish drafts")
    return show_and_do("publish", title, ReasonForm, plan, model_admin, request, queryset)


@admin.action(description=_("Make drafts again…"), permissions=["publish"])
def back_to_draft(model_admin, request, queryset):
    plan = partial(plan_drafts, True)
    title = _("Make drafts again")
    return show_and_do("back_to_draft", title, ReasonForm, plan, model_admin, request, queryset)


# -- Ranks ------------------------------------------------------------------------------


class RankForm(forms.Form):
    """A rank, and why, in both languages. The reason in Chinese goes into the history too."""

    rank = forms.ChoiceField(label=_("rank"), choices=Rank.choices)
    change_reason = forms.CharField(
        label=_("reason for the rank, Chinese"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Needed unless the rank is normal. Readers see it beside the figure."),
    )
    reason_en = forms.CharField(
        label=_("reason for the rank, English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rank") != Rank.NORMAL and not cleaned.get("change_reason"):
            self.add_error("change_reason", _("Say why this value is preferred or deprecated."))
        return cleaned


def set_rank(figure, rank: str, reason: str, reason_en: str) -> None:
    figure.rank, figure.rank_reason, figure.rank_reason_en = rank, reason, reason_en
    figure.save(update_fields=["rank", "rank_reason", "rank_reason_en"])


def in_words(rank: str, *reasons: str) -> str:
    return " · ".join([str(Rank(rank).label), *filter(None, reasons)])


def plan_ranks(figures, choices) -> list[Planned]:
    plan = []
    for figure in figures:
        value = figure.value_text if figure.value is None else printed(figure.value, figure.unit)
        label = " · ".join(filter(None, [str(figure), value, figure.period, str(figure.source)]))
        now = (figure.rank, figure.rank_reason, figure.rank_reason_en)
        then = now
        if choices:
            is_normal = choices["rank"] == Rank.NORMAL
            reasons = ("", "") if is_normal else (choices["change_reason"], choices["reason_en"])
            then = (choices["rank"], *reasons)
        do = partial(set_rank, figure, *then)
        plan.append(Planned(figure, label, in_words(*now), in_words(*then), do))
    return plan


@admin.action(description=_("Rank figures that disagree…"), permissions=["change"])
def re_rank(model_admin, request, queryset):
    rows = queryset.select_related("zone", "metric", "source")
    title = _("Rank figures that disagree")
    return show_and_do("re_rank", title, RankForm, plan_ranks, model_admin, request, rows)


# -- Types ------------------------------------------------------------------------------


class TypesForm(ReasonForm):
    """Types, and what becomes of those that a reform has."""

    ADD, REMOVE, REPLACE = "add", "remove", "replace"

    operation = forms.ChoiceField(
        label=_("what to do"),
        choices=[
            (ADD, _("add these types")),
            (REMOVE, _("remove these types")),
            (REPLACE, _("replace all types by these")),
        ],
    )
    types = forms.ModelMultipleChoiceField(
        label=_("types"),
        queryset=ReformType.objects.all(),
        widget=ManyRecords(Reform._meta.get_field("types"), admin.site),
        error_messages={"required": _("Choose one type at least.")},
    )
    field_order = ["operation", "types", "change_reason"]


def set_types(reform, types: list[ReformType]) -> None:
    reform.types.set(types)
    reform.save(update_fields=["revision"])  # whoever has its form open learns of it


def new_types(reform, choices: dict | None) -> list[ReformType]:
    """The types that a reform would have, in the order of the taxonomy."""
    now = list(reform.types.all())
    if not choices:
        return now
    chosen, operation = list(choices["types"]), choices["operation"]
    if operation == TypesForm.REMOVE:
        return [kind for kind in now if kind not in chosen]
    if operation == TypesForm.ADD:
        return now + [kind for kind in chosen if kind not in now]
    return now if set(now) == set(chosen) else chosen


def plan_types(reforms, choices) -> list[Planned]:
    """Raises ValidationError when a reform would be left without a type."""
    plan = []
    for reform in reforms:
        then = new_types(reform, choices)
        now_text, then_text = (
            "; ".join(str(kind) for kind in kinds) for kinds in (reform.types.all(), then)
        )
        do = partial(set_types, reform, then)
        plan.append(Planned(reform, str(reform), now_text, then_text, do))
    bare = [one.label for one in plan if not one.then]
    if bare:
        message = _("A reform needs one type at least. Without any would be: %(reforms)s.")
        raise ValidationError(message, params={"reforms": "; ".join(bare[:10])})
    return plan


@admin.action(description=_("Change types…"), permissions=["change"])
def re_type(model_admin, request, queryset):
    title = _("Change the types of reforms")
    return show_and_do("re_type", title, TypesForm, plan_types, model_admin, request, queryset)


def offer() -> None:
    """Make the actions known to the admin by name; each list says which of them it has."""
    for action in (publish, back_to_draft, re_rank, re_type):
        admin.site.add_action(action)
        admin.site.disable_action(action.__name__)
