"""The public columns of policies and targets, and their pages' files."""

from django.utils.translation import gettext_lazy as _

from core.web.files import Part, add_part, part
from core.web.tables import Column, Kind, column, table
from policies.choices import TargetState
from policies.models import Agency, FollowUp, Instrument, Policy, Target, is_over
from sources.fields import citation
from sources.models import Source
from zones.fields import reported_value
from zones.models import Metric

AGENCIES = table(
    Agency,
    "agencies",
    "slug",
    "name",
    column("province", is_alone=True, blank=_("a national body")),
)

INSTRUMENTS = table(
    Instrument,
    "instruments",
    "slug",
    "name",
    "definition",
    "position",
)


POLICIES = table(
    Policy,
    "policies",
    "slug",
    ("province", _("Province")),
    ("agencies", _("Issuing agencies")),
    column("instruments", heading=_("Instruments"), partial="policies/_instruments_of.html"),
    "title",
    "summary",
    column(
        "stage",
        heading=_("Stage"),
        partial="policies/_stage.html",
        about=_("What it was when its source reported it."),
    ),
    column("issued", heading=_("Issued"), unsaid=_("not stated")),
    column("effective", heading=_("Takes effect"), unsaid=_("not stated")),
    column("ends", heading=_("Ends"), unsaid=_("not stated")),
    Column(
        "period_is_over",
        _("Stated period over"),
        Kind.YES_NO,
        "ends_latest",
        about=_("On the day on which the file is made."),
        convert=is_over,
    ),
    column("covers", heading=_("What it covers"), unsaid=_("not stated")),
    column("exceptions", heading=_("Exceptions"), unsaid=_("not reported")),
    column("triggers", heading=_("Triggers"), about=_("Events that set an obligation off.")),
    column(
        "legal_basis",
        heading=_("Legal or document basis"),
        partial="_partials/legal_basis_of.html",
        blank=_("the source names none"),
    ),
    "note",
    *citation(),
)

LISTED_POLICIES = POLICIES.plus(
    Column("target_count", _("Commitments"), Kind.INTEGER, "target_count"),
)


def _states(keys: list[int]) -> dict[int, list]:
    """The states today by key. Two queries."""
    return {t.pk: [t.state.value] for t in Target.objects.filter(pk__in=keys).for_display()}


TARGETS = table(
    Target,
    "targets",
    "slug",
    ("policy", _("Policy")),
    column("policy__province", is_alone=True),
    ("kind", _("Kind")),
    "title",
    column("metric", heading=_("Metric"), blank=_("a commitment in words")),
    *reported_value(_("Figure"), without_metric=_("it has no metric")),
    column("due", heading=_("Due"), unsaid=_("not stated")),
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
    *citation(),
)

FOLLOW_UPS = table(
    FollowUp,
    "follow_ups",
    "slug",
    "target",
    column("reported", label=_("As of")),
    column("met", blank=_("the source gives a value, no verdict")),
    column("value", blank=_("the source gives a verdict, no value")),
    column("target__unit", name="unit", label=_("Unit"), blank=_("no number")),
    "note",
    *citation(),
)


def _follow_ups_of_policy(policy: Policy) -> Part:
    rows = FollowUp.objects.public().filter(target__policy=policy)
    return part(FOLLOW_UPS, rows.order_by("target__position", "target__slug", "slug"))


def _targets_from_source(source: Source) -> Part:
    return part(TARGETS, source.target_set.public().for_source_page())


add_part(Policy, 10, lambda it: part(TARGETS, it.targets.public().order_by("position", "slug")))
add_part(Policy, 20, _follow_ups_of_policy)
add_part(Target, 10, lambda it: part(FOLLOW_UPS, it.follow_ups.public().order_by("slug")))
add_part(Metric, 20, lambda metric: part(TARGETS, metric.targets.public().order_by("slug")))
add_part(Source, 40, lambda it: part(POLICIES, it.policy_set.public().for_source_page()))
add_part(Source, 50, _targets_from_source)
add_part(Source, 60, lambda it: part(FOLLOW_UPS, it.followup_set.public().for_source_page()))
