"""Filters of sources, for pages, files and API."""

from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, SearchFilter, YearFacet
from core.web.filtersets import FacetedFilterSet, Sort, blanks_last
from sources.choices import SourceKind


class SourceFilterSet(FacetedFilterSet):
    sorts = {
        "issued": Sort(
            _("Issued, newest first"),
            blanks_last("-issued_latest"),
            "slug",
            levels=("-issued_latest",),
        ),
        "title": Sort(_("Title"), "title", "slug"),
    }

    q = SearchFilter("search_text")
    kind = ChoiceFacet(choices=SourceKind, label=_("Kind"), is_open=True)
    year = YearFacet(field_name="issued_earliest", label=_("Year of issue"), is_open=True)
