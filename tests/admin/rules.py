"""Each rule of the database, how an editor would break it, and the sentence they should read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Model

from tests import factories as make
from tests.admin.pages import EDITED_MODELS, FACTORIES


@dataclass(frozen=True)
class Rule:
    """A constraint, how a valid record is made, and what to post so that saving it breaks it.

    `posted` is what changes on the record's form, or makes it from the record.
    """

    constraint: str
    factory: type
    posted: dict[str, str] | Callable[[Model], dict]
    sentence: str

    def make(self) -> tuple[Model, dict]:
        """A valid record and what to post to break the rule."""
        record = self.factory()
        return record, self.posted(record) if callable(self.posted) else self.posted


# How a constraint's name ends: the column that breaks it, None where its name comes before;
# what is typed there; the sentence.
KINDS = {
    "_known": (None, "nonsense", "is not one of the available choices."),
    "_unit_given": ("unit", "", "This field is required."),  # chosen, not typed
    "_given": (None, " \u3000", "This field is required."),
    "_quote_short": (
        "quote",
        "把各部门的审批事项集中到行政审批局",
        "at most 16 characters (it has 17).",
    ),
    "_number_fits": ("value", "1000000000000001", "less than or equal to 1000000000000000."),
}


def of_every_model() -> Iterator[Rule]:
    """The rules whose names say what they are about."""
    for model in EDITED_MODELS:
        for constraint in model._meta.constraints:
            for ending, (column, typed, sentence) in KINDS.items():
                if constraint.name.endswith(ending):
                    prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
                    name = constraint.name.removeprefix(prefix).removesuffix(ending)
                    posted = {column or name: typed}
                    yield Rule(constraint.name, FACTORIES[model], posted, sentence)
                    break


def of_another(factory, *columns: str, beside: tuple[str, ...] = ()):
    """Post what another record has in these columns, which shares those of `beside`."""

    def posted(record):
        other = factory(**{column: getattr(record, column) for column in beside})
        return {column: str(getattr(other, column)) for column in columns}

    return posted


WANTS_UNIT = "A value needs its unit, and a unit its value."

RULES = [
    *of_every_model(),
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
    Rule(
        "zones_zone_name_is_one",
        make.ZoneFactory,
        {"name": "庄" * 61},
        "That is longer than any zone's name: 60 characters are the most.",
    ),
    Rule(
        "zones_zone_catalogue_code_unique",
        make.ZoneFactory,
        of_another(make.ZoneFactory, "catalogue_code"),
        "Another zone has this catalogue code.",
    ),
    Rule(
        "zones_metric_plausible_range",
        make.MetricFactory,
        {"plausible_min": "3", "plausible_max": "2"},
        "The lowest plausible value is above the highest.",
    ),
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
        lambda one: {
            "metric": str(make.ObservationFactory(zone=one.zone, source=one.source).metric_id)
        },
        "This source already has a figure for this zone, metric, period",
    ),
    Rule(
        "zones_observation_not_its_own_part",
        make.ObservationFactory,
        lambda observation: {"part_of": str(observation.pk)},
        "A figure cannot be a part of itself.",
    ),
    Rule(
        "reforms_reform_title_once_per_zone",
        make.ReformFactory,
        of_another(make.ReformFactory, "title", beside=("zone",)),
        "This zone already has a reform with this title.",
    ),
    Rule(
        "reforms_reform_planned_has_not_started",
        make.ReformFactory,
        {"stage": "planned"},
        "A planned reform has not started: leave its start empty.",
    ),
    Rule(
        "policies_policy_ends_after_it_begins",
        make.PolicyFactory,
        {"effective": "2020", "ends": "2019-12"},
        "The policy ends before it takes effect.",
    ),
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
        of_another(make.TargetFactory, "title", beside=("policy",)),
        "This policy already has that commitment.",
    ),
    Rule(
        "policies_followup_says_something",
        make.FollowUpFactory,
        {"value": ""},
        "Give the value reached, or what the source says.",
    ),
]
