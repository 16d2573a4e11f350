"""Admin actions on many records (publish, rank, types), with a preview and a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.admin.forms import NOTHING, ManyRecords, ManyRecordsField, OneRecord, OneRecordField
from core.admin.pages import record_address
from core.fields import both
from core.records.changes import unit
from core.records.doubts import Doubt
from core.records.models import StaleRecordError, in_readers_language
from history.proposals import propose
from reforms.models import Reform, ReformType
from sources.doubts import confirm, doubts_of, mark_of, open_doubts
from sources.drafts import (
    may_publish,
    needed_drafts,
    refuse_drafts_in_public,
    unfit_for_public,
)
from sources.models import digest
from zones.choices import Rank
from zones.models import Observation, Scope

AT_ONCE = 1000  # records; saving takes a few milliseconds each
LISTED = 100


@dataclass(frozen=True)
class Planned:
    record: models.Model
    label: str
    now: str
    then: str
    values: dict  # by field; of a relation to many the related records
    doubts: Sequence[Doubt] = ()  # confirmed by the change
    goes: Callable[[], None] | None = None  # what is done instead with a record that goes

    @property
    def address(self) -> str:
        return record_address(self.record)

    @property
    def changes(self) -> bool:
        return self.now != self.then


# Arguments: the records, and the form's choices (None before the form is sent).
Plan = Callable[[Sequence[models.Model], dict | None], list[Planned]]


def reason_field(label, **options) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=label, max_length=200, widget=widget, **options)


class ReasonForm(forms.Form):
    """The reason, shown in the history of each record."""

    change_reason = reason_field(_("reason for the change"))


def show_and_do(name: str, title, form_class, plan: Plan, model_admin, request, queryset):
    """The preview page; None once done. About five queries, a few for each changed record."""
    records = list(queryset[: AT_ONCE + 1])
    if not 0 < len(records) <= AT_ONCE:
        limit = gettext("Choose 1 to %(limit)s records at once; filter the list first.")
        messages.error(request, limit % {"limit": AT_ONCE})
        return None
    step = request.POST.get("step")
    form = form_class(request.POST if step else None)
    if problem := form.for_records(records) if hasattr(form, "for_records") else "":
        messages.error(request, problem)
        return None
    choices = form.cleaned_data if form.is_valid() else None
    try:
        planned = plan(records, choices)
    except ValidationError as error:
        form.add_error(None, error)
        planned = plan(records, None)
    changing = [one for one in planned if one.changes]
    doubtful = [one for one in changing if one.doubts]
    seen = digest(repr([(one.record.pk, one.record.revision, one.then) for one in changing]))
    asked = mark_of(doubt for one in doubtful for doubt in one.doubts)
    if step == "apply" and form.is_valid():
        if request.POST.get("seen") != seen:
            problem = gettext("Something was changed meanwhile. Look at what would change now.")
            messages.warning(request, problem)
        elif doubtful and request.POST.get("confirmed") != asked:
            problem = gettext("Some records are doubtful: look at them, and confirm them.")
            messages.warning(request, problem)
        else:
            return carry_out(request, changing, form.cleaned_data["change_reason"])
    listed = sorted(planned, key=lambda one: (not one.changes, not one.doubts))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "action": name,
        "form": form,
        "media": model_admin.media + form.media,
        "has_choices": form_class is not ReasonForm,
        "listed": listed[: max(LISTED, len(doubtful))],
        "total": len(planned),
        "changing": len(changing),
        "doubtful": len(doubtful),
        "seen": seen,
        "asked": asked,
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/bulk_change.html", context)


def carry_out(request, changing: Sequence[Planned], reason: str) -> None:
    """Make all planned changes or none; in public records who may not publish proposes them.

    A few queries for each record.
    """
    user, proposed = request.user, 0
    try:
        with unit(actor=user, route="admin", reason=reason) as work:
            for one in changing:
                if one.goes:
                    one.goes()
                elif one.record.is_draft or may_publish(user):
                    set_values(one.record, one.values)
                else:
                    propose(one.record, as_plain(one), actor=user, reason=reason)
                    proposed += 1
            confirm([(one.record, one.doubts) for one in changing], reason=reason, actor=user)
            work.send()
            refuse_drafts_in_public(work)  # here, as the unit of the whole request ends later
    except StaleRecordError:
        moment = gettext("Somebody saved one of these records at this moment. Nothing was changed.")
        messages.error(request, moment)
        return
    except IntegrityError:
        moment = gettext(
            "Two records would then say the same of one thing. Nothing was changed: keep what "
            "tells them apart, or delete one of them first."
        )
        messages.error(request, moment)
        return
    except ValidationError as error:  # by a listener
        messages.error(request, " ".join(error.messages))
        return
    if proposed:
        done = ngettext(
            "%(n)s change was proposed to the curators.",
            "%(n)s changes were proposed to the curators.",
            proposed,
        )
        messages.success(request, done % {"n": proposed})
    if changed := len(changing) - proposed:
        done = ngettext("%(n)s record was changed.", "%(n)s records were changed.", changed)
        messages.success(request, done % {"n": changed})


def as_plain(one: Planned) -> dict:
    plain_of = {}
    for name, value in one.values.items():
        if one.record._meta.get_field(name).many_to_many:
            value = sorted(row.slug for row in value)
        plain_of[name] = value.slug if isinstance(value, models.Model) else value
    return plain_of


def set_values(record: models.Model, values: dict) -> None:
    columns = ["revision"]  # a form that is open must not be saved over it
    for name, value in values.items():
        if record._meta.get_field(name).many_to_many:
            for new in (one for one in value if one.pk is None):
                new.slug = new.unused_slug()
                new.save()
            getattr(record, name).set(value)
        else:
            setattr(record, name, value)
            columns.append(name)
    record.save(update_fields=columns)


def plan_drafts(is_draft: bool, records, choices) -> list[Planned]:
    """Publish records, with the drafts that they need to be public, or turn them into drafts.

    With what is doubtful about those to be published. Raises ValidationError, once it is confirmed,
    for what cannot be public.
    """
    draft, published = gettext("draft"), pgettext("of a fact", "published")
    needed = [] if is_draft else needed_drafts(records)
    lacking = {} if is_draft else type(records[0]).needed_in_public
    models.prefetch_related_objects(records, *lacking)
    doubts = {} if is_draft else doubts_of(one for one in (*records, *needed) if one.is_draft)
    plan, problems = [], []
    for record in [*records, *needed]:
        is_own = isinstance(record, type(records[0]))
        label = str(record) if is_own else f"{capfirst(record._meta.verbose_name)}: {record}"
        now, then = draft if record.is_draft else published, draft if is_draft else published
        for name, sentence in ({} if is_draft else record.needed_in_public).items():
            if not getattr(record, name).all():
                then = str(sentence)
                problems.append(f"{label}: {sentence}")
        values = {"is_draft": is_draft}
        plan.append(Planned(record, label, now, then, values, doubts.get(record, ())))
    if problems and choices is not None:
        raise ValidationError(problems)
    return plan


class RankForm(forms.Form):
    """A rank and its reason in both languages. The Chinese reason goes into the history too."""

    rank = forms.ChoiceField(label=_("rank"), choices=Rank.choices)
    change_reason = reason_field(
        _("reason for the rank, Chinese"),
        required=False,
        help_text=_("Needed unless the rank is normal. Readers see it beside the figure."),
    )
    reason_en = reason_field(_("reason for the rank, English"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rank") != Rank.NORMAL and not cleaned.get("change_reason"):
            self.add_error("change_reason", _("Say why this value is preferred or deprecated."))
        return cleaned


def in_words(rank: str, *reasons: str) -> str:
    return " · ".join([str(Rank(rank).label), *filter(None, reasons)])


def plan_ranks(figures, choices) -> list[Planned]:
    models.prefetch_related_objects(figures, "zone", "metric", "source")
    plan = []
    for figure in figures:
        label = " · ".join(filter(None, [figure.told_apart(), str(figure.source)]))
        names = ("rank", "rank_reason", "rank_reason_en")
        now = then = tuple(getattr(figure, name) for name in names)
        if choices:
            is_normal = choices["rank"] == Rank.NORMAL
            reasons = ("", "") if is_normal else (choices["change_reason"], choices["reason_en"])
            then = (choices["rank"], *reasons)
        values = dict(zip(names, then, strict=True))
        plan.append(Planned(figure, label, in_words(*now), in_words(*then), values))
    return plan


class ScopeForm(ReasonForm):
    """The scope of figures of one metric; their details may have said it until now."""

    metric = forms.CharField(required=False, widget=forms.HiddenInput)  # for the chooser
    scope = OneRecordField(
        label=_("scope"),
        queryset=Scope.objects.select_related("metric"),
        required=False,
        widget=OneRecord(Observation._meta.get_field("scope"), admin.site),
        help_text=_("Empty: what the metric's definition says."),
    )
    clears_detail = forms.BooleanField(
        label=_("clear the detail"),
        required=False,
        help_text=_("Where the scope says what the detail has said."),
    )
    field_order = ["scope", "clears_detail", "change_reason"]

    def for_records(self, figures) -> str:
        """Offer the scopes of their metric; why these cannot get one scope, or ""."""
        metrics = {figure.metric_id for figure in figures}
        if len(metrics) > 1:
            return gettext("These figures are of several metrics: choose those of one metric.")
        [metric] = metrics
        self.fields["metric"].initial = metric
        self.fields["scope"].queryset = self.fields["scope"].queryset.filter(metric=metric)
        return ""


def plan_scopes(figures, choices) -> list[Planned]:
    models.prefetch_related_objects(figures, "zone", "metric", "scope", "source")
    plan = []
    for figure in figures:
        now = then = (figure.scope, in_readers_language(figure, "detail"))
        values = {}
        if choices:
            values = {"scope": choices["scope"]}
            then = (choices["scope"], "" if choices["clears_detail"] else now[1])
            if choices["clears_detail"]:
                values |= {"detail": "", "detail_en": ""}
        sides = [{"scope": one or NOTHING, "detail": more or NOTHING} for one, more in (now, then)]
        words = [gettext("scope: %(scope)s · detail: %(detail)s") % side for side in sides]
        label = " · ".join([figure.told_apart(), str(figure.source)])
        plan.append(Planned(figure, label, *words, values))
    return plan


class TypesForm(ReasonForm):
    """Types to add to reforms, to remove from them, or to replace theirs."""

    ADD, REMOVE, REPLACE = "add", "remove", "replace"

    operation = forms.ChoiceField(
        label=_("what to do"),
        choices=[
            (ADD, _("add these types")),
            (REMOVE, _("remove these types")),
            (REPLACE, _("replace all types by these")),
        ],
    )
    types = ManyRecordsField(
        label=_("types"),
        queryset=ReformType.objects.select_related("group"),
        widget=ManyRecords(Reform._meta.get_field("types"), admin.site),
        error_messages={"required": _("Choose one type at least.")},
    )
    field_order = ["operation", "types", "change_reason"]


def new_types(now: list[ReformType], choices: dict | None) -> list[ReformType]:
    if not choices:
        return now
    chosen, operation = list(choices["types"]), choices["operation"]
    if operation == TypesForm.REMOVE:
        return [kind for kind in now if kind not in chosen]
    if operation == TypesForm.ADD:
        return now + [kind for kind in chosen if kind not in now]
    return now if set(now) == set(chosen) else chosen


def with_types(reforms, new_types: Callable[[list], list]) -> list[Planned]:
    plan = []
    for reform in reforms:
        now = list(reform.types.all())
        then = new_types(now)
        words = ["; ".join(map(str, kinds)) for kinds in (now, then)]
        plan.append(Planned(reform, str(reform), *words, {"types": then}))
    return plan


def plan_types(reforms, choices) -> list[Planned]:
    """Raises ValidationError when a public reform would be left without a public type."""
    plan = with_types(reforms, partial(new_types, choices=choices))
    unfit = [(one, unfit_for_public(one.record, one.values)) for one in plan]
    if problems := [f"{one.label}: {text}" for one, found in unfit for text in found.values()]:
        raise ValidationError(problems[:10])
    return plan


class NewTypeForm(forms.ModelForm):
    """A new type, made of reforms that no type fits."""

    change_reason = reason_field(_("reason for the change"))

    class Meta:
        model = ReformType
        fields = ["group", *both("name", "definition"), "aliases"]

    def _post_clean(self):
        super()._post_clean()
        for doubt in [] if self.errors else open_doubts([self.instance])[0]:
            self.add_error("name", doubt.sentence)


def plan_new_type(reforms, choices) -> list[Planned]:
    """Make a public type, the last of its group, and give it to these reforms."""
    new = []
    if choices:
        new = [ReformType(**{name: choices[name] for name in NewTypeForm.Meta.fields})]
        last = new[0].group.types.aggregate(last=models.Max("position"))["last"]
        new[0].position = (last or 0) + 1
    return with_types(reforms, lambda now: now + new)
