"""The public columns of policies and their targets; what their pages hold as files."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.web.parts import Part, part
from core.web.tables import Column, Kind, column, table
from policies.choices import TargetState
from policies.models import Agency, FollowUp, Instrument, Policy, Target
from sources.fields import citation
from sources.models import Source
from zones.fields import reported_value
from zones.models import Metric

AGENCIES = table(
    Agency,
    "agencies",
    "slug",
    "name",
    "name_en",
    column(Agency, "province", blank=_("a national body")),
)

INSTRUMENTS = table(
    Instrument,
    "instruments",
    "slug",
    "name",
    "name_en",
    "definition",
    "definition_en",
    "position",
)


def _is_over(last_day) -> bool:
    return bool(last_day and last_day < timezone.localdate())


POLICIES = table(
    Policy,
    "policies",
    "slug",
    ("province", _("Province")),
    "province__name",
    "province__name_en",
    ("agencies", _("Issuing agencies")),
    "agencies__name",
    "agencies__name_en",
    column(
        Policy,
        "instruments",
        heading=_("Instruments"),
        partial="policies/_instruments_of.html",
    ),
    "instruments__name",
    "instruments__name_en",
    "title",
    "title_en",
    "summary",
    "summary_en",
    column(
        Policy,
        "stage",
        heading=_("Stage when reported"),
        partial="_partials/stage_of.html",
        about=_("What it was when its source reported it."),
    ),
    column(Policy, "issued", heading=_("Issued"), unsaid=_("not stated")),
    "issued_earliest",
    "issued_latest",
    column(Policy, "effective", heading=_("Takes effect"), unsaid=_("not stated")),
    "effective_earliest",
    "effective_latest",
    column(Policy, "ends", heading=_("Ends"), unsaid=_("not stated")),
    "ends_earliest",
    "ends_latest",
    Column(
        "period_is_over",
        _("Stated period over"),
        Kind.YES_NO,
        "ends_latest",
        about=_("On the day on which the file is made."),
        convert=_is_over,
    ),
    column(Policy, "covers", heading=_("What it covers"), unsaid=_("not stated")),
    "covers_en",
    column(Policy, "exceptions", heading=_("Exceptions"), unsaid=_("none reported")),
    "exceptions_en",
    column(
        Policy, "triggers", heading=_("Triggers"), about=_("Events that set an obligation off.")
    ),
    "triggers_en",
    column(
        Policy,
        "legal_basis",
        heading=_("Legal or document basis"),
        partial="_partials/legal_basis_of.html",
        blank=_("the source names none"),
    ),
    "legal_basis_en",
    "note",
    "note_en",
    *citation(Policy),
)

LISTED_POLICIES = POLICIES.plus(
    Column("target_count", _("Commitments"), Kind.INTEGER, "target_count"),
)


def _states(keys: list[int]) -> dict[int, str]:
    """How those targets stand today. Two queries."""
    return {t.pk: t.state.value for t in Target.objects.filter(pk__in=keys).for_display()}


TARGETS = table(
    Target,
    "targets",
    "slug",
    ("policy", _("Policy")),
    "policy__title",
    "policy__title_en",
    "policy__province",
    ("kind", _("Kind")),
    "title",
    "title_en",
    column(Target, "metric", heading=_("Metric"), blank=_("a commitment in words")),
    "metric__name",
    "metric__name_en",
    *reported_value(Target, heading=_("Figure")),
    column(Target, "due", heading=_("Due"), unsaid=_("not stated")),
    "due_earliest",
    "due_latest",
    "position",
    Column(
        "state",
        _("State today"),
        Kind.CODE,
        heading=_("State today"),
        partial="policies/_state_of.html",
        about=_("On the day on which the file is made: due, met, missed …"),
        choices=tuple(TargetState.choices),
        lookup=_states,
    ),
    *citation(Target),
)

FOLLOW_UPS = table(
    FollowUp,
    "follow_ups",
    "slug",
    "target",
    "target__title",
    "target__title_en",
    column(FollowUp, "reported", label=_("As of")),
    "reported_earliest",
    column(FollowUp, "met", blank=_("the source gives a value, no verdict")),
    column(FollowUp, "value", blank=_("the source gives a verdict, no value")),
    column(FollowUp, "target__unit", name="unit", label=_("Unit"), blank=_("no number")),
    "note",
    "note_en",
    *citation(FollowUp),
)


def policy_itself(policy: Policy) -> Part:
    return part(POLICIES, Policy.objects.public().filter(pk=policy.pk))


def targets_of_policy(policy: Policy) -> Part:
    return part(TARGETS, policy.targets.public().order_by("position", "slug"))


def follow_ups_of_policy(policy: Policy) -> Part:
    rows = FollowUp.objects.public().filter(target__policy=policy)
    return part(FOLLOW_UPS, rows.order_by("target__position", "target__slug", "slug"))


def targets_of_metric(metric: Metric) -> Part:
    return part(TARGETS, metric.targets.public().order_by("slug"))


def target_itself(target: Target) -> Part:
    return part(TARGETS, Target.objects.public().filter(pk=target.pk))


def follow_ups_of_target(target: Target) -> Part:
    return part(FOLLOW_UPS, target.follow_ups.public().order_by("slug"))


def policies_from_source(source: Source) -> Part:
    return part(POLICIES, source.policy_set.public().order_by("province__code", "slug"))


def targets_from_source(source: Source) -> Part:
    return part(TARGETS, source.target_set.public().order_by("policy__slug", "position", "slug"))


def follow_ups_from_source(source: Source) -> Part:
    return part(FOLLOW_UPS, source.followup_set.public().order_by("slug"))
