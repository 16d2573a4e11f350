"""Filters of reforms, for pages, files and the API."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, PresenceFacet, RelationFacet, SearchFilter, YearFacet
from core.web.filtersets import FacetedFilterSet, Sort
from reforms.choices import Stage
from zones.choices import Tier

BY_ZONE = ("zone__pinyin", "zone__slug", "slug")  # the order of two indexes


class ReformFilterSet(FacetedFilterSet):
    sorts = {
        "zone": Sort(_("Zone"), BY_ZONE),
        "started": Sort(
            _("Start, newest first"), (F("started_latest").desc(nulls_last=True), *BY_ZONE)
        ),
        "figures": Sort(_("With figures first"), (F("has_figure").desc(), *BY_ZONE)),
    }

    q = SearchFilter(
        paths=(
            "search_text",
            "types__search_text",
            "types__group__name",
            "types__group__name_en",
            "zone__search_text",
        )
    )
    group = RelationFacet(field_name="types__group", label=_("Group"), is_open=True)
    type = RelationFacet(field_name="types", label=_("Type"), is_open=True)
    zone = RelationFacet(label=_("Zone"))
    province = RelationFacet(
        field_name="zone__province", label_field="short_name", label=_("Province")
    )
    tier = ChoiceFacet(field_name="zone__tier", choices=Tier, label=_("Tier"))
    stage = ChoiceFacet(field_name="stage", choices=Stage, label=_("Stage"), is_open=True)
    started = YearFacet(field_name="started_earliest", label=_("Started"))
    figure = PresenceFacet(field_name="outcomes", label=_("Figure reported"), is_open=True)
    source = RelationFacet(label_field="title", label=_("Source"))


class ReformGroupFilterSet(FacetedFilterSet):
    sorts = {"place": Sort(_("Place in the taxonomy"), ("position", "slug"))}

    q = SearchFilter(paths=("name", "name_en", "definition", "definition_en"))


class ReformTypeFilterSet(FacetedFilterSet):
    sorts = {"place": Sort(_("Place in the taxonomy"), ("group__position", "position", "slug"))}

    q = SearchFilter(paths=("search_text",))
    group = RelationFacet(label=_("Group"))
    recorded = PresenceFacet(field_name="reforms", label=_("Reforms recorded"))
