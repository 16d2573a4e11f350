"""Filters of reforms, for pages, files and the API."""

from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, PresenceFacet, RelationFacet, SearchFilter, YearFacet
from core.web.filtersets import (
    BY_DAY,
    FacetedFilterSet,
    Sort,
    blanks_last,
    both_ways,
    by_choice,
)
from reforms.choices import Stage
from reforms.finding import ReformTypeLexicon
from zones.choices import Tier

BY_ZONE = ("zone__pinyin", "zone__slug", "slug")  # the order of two indexes


class ReformFilterSet(FacetedFilterSet):
    sorts = both_ways(
        zone=Sort(_("Zone"), *BY_ZONE, levels=("zone",), turning=2),
        province=Sort(_("Province"), "zone__province__code", *BY_ZONE, levels=("zone",)),
        stage=Sort(_("Stage"), by_choice("stage", Stage), *BY_ZONE, levels=("stage", "zone")),
        started=Sort(
            _("Started"),
            blanks_last("-started_latest"),
            *BY_ZONE,
            levels=("started_latest", "zone"),
            ways=BY_DAY,
        ),
        figures=Sort(
            _("Figures"),
            "-has_figure",
            *BY_ZONE,
            levels=("outcomes", "zone"),
            ways=(_("not reported first"), _("reported first")),
        ),
    )

    q = SearchFilter("search_text", "types__search_text", "types__group__name", "zone__search_text")
    group = RelationFacet(field_name="types__group", label=_("Group"), is_open=True)
    type = RelationFacet(field_name="types", label=_("Type"), is_open=True)
    zone = RelationFacet(label=_("Zone"))
    province = RelationFacet(
        field_name="zone__province", label_field="short_name", label=_("Province")
    )
    tier = ChoiceFacet(field_name="zone__tier", choices=Tier, label=_("Tier"))
    stage = ChoiceFacet(choices=Stage, label=_("Stage"), is_open=True)
    started = YearFacet(field_name="started_earliest", label=_("Started"))
    figure = PresenceFacet(field_name="outcomes", label=_("Figure reported"), is_open=True)
    source = RelationFacet(label_field="title", label=_("Source"))


class ReformGroupFilterSet(FacetedFilterSet):
    sorts = both_ways(place=Sort(_("Place in the taxonomy"), "position", "slug"))

    q = SearchFilter("name", "definition")


class ReformTypeFilterSet(FacetedFilterSet):
    sorts = both_ways(
        place=Sort(_("Place in the taxonomy"), "group__position", "position", "slug", turning=2)
    )

    q = SearchFilter("search_text", lexicon=ReformTypeLexicon)
    group = RelationFacet(label=_("Group"))
    recorded = PresenceFacet(field_name="reforms", label=_("Reforms recorded"))
