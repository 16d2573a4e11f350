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
    "province",
    "province__name",
    "province__name_en",
    "agencies",
    "agencies__name",
    "agencies__name_en",
    "instruments",
    "instruments__name",
    "instruments__name_en",
    "title",
    "title_en",
    "summary",
    "summary_en",
    column(Policy, "stage", about=_("What it was when its source reported it.")),
    "issued",
    "issued_earliest",
    "issued_latest",
    "effective",
    "effective_earliest",
    "effective_latest",
    "ends",
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
    "covers",
    "covers_en",
    "exceptions",
    "exceptions_en",
    column(Policy, "triggers", about=_("Events that set an obligation off.")),
    "triggers_en",
    column(Policy, "legal_basis", blank=_("the source names none")),
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
    "policy",
    "policy__title",
    "policy__title_en",
    "policy__province",
    "kind",
    "title",
    "title_en",
    column(Target, "metric", blank=_("a commitment in words")),
    "metric__name",
    "metric__name_en",
    *reported_value(Target),
    "due",
    "due_earliest",
    "due_latest",
    "position",
    Column(
        "state",
        _("State today"),
        Kind.CODE,
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
