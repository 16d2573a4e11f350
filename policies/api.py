"""Policies and their targets in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import CitationSerializer, Link, Number, Term, record_serializer
from core.api.views import RecordViewSet
from policies.choices import TargetState
from policies.fields import LISTED_POLICIES, TARGETS
from policies.filters import PolicyFilterSet, TargetFilterSet
from policies.models import FollowUp


class PolicyViewSet(RecordViewSet):
    filterset_class = PolicyFilterSet
    serializer_class = record_serializer(
        LISTED_POLICIES,
        "policies",
        agencies=serializers.ListField(child=Term(), source="agencies.all"),
        instruments=serializers.ListField(child=Term(), source="instruments.all"),
    )
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


class TargetViewSet(RecordViewSet):
    filterset_class = TargetFilterSet
    serializer_class = record_serializer(
        TARGETS,
        "targets",
        province=Link(source="policy.province"),
        state=serializers.ChoiceField(choices=TargetState.choices),
        state_label=serializers.CharField(source="state.label"),
        follow_ups=FollowUpSerializer(many=True),
    )
    about = _(
        "What policies commit to. How each stands today is computed from its due date and from "
        "what later sources say of it."
    )
    example = "targets/?province=henan&fields=slug,title_en,value,unit,due,state,citation"
    changes_daily = True

    def select(self, queryset):
        return queryset.for_detail()
