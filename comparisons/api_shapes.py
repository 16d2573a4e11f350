"""The shapes of comparisons as the API documents them. Nothing is made with these: the answers
are those of `comparisons.exports`, and the tests hold the one against the other.
"""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, ChoiceField, ListField, Serializer

from comparisons.engine.facts import BlankState
from comparisons.engine.verdicts import Verdict
from policies.choices import PolicyStage, TargetKind, TargetState
from reforms.choices import Stage
from zones.choices import Basis, Bound, Rank, Status, Tier, Topic

STATES = [state.value for state in BlankState]
VERDICTS = [verdict.code for verdict in Verdict]


def maybe_blank() -> CharField:
    """A text that may be blank: the source does not say."""
    return CharField(allow_blank=True)


def keys() -> ListField:
    """Keys of other records."""
    return ListField(child=CharField())


def digits() -> serializers.DecimalField:
    """A number as a text of digits, null where there are words."""
    return serializers.DecimalField(max_digits=40, decimal_places=10, allow_null=True)


class ComparedCitation(Serializer):
    """Where a fact was read."""

    source = CharField()
    title = CharField()
    title_en = maybe_blank()
    locator = maybe_blank()
    quote = maybe_blank()
    is_broken_off = BooleanField()


class ComparedZone(Serializer):
    """A column of a comparison of zones."""

    zone = CharField()
    name = CharField()
    name_en = maybe_blank()
    province = CharField()
    tier = ChoiceField(choices=Tier.choices)
    sources_read = keys()


class ProfileCell(Serializer):
    """What a zone's profile says in a public column, or the kind of its blank."""

    zone = CharField()
    state = ChoiceField(choices=STATES)
    sources_read = keys()
    values = keys()
    words = maybe_blank()
    citation = ComparedCitation(allow_null=True)


class ProfileRow(Serializer):
    """A public column of zones across the zones."""

    field = CharField()
    label = CharField()
    cells = ProfileCell(many=True)


class Measure(Serializer):
    """A reform as a cell names it."""

    reform = CharField()
    title = CharField()
    title_en = maybe_blank()
    stage = ChoiceField(choices=Stage.choices)
    started = maybe_blank()
    source = CharField()
    locator = maybe_blank()
    quote = maybe_blank()


class AdoptionCell(Serializer):
    """Whether and how far a zone has carried out a type of reform."""

    zone = CharField()
    state = ChoiceField(choices=STATES)
    stage = ChoiceField(choices=Stage.choices, allow_blank=True)
    sources_read = keys()
    measures = Measure(many=True)


class AdoptionRow(Serializer):
    """A type of reform across the zones."""

    type = CharField()
    group = CharField()
    name = CharField()
    name_en = maybe_blank()
    cells = AdoptionCell(many=True)


class ComparedFigure(Serializer):
    """A figure as its source prints it and as converted, with everything that limits it."""

    key = CharField()
    value = digits()
    unit = maybe_blank()
    words = maybe_blank()
    words_en = maybe_blank()
    canonical_value = digits()
    canonical_unit = CharField()
    bound = ChoiceField(choices=Bound.choices)
    period = maybe_blank()
    basis = ChoiceField(choices=Basis.choices)
    status = ChoiceField(choices=Status.choices)
    scope = maybe_blank()
    scope_en = maybe_blank()
    rank = ChoiceField(choices=Rank.choices)
    note = maybe_blank()
    note_en = maybe_blank()
    citation = ComparedCitation()


class FigureCell(Serializer):
    """The figures of one metric in one zone, or the kind of its blank."""

    zone = CharField()
    state = ChoiceField(choices=STATES)
    sources_read = keys()
    rank = serializers.IntegerField(allow_null=True)
    figure = ComparedFigure(allow_null=True)
    more = ComparedFigure(many=True)


class Reason(Serializer):
    """Why figures may not be compared, or only with caution."""

    attribute = CharField()
    kind = CharField()
    verdict = ChoiceField(choices=VERDICTS)
    columns = keys()
    values = ListField(child=maybe_blank())


class FigureRow(Serializer):
    """A metric across the zones, with the verdict on its figures."""

    metric = CharField()
    topic = ChoiceField(choices=Topic.choices)
    name = CharField()
    name_en = maybe_blank()
    unit = CharField()
    verdict = ChoiceField(choices=VERDICTS, allow_null=True)
    reasons = Reason(many=True)
    sentences = ListField(child=CharField())
    cells = FigureCell(many=True)


class ZoneComparison(Serializer):
    """Zones side by side."""

    address = serializers.URLField()
    data_version = CharField()
    columns = ComparedZone(many=True)
    profile = ProfileRow(many=True)
    reforms = AdoptionRow(many=True)
    rows = FigureRow(many=True)


class ZoneMeasures(Serializer):
    """What a zone did under a type of reform."""

    zone = CharField()
    name = CharField()
    name_en = maybe_blank()
    measures = Measure(many=True)


class WithoutMention(Serializer):
    """A zone whose sources do not mention a type of reform."""

    zone = CharField()
    sources_read = keys()


class TypeComparison(Serializer):
    """One type of reform, zone by zone."""

    address = serializers.URLField()
    data_version = CharField()
    type = CharField()
    zones = ZoneMeasures(many=True)
    rows = FigureRow(many=True)
    without = WithoutMention(many=True)


class Named(Serializer):
    """A record by its key and its name in both languages."""

    key = CharField()
    name = CharField()
    name_en = maybe_blank()


class Dated(Serializer):
    """A partial date in EDTF with the first and the last day that it can mean."""

    text = maybe_blank()
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)


class ComparedFollowUp(Serializer):
    """What a later source says of a commitment."""

    reported = maybe_blank()
    note = maybe_blank()
    note_en = maybe_blank()
    citation = ComparedCitation()


class ComparedTarget(Serializer):
    """A commitment of a policy and how it stands today."""

    key = CharField()
    kind = ChoiceField(choices=TargetKind.choices)
    title = CharField()
    title_en = maybe_blank()
    value = digits()
    unit = maybe_blank()
    bound = ChoiceField(choices=Bound.choices)
    value_text = maybe_blank()
    value_text_en = maybe_blank()
    metric = Named(allow_null=True)
    due = Dated()
    state = ChoiceField(choices=TargetState.choices)
    follow_ups = ComparedFollowUp(many=True)
    citation = ComparedCitation()


class ComparedPolicy(Serializer):
    """A policy with its commitments."""

    key = CharField()
    province = Named()
    title = CharField()
    title_en = maybe_blank()
    stage = ChoiceField(choices=PolicyStage.choices)
    issued = Dated()
    effective = Dated()
    ends = Dated()
    agencies = Named(many=True)
    instruments = Named(many=True)
    covers = maybe_blank()
    covers_en = maybe_blank()
    exceptions = maybe_blank()
    exceptions_en = maybe_blank()
    triggers = maybe_blank()
    triggers_en = maybe_blank()
    legal_basis = maybe_blank()
    legal_basis_en = maybe_blank()
    note = maybe_blank()
    note_en = maybe_blank()
    targets = ComparedTarget(many=True)
    citation = ComparedCitation()
    period_is_over = BooleanField()


class PolicyComparison(Serializer):
    """Policies side by side."""

    address = serializers.URLField()
    data_version = CharField()
    columns = ComparedPolicy(many=True)
    without = Named(many=True)
