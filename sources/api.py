"""API of sources."""

from django.utils.translation import gettext_lazy as _

from core.api.serializers import record_serializer
from core.api.views import RecordViewSet
from sources.fields import LISTED_SOURCES
from sources.filters import SourceFilterSet


class SourceViewSet(RecordViewSet):
    filterset_class = SourceFilterSet
    serializer_class = record_serializer(LISTED_SOURCES, "sources")
    about = _("The articles, announcements and lists that were read, with what was found in each.")
    example = "sources/?kind=newspaper&fields=slug,title_en,publisher_en,issued"
