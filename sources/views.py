"""Pages of sources."""

from django.views.generic import DetailView

from core.lists import FacetedListView
from sources.filters import SourceFilterSet
from sources.models import Source


class SourceList(FacetedListView):
    model = Source
    filterset_class = SourceFilterSet
    template_name = "sources/source_list.html"


class SourceDetail(DetailView):
    """A source and every fact read in it; higher apps add theirs through tags."""

    model = Source
