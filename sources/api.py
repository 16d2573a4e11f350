"""API of sources, and the citation of a fact."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Link, record_serializer
from core.api.views import RecordViewSet
from sources.fields import LISTED_SOURCES
from sources.filters import SourceFilterSet


class CitationSerializer(serializers.Serializer):
    """Where a fact was read: the source, the place in it, the fragment that proves it."""

    source = Link()
    locator = serializers.CharField(allow_blank=True)
    quote = serializers.CharField(allow_blank=True)
    is_broken_off = serializers.BooleanField()


class SourceViewSet(RecordViewSet):
    filterset_class = SourceFilterSet
    serializer_class = record_serializer(LISTED_SOURCES, "sources")
    about = _("The articles, announcements and lists that were read, with what was found in each.")
    example = "sources/?kind=newspaper&fields=slug,title_en,publisher_en,issued"
