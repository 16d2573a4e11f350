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
    """A source with all its facts; higher apps add theirs by template tags."""

    model = Source
    table = fields.SOURCES
