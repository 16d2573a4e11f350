"""Filters of sources, for pages, files and API."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, SearchFilter, YearFacet
from core.web.filtersets import (
    BY_COUNT,
    BY_DAY,
    FacetedFilterSet,
    Sort,
    blanks_last,
    both_ways,
    by_choice,
)
from sources.choices import SourceKind
from sources.finding import SourceLexicon

NEWEST = (blanks_last("-issued_latest"), "slug")


def _by_count(name: str | Promise, counted: str, relation: str) -> Sort:
    levels = (f"{relation}__count", "issued_latest")
    return Sort(name, f"-{counted}_count", *NEWEST, levels=levels, ways=BY_COUNT)


class SourceFilterSet(FacetedFilterSet):
    sorts = both_ways(
        issued=Sort(_("Issued"), *NEWEST, levels=("issued_latest",), ways=BY_DAY),
        title=Sort(_("Title"), "title", "slug"),
        kind=Sort(
            _("Kind"), by_choice("kind", SourceKind), *NEWEST, levels=("kind", "issued_latest")
        ),
        reforms=_by_count(_("Recorded reforms"), "reform", "reform_set"),
        figures=_by_count(_("Recorded figures"), "figure", "observation_set"),
        policies=_by_count(_("Policies"), "policy", "policy_set"),
    )

    q = SearchFilter("search_text", lexicon=SourceLexicon)
    kind = ChoiceFacet(choices=SourceKind, label=_("Kind"), is_open=True)
    year = YearFacet(field_name="issued_earliest", label=_("Year of issue"), is_open=True)
