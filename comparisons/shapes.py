"""Comparisons as JSON, with its documentation: dates in EDTF, numbers as strings of digits.

The documentation names each part by its class here.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, ChoiceField, ListField, Serializer

from comparisons.engine.facts import BlankState, Fact, citation_of
from comparisons.engine.verdicts import Verdict
from core.api.serializers import Number
from core.language import edtf
from policies.choices import PolicyStage, TargetKind, TargetState
from reforms.choices import Stage
from zones.choices import (
    Basis,
    Bound,
    GrowthBase,
    Prices,
    Rank,
    Realisation,
    Release,
    Status,
    Tier,
    Topic,
)
from zones.models import Province

STATES = BlankState.values
VERDICTS = [verdict.code for verdict in Verdict]


class Shape(Serializer):
    """A serializer that is quick: its fields name what to read, with little conversion."""

    @classmethod
    @cache
    def _readers(cls) -> list[tuple[str, Callable, Callable]]:
        return [(name, _reader(one), _converter(one)) for name, one in cls().fields.items()]

    @classmethod
    def data_of(cls, record) -> dict:
        return {name: convert(read(record)) for name, read, convert in cls._readers()}


def _reader(field: serializers.Field) -> Callable:
    return attrgetter(field.source) if field.source != "*" else lambda record: record


def _converter(field: serializers.Field) -> Callable:
    if isinstance(field, Shape):
        return lambda record: None if record is None else field.data_of(record)
    if isinstance(field, serializers.ListSerializer):
        return lambda given: [field.child.data_of(one) for one in _all(given)]
    if isinstance(field, ListField):
        return list
    return field.to_representation if isinstance(field, Number) else _all


def _all(given):
    """What a record has or, as `targets.all`, has to be asked for."""
    return given() if callable(given) else given


class Answer(Shape):
    """A whole comparison with its page and the version of the data."""

    address = serializers.URLField()
    data_version = CharField()

    @classmethod
    def answer(cls, comparison, address: str, version: str) -> dict:
        head = {"address": address, "data_version": version}
        readers = [reader for reader in cls._readers() if reader[0] not in head]
        return head | {name: convert(read(comparison)) for name, read, convert in readers}


def keys() -> ListField:
    return ListField(child=CharField())


def digits(kind=Number, **options) -> serializers.DecimalField:
    """A number as a string of digits, null for words."""
    return kind(max_digits=40, decimal_places=10, allow_null=True, **options)


class ComparedCitation(Shape):
    source = CharField()
    title = CharField()
    title_en = CharField()
    locator = CharField()
    quote = CharField()
    is_broken_off = BooleanField()

    @classmethod
    def data_of(cls, fact: Fact) -> dict:
        return citation_of(fact)._asdict()


class ComparedZone(Shape):
    zone = CharField(source="key")
    name = CharField(source="record.name")
    name_en = CharField(source="record.name_en")
    province = CharField(source="record.province.slug")
    tier = ChoiceField(choices=Tier.choices)
    sources_read = keys()


class ProfileCell(Shape):
    """What a zone's profile says in a public column, or the kind of its blank."""

    zone = CharField(source="zone.slug")
    state = ChoiceField(choices=STATES)
    sources_read = keys()
    values = keys()
    words = CharField(source="text")
    citation = ComparedCitation(allow_null=True, source="cited")


class ProfileRow(Shape):
    field = CharField()
    label = CharField()
    cells = ProfileCell(many=True)


class Measure(Shape):
    reform = CharField(source="slug")
    title = CharField()
    title_en = CharField()
    stage = ChoiceField(choices=Stage.choices)
    started = CharField()
    source = CharField(source="source.slug")
    locator = CharField()
    quote = CharField()


class AdoptionCell(Shape):
    """Whether and how far a zone has carried out a type of reform."""

    zone = CharField(source="column.key")
    state = ChoiceField(choices=STATES)
    stage = ChoiceField(choices=Stage.choices, allow_blank=True)
    sources_read = keys()
    measures = Measure(many=True)


class AdoptionRow(Shape):
    type = CharField(source="kind.slug")
    group = CharField(source="kind.group.slug")
    name = CharField(source="kind.name")
    name_en = CharField(source="kind.name_en")
    cells = AdoptionCell(many=True)


class ComparedScope(Shape):
    key = CharField()
    name = CharField()
    name_en = CharField()


class ComparedFigure(Shape):
    """A figure as its source prints it and as converted, with everything that limits it."""

    key = CharField()
    value = digits()
    value_high = digits()
    unit = CharField()
    words = CharField(source="value_text")
    words_en = CharField(source="value_text_en")
    canonical_value = digits(source="canonical")
    canonical_high = digits()
    canonical_unit = CharField()
    bound = ChoiceField(choices=Bound.choices)
    period = CharField()
    basis = ChoiceField(choices=Basis.choices)
    status = ChoiceField(choices=Status.choices)
    scope = ComparedScope(allow_null=True)
    detail = CharField()
    detail_en = CharField()
    growth_base = ChoiceField(choices=GrowthBase.choices)
    base_period = CharField()
    prices = ChoiceField(choices=Prices.choices)
    realisation = ChoiceField(choices=Realisation.choices)
    release = ChoiceField(choices=Release.choices)
    rank = ChoiceField(choices=Rank.choices)
    note = CharField()
    note_en = CharField()
    citation = ComparedCitation(source="*")


class FigureCell(Shape):
    zone = CharField(source="column")
    state = ChoiceField(choices=STATES)
    sources_read = keys()
    rank = serializers.IntegerField(allow_null=True)
    figure = ComparedFigure(allow_null=True, source="picked")
    more = ComparedFigure(many=True)


class Reason(Shape):
    """Why figures may not be compared, or only with caution."""

    attribute = CharField(source="rule.attribute")
    kind = CharField(source="rule.kind")
    verdict = ChoiceField(choices=VERDICTS, source="rule.verdict.code")
    columns = keys()
    values = keys()


class Certain(Shape):
    """Two zones of which the first certainly has more, although a value is not exact."""

    more = CharField()
    less = CharField()


class FigureRow(Shape):
    """A metric across zones; `group` are those of the largest group that may be ranked."""

    metric = CharField(source="metric.slug")
    topic = ChoiceField(choices=Topic.choices, source="metric.topic")
    name = CharField(source="metric.name")
    name_en = CharField(source="metric.name_en")
    unit = CharField(source="metric.unit")
    verdict = ChoiceField(choices=VERDICTS, allow_null=True, source="verdict_code")
    reasons = Reason(many=True)
    sentences = keys()
    group = keys()
    certain = Certain(many=True)
    cells = FigureCell(many=True)


class ZoneComparison(Answer):
    columns = ComparedZone(many=True)
    profile = ProfileRow(many=True)
    reforms = AdoptionRow(many=True)
    rows = FigureRow(many=True)


class ZoneMeasures(Shape):
    zone = CharField(source="column.key")
    name = CharField(source="column.record.name")
    name_en = CharField(source="column.record.name_en")
    measures = Measure(many=True)


class WithoutMention(Shape):
    zone = CharField(source="key")
    sources_read = keys()


class TypeComparison(Answer):
    type = CharField(source="type.slug")
    zones = ZoneMeasures(many=True)
    rows = FigureRow(many=True)
    without = WithoutMention(many=True)


class Named(Shape):
    key = CharField()
    name = CharField()
    name_en = CharField()

    @classmethod
    def data_of(cls, record) -> dict:
        name = "short_name" if isinstance(record, Province) else "name"
        texts = {"name": getattr(record, name), "name_en": getattr(record, f"{name}_en")}
        return {"key": record.slug, **texts}


class Dated(Shape):
    """A partial date in EDTF with the first and the last day that it can mean."""

    text = CharField()
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)

    @classmethod
    def data_of(cls, text: str) -> dict:
        date = edtf.parse(text) if text else None
        return {"text": text, "earliest": date and date.earliest, "latest": date and date.latest}


class ComparedFollowUp(Shape):
    reported = CharField()
    note = CharField()
    note_en = CharField()
    citation = ComparedCitation(source="*")


class ComparedTarget(Shape):
    key = CharField(source="slug")
    kind = ChoiceField(choices=TargetKind.choices)
    title = CharField()
    title_en = CharField()
    value = digits(serializers.DecimalField)
    unit = CharField()
    bound = ChoiceField(choices=Bound.choices)
    value_text = CharField()
    value_text_en = CharField()
    metric = Named(allow_null=True)
    due = Dated()
    state = ChoiceField(choices=TargetState.choices)
    follow_ups = ComparedFollowUp(many=True, source="follow_ups.all")
    citation = ComparedCitation(source="*")


class ComparedPolicy(Shape):
    key = CharField(source="slug")
    province = Named()
    title = CharField()
    title_en = CharField()
    stage = ChoiceField(choices=PolicyStage.choices)
    issued = Dated()
    effective = Dated()
    ends = Dated()
    agencies = Named(many=True, source="agencies.all")
    instruments = Named(many=True, source="instruments.all")
    covers = CharField()
    covers_en = CharField()
    exceptions = CharField()
    exceptions_en = CharField()
    triggers = CharField()
    triggers_en = CharField()
    legal_basis = CharField()
    legal_basis_en = CharField()
    note = CharField()
    note_en = CharField()
    targets = ComparedTarget(many=True, source="targets.all")
    citation = ComparedCitation(source="*")
    period_is_over = BooleanField()


class PolicyComparison(Answer):
    columns = ComparedPolicy(many=True, source="policies")
    without = Named(many=True)
