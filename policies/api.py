"""Policies and what they commit to in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Label, NamedLink, Number, RecordSerializer, Term
from core.api.views import RecordViewSet
from policies.choices import TargetState
from policies.filters import PolicyFilterSet, TargetFilterSet
from policies.models import FollowUp, Policy, Target
from sources.api import CitationSerializer
from zones.api import VALUE_FIELDS, ReportedValueSerializer


class PolicySerializer(RecordSerializer):
    province = NamedLink("provinces")
    agencies = serializers.ListField(child=Term(), source="agencies.all")
    instruments = serializers.ListField(child=Term(), source="instruments.all")
    stage_label = Label()
    period_is_over = serializers.BooleanField()
    target_count = serializers.IntegerField()
    citation = CitationSerializer(source="*")

    class Meta:
        model = Policy
        resource = "policies"
        fields = (
            "slug",
            "url",
            "page",
            "province",
            "agencies",
            "instruments",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "stage",
            "stage_label",
            "issued",
            "issued_earliest",
            "issued_latest",
            "effective",
            "effective_earliest",
            "effective_latest",
            "ends",
            "ends_earliest",
            "ends_latest",
            "period_is_over",
            "covers",
            "covers_en",
            "exceptions",
            "exceptions_en",
            "triggers",
            "triggers_en",
            "legal_basis",
            "legal_basis_en",
            "target_count",
            "note",
            "note_en",
            "citation",
        )


class PolicyViewSet(RecordViewSet):
    model = Policy
    filterset_class = PolicyFilterSet
    serializer_class = PolicySerializer
    title = _("Policies")
    about = _("Provincial policies on chemical parks, as their sources report them.")
    example = "policies/?province=henan&fields=slug,title_en,stage,issued,ends,period_is_over"
    changes_daily = True


class FollowUpSerializer(serializers.ModelSerializer):
    """What a later source says of a target: its own verdict, or the value reached."""

    value = Number(max_digits=24, decimal_places=6, allow_null=True)
    citation = CitationSerializer(source="*")

    class Meta:
        model = FollowUp
        fields = ("slug", "reported", "met", "value", "note", "note_en", "citation")
        read_only_fields = fields


class TargetSerializer(ReportedValueSerializer):
    policy = NamedLink("policies")
    province = NamedLink("provinces", source="policy.province")
    kind_label = Label()
    metric = NamedLink("metrics", allow_null=True)
    state = serializers.ChoiceField(choices=TargetState.choices)
    state_label = serializers.CharField(source="state.label")
    follow_ups = FollowUpSerializer(many=True)
    citation = CitationSerializer(source="*")

    class Meta:
        model = Target
        resource = "targets"
        fields = (
            "slug",
            "url",
            "page",
            "policy",
            "province",
            "kind",
            "kind_label",
            "title",
            "title_en",
            "metric",
            *VALUE_FIELDS,
            "due",
            "due_earliest",
            "due_latest",
            "position",
            "state",
            "state_label",
            "follow_ups",
            "citation",
        )


class TargetViewSet(RecordViewSet):
    model = Target
    filterset_class = TargetFilterSet
    serializer_class = TargetSerializer
    title = _("Targets")
    about = _(
        "What policies commit to. How each stands today is computed from its due date and from "
        "what later sources say of it."
    )
    example = "targets/?province=henan&fields=slug,title_en,value,unit,due,state,citation"
    changes_daily = True

    def select(self, queryset):
        return queryset.for_display().select_related("policy__province", "metric", "source")
