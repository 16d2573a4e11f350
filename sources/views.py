"""Pages of sources."""

from core.web.pages import FacetedListView, RecordDetail
from sources import fields
from sources.filters import SourceFilterSet

SHOWN_AT_MOST = 100


class SourceList(FacetedListView):
    filterset_class = SourceFilterSet
    table = fields.LISTED_SOURCES
    template_name = "sources/source_list.html"


class SourceDetail(RecordDetail):
    """A source with its facts. Long lists of reforms and figures are cut."""

    table = fields.SOURCES

    def get_context_data(self, **kwargs):
        source = self.object
        return super().get_context_data(
            reforms=source.reform_set.public().for_source_page()[:SHOWN_AT_MOST],
            policies=source.policy_set.public().for_source_page(),
            observations=source.observation_set.public().for_source_page()[:SHOWN_AT_MOST],
            shown_at_most=SHOWN_AT_MOST,
            **kwargs,
        )
