"""Sources in the API, and the citation that every fact carries."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Label, NamedLink, RecordSerializer
from core.api.views import RecordViewSet
from sources.filters import SourceFilterSet
from sources.models import Source


class CitationSerializer(serializers.Serializer):
    """Where a fact was read: the source, the place in it, the fragment that proves it."""

    source = NamedLink("sources")
    locator = serializers.CharField(allow_blank=True)
    quote = serializers.CharField(allow_blank=True)
    is_broken_off = serializers.BooleanField()


class SourceSerializer(RecordSerializer):
    kind_label = Label()
    document_url = serializers.URLField(source="url", allow_blank=True)
    reform_count = serializers.IntegerField()
    policy_count = serializers.IntegerField()
    figure_count = serializers.IntegerField()

    class Meta:
        model = Source
        resource = "sources"
        fields = (
            "slug",
            "url",
            "page",
            "title",
            "title_en",
            "publisher",
            "publisher_en",
            "author",
            "kind",
            "kind_label",
            "issued",
            "issued_earliest",
            "issued_latest",
            "document_url",
            "access_note",
            "access_note_en",
            "reform_count",
            "policy_count",
            "figure_count",
        )


class SourceViewSet(RecordViewSet):
    model = Source
    filterset_class = SourceFilterSet
    serializer_class = SourceSerializer
    title = _("Sources")
    about = _("The articles, announcements and lists that were read, with what was found in each.")
    example = "sources/?kind=newspaper&fields=slug,title_en,publisher_en,issued"
