"""Pages of sources."""

from core.web.details import RecordDetail
from core.web.lists import FacetedListView
from sources import exports
from sources.filters import SourceFilterSet
from sources.models import Source


class SourceList(FacetedListView):
    model = Source
    filterset_class = SourceFilterSet
    table = exports.LISTED_SOURCES
    template_name = "sources/source_list.html"


class SourceDetail(RecordDetail):
    """A source and every fact read in it; higher apps add theirs through tags."""

    model = Source
    parts = (
        "sources.exports.source_itself",
        "zones.exports.zones_from_source",
        "reforms.exports.reforms_from_source",
        "zones.exports.figures_from_source",
        "policies.exports.policies_from_source",
        "policies.exports.targets_from_source",
        "policies.exports.follow_ups_from_source",
    )
