"""Pages of sources."""

from core.web.details import RecordDetail
from core.web.lists import FacetedListView
from sources import fields
from sources.filters import SourceFilterSet
from sources.models import Source


class SourceList(FacetedListView):
    model = Source
    filterset_class = SourceFilterSet
    table = fields.LISTED_SOURCES
    template_name = "sources/source_list.html"


class SourceDetail(RecordDetail):
    """A source and every fact read in it; higher apps add theirs through tags."""

    model = Source
    table = fields.SOURCES
    parts = (
        "sources.fields.source_itself",
        "zones.fields.zones_from_source",
        "reforms.fields.reforms_from_source",
        "zones.fields.figures_from_source",
        "policies.fields.policies_from_source",
        "policies.fields.targets_from_source",
        "policies.fields.follow_ups_from_source",
    )
