"""Pages of provincial chemical-park policies."""

from django.db.models import Q

from core.web.pages import FacetedListView, RecordDetail
from policies import fields
from policies.deadlines import Deadlines
from policies.filters import PolicyFilterSet
from policies.models import Policy, Target


class PolicyList(FacetedListView):
    filterset_class = PolicyFilterSet
    table = fields.LISTED_POLICIES
    template_name = "policies/policy_list.html"

    def get_context_data(self, **kwargs):
        targets = Target.objects.public()
        if not self.problems and self.filters.active:
            targets = targets.filter(policy__in=[*self.filters.keys])
        return super().get_context_data(deadlines=Deadlines(targets), **kwargs)


class PolicyDetail(RecordDetail):
    table = fields.POLICIES

    def get_context_data(self, **kwargs):
        instruments = [instrument.pk for instrument in self.object.instruments.all()]
        near = Policy.objects.public().exclude(pk=self.object.pk)
        near = near.filter(Q(province=self.object.province) | Q(instruments__in=instruments))
        return super().get_context_data(
            near=near.select_related("province").distinct().order_by("province__code", "slug")[:20],
            **kwargs,
        )


class TargetDetail(RecordDetail):
    table = fields.TARGETS
