"""Filters of sources, for pages, files and API."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, SearchFilter, YearFacet
from core.web.filtersets import FacetedFilterSet, Sort
from sources.choices import SourceKind


class SourceFilterSet(FacetedFilterSet):
    sorts = {
        "issued": Sort(
            _("Issued, newest first"), (F("issued_latest").desc(nulls_last=True), "slug")
        ),
        "title": Sort(_("Title"), ("title", "slug")),
    }

    q = SearchFilter(paths=("search_text",))
    kind = ChoiceFacet(field_name="kind", choices=SourceKind, label=_("Kind"), is_open=True)
    year = YearFacet(field_name="issued_earliest", label=_("Year of issue"), is_open=True)
