"""Each rule of the database, how an editor would break it, and the sentence they should read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from tests import factories as make

LONG_QUOTE = "把各部门的审批事项集中到行政审批局"  # 17 characters
NOT_OFFERED = "is not one of the available choices."
REQUIRED = "This field is required."
TOO_LONG = "Ensure this value has at most 16 characters (it has 17)."
TOO_LARGE = "1000000000000001"
LIMIT = "Ensure this value is less than or equal to 1000000000000000."
WANTS_UNIT = "A value needs its unit, and a unit its value."


@dataclass(frozen=True)
class Rule:
    """A constraint, a record, and what to post so that saving the record would break it.

    `posted` is what changes on the record's form, or makes it from the record; `given` are
    columns of the record.
    """

    constraint: str
    factory: type
    posted: dict[str, str] | Callable[[Model], dict]
    sentence: str
    given: dict | None = None

    def make(self) -> tuple[Model, dict]:
        """A valid record and what to post to break the rule."""
        record = self.factory(**(self.given or {}))
        return record, self.posted(record) if callable(self.posted) else self.posted


def not_offered(prefix: str, factory, *fields: str) -> list[Rule]:
    return [
        Rule(f"{prefix}_{field}_known", factory, {field: "nonsense"}, NOT_OFFERED)
        for field in fields
    ]


def left_blank(prefix: str, factory, *fields: str) -> list[Rule]:
    return [
        Rule(f"{prefix}_{field}_given", factory, {field: " \u3000"}, REQUIRED) for field in fields
    ]


def long_quote(prefix: str, factory) -> Rule:
    return Rule(f"{prefix}_quote_short", factory, {"quote": LONG_QUOTE}, TOO_LONG)


def of_another(factory, *columns: str):
    """Post what another record already has in these columns."""

    def posted(_record):
        other = factory()
        return {column: str(getattr(other, column)) for column in columns}

    return posted


def like_another_figure(observation) -> dict:
    """Post a metric of which the source already has a figure for the same zone and period."""
    other = make.ObservationFactory(zone=observation.zone, source=observation.source)
    return {"metric": str(other.metric_id)}


def like_another_reform(reform) -> dict:
    return {"title": make.ReformFactory(zone=reform.zone).title}


def like_another_target(target) -> dict:
    return {"title": make.TargetFactory(policy=target.policy).title}


RULES = [
    *not_offered("sources_source", make.SourceFactory, "kind"),
    *left_blank("sources_source", make.SourceFactory, "title"),
    Rule(
        "zones_province_own_tile",
        make.ProvinceFactory,
        of_another(make.ProvinceFactory, "tile_row", "tile_column"),
        "Another province has this place on the tile map.",
    ),
    Rule(
        "zones.province.code",
        make.ProvinceFactory,
        of_another(make.ProvinceFactory, "code"),
        "Province with this GB/T 2260 code already exists.",
    ),
    *not_offered("zones_zone", make.ZoneFactory, "tier", "kind"),
    *left_blank("zones_zone", make.ZoneFactory, "name"),
    Rule(
        "zones_zone_name_is_one",
        make.ZoneFactory,
        {"name": "庄" * 61},
        "That is longer than any zone's name: 60 characters are the most.",
    ),
    long_quote("zones_zone", make.ZoneFactory),
    Rule(
        "zones_zone_catalogue_code_unique",
        make.ZoneFactory,
        of_another(make.ZoneFactory, "catalogue_code"),
        "Another zone has this catalogue code.",
    ),
    *not_offered("zones_metric", make.MetricFactory, "topic", "quantity", "direction", "unit"),
    *not_offered("zones_metric", make.MetricFactory, "applies_to"),
    *left_blank("zones_metric", make.MetricFactory, "name", "definition"),
    Rule(
        "zones_metric_plausible_range",
        make.MetricFactory,
        {"plausible_min": "3", "plausible_max": "2"},
        "The lowest plausible value is above the highest.",
    ),
    *not_offered("zones_observation", make.ObservationFactory, "bound", "basis", "status", "rank"),
    long_quote("zones_observation", make.ObservationFactory),
    Rule("zones_observation_number_fits", make.ObservationFactory, {"value": TOO_LARGE}, LIMIT),
    Rule("policies_target_number_fits", make.TargetFactory, {"value": TOO_LARGE}, LIMIT),
    Rule("policies_followup_number_fits", make.FollowUpFactory, {"value": TOO_LARGE}, LIMIT),
    Rule("zones_observation_number_has_unit", make.ObservationFactory, {"unit": ""}, WANTS_UNIT),
    Rule(
        "zones_observation_number_or_words",
        make.ObservationFactory,
        {"value_text": "数十"},
        "Give the value as a number with its unit, or in words",
    ),
    Rule(
        "zones_observation_rank_has_reason",
        make.ObservationFactory,
        {"rank": "preferred"},
        "Say why this value is preferred or deprecated.",
    ),
    Rule(
        "zones_observation_once_per_source",
        make.ObservationFactory,
        like_another_figure,
        "This source already has a figure for this zone, metric, period",
    ),
    Rule(
        "zones_observation_not_its_own_part",
        make.ObservationFactory,
        lambda observation: {"part_of": str(observation.pk)},
        "A figure cannot be a part of itself.",
    ),
    *left_blank("reforms_reformgroup", make.ReformGroupFactory, "name", "definition"),
    *left_blank("reforms_reformtype", make.ReformTypeFactory, "name", "definition"),
    *not_offered("reforms_reform", make.ReformFactory, "stage"),
    *left_blank("reforms_reform", make.ReformFactory, "title", "summary"),
    long_quote("reforms_reform", make.ReformFactory),
    Rule(
        "reforms_reform_title_once_per_zone",
        make.ReformFactory,
        like_another_reform,
        "This zone already has a reform with this title.",
    ),
    Rule(
        "reforms_reform_planned_has_not_started",
        make.ReformFactory,
        {"stage": "planned"},
        "A planned reform has not started: leave its start empty.",
    ),
    *left_blank("policies_agency", make.AgencyFactory, "name"),
    *left_blank("policies_instrument", make.InstrumentFactory, "name", "definition"),
    *not_offered("policies_policy", make.PolicyFactory, "stage"),
    *left_blank("policies_policy", make.PolicyFactory, "title", "summary"),
    long_quote("policies_policy", make.PolicyFactory),
    Rule(
        "policies_policy_ends_after_it_begins",
        make.PolicyFactory,
        {"effective": "2020", "ends": "2019-12"},
        "The policy ends before it takes effect.",
    ),
    *not_offered("policies_target", make.TargetFactory, "kind", "bound"),
    *left_blank("policies_target", make.TargetFactory, "title"),
    long_quote("policies_target", make.TargetFactory),
    Rule("policies_target_number_has_unit", make.TargetFactory, {"value": ""}, WANTS_UNIT),
    Rule(
        "policies_target_number_has_metric",
        make.TargetFactory,
        {"metric": ""},
        "A target that is a number needs its metric.",
    ),
    Rule(
        "policies_target_title_once_per_policy",
        make.TargetFactory,
        like_another_target,
        "This policy already has that commitment.",
    ),
    long_quote("policies_followup", make.FollowUpFactory),
    Rule(
        "policies_followup_says_something",
        make.FollowUpFactory,
        {"value": ""},
        "Give the value reached, or what the source says.",
    ),
]
