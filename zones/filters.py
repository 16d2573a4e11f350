"""Filters of zones, metrics and figures, for pages, files and the API."""

import django_filters
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.language.text import normalise
from core.web.facets import (
    ChoiceFacet,
    PresenceFacet,
    RelationFacet,
    SearchFilter,
    TextFilter,
    YearFacet,
)
from core.web.filtersets import (
    BY_COUNT,
    BY_DAY,
    BY_SIZE,
    FacetedFilterSet,
    Sort,
    blanks_last,
    both_ways,
    by_choice,
)
from zones.choices import (
    Basis,
    Bound,
    EventKind,
    GrowthBase,
    Prices,
    Quantity,
    Rank,
    Realisation,
    Release,
    ScopeAspect,
    Status,
    Tier,
    Topic,
    ZoneKind,
)
from zones.finding import MetricLexicon, ScopeLexicon, ZoneLexicon
from zones.models import Metric, Zone

PINYIN = ("pinyin", "slug")
TIERS = [tier for tier in Tier if tier != Tier.NOT_STATED]


FIGURES = Sort(
    _("Recorded figures"),
    "-figure_count",
    "slug",
    levels=("observations__count",),
    ways=BY_COUNT,
)


class ProvinceFilterSet(FacetedFilterSet):
    sorts = both_ways(code=Sort(_("Code of GB/T 2260"), "code", "slug"))

    q = SearchFilter("name")
    recorded = PresenceFacet(field_name="zones", label=_("Zones recorded"))


class ZoneFilterSet(FacetedFilterSet):
    sorts = both_ways(
        reforms=Sort(
            _("Recorded reforms"),
            "-reform_count",
            *PINYIN,
            levels=("reforms__count",),
            ways=BY_COUNT,
        ),
        figures=Sort(
            _("Recorded figures"),
            "-figure_count",
            *PINYIN,
            levels=("observations__count",),
            ways=BY_COUNT,
        ),
        name=Sort(_("Name"), *PINYIN, turning=2),
        province=Sort(_("Province"), "province__code", *PINYIN, levels=("province",)),
        tier=Sort(_("Tier"), by_choice("tier", TIERS), *PINYIN, levels=("tier",)),
        approved=Sort(
            _("Approved"),
            blanks_last("approved_earliest"),
            *PINYIN,
            levels=("approved_earliest",),
            ways=BY_DAY,
        ),
        area=Sort(_("Approved area"), blanks_last("-approved_area"), *PINYIN, ways=BY_SIZE),
    )

    q = SearchFilter("search_text", "province__name", lexicon=ZoneLexicon)
    recorded = PresenceFacet(field_name="reforms", label=_("Reforms recorded"), is_open=True)
    province = RelationFacet(label_field="short_name", label=_("Province"), is_open=True)
    tier = ChoiceFacet(choices=Tier, label=_("Tier"), is_open=True)
    kind = ChoiceFacet(choices=ZoneKind, label=_("Kind"))
    type = RelationFacet(field_name="reforms__types", label=_("Reform type done"))
    approved = YearFacet(field_name="approved_earliest", label=_("Year of approval"))
    area_min = django_filters.NumberFilter(
        method="filter_area", label=_("Approved area from (ha)"), min_value=0, max_value=10**9
    )
    area_max = django_filters.NumberFilter(
        method="filter_area", label=_("Approved area to (ha)"), min_value=0, max_value=10**9
    )

    def filter_area(self, queryset, name, value):
        bound = "gte" if name == "area_min" else "lte"
        return queryset.with_approved_area().filter(**{f"approved_area__{bound}": value})


class ZoneNameFilterSet(FacetedFilterSet):
    sorts = both_ways(
        zone=Sort(_("Zone"), "zone__pinyin", "zone__slug", "slug", turning=2),
        until=Sort(_("Borne until"), blanks_last("until_latest"), "slug", ways=BY_DAY),
    )

    q = SearchFilter("name")
    zone = RelationFacet(label=_("Zone"))
    source = RelationFacet(label_field="title", label=_("Source"))


class ZoneEventFilterSet(FacetedFilterSet):
    sorts = both_ways(
        date=Sort(_("Date"), blanks_last("-date_latest"), "slug", ways=BY_DAY),
        zone=Sort(_("Zone"), "zone__pinyin", "zone__slug", "slug", turning=2),
    )

    q = SearchFilter("zone__search_text", "other_name")
    zone = RelationFacet(label=_("Zone"))
    kind = ChoiceFacet(choices=EventKind, label=capfirst(_("what happened")))
    year = YearFacet(field_name="date_earliest", label=_("Year"))
    source = RelationFacet(label_field="title", label=_("Source"))


class MetricFilterSet(FacetedFilterSet):
    sorts = both_ways(
        figures=FIGURES,
        zones=Sort(_("Zones"), "-zone_count", "slug", ways=BY_COUNT),
        topic=Sort(_("Topic"), by_choice("topic", Topic), "slug"),
        quantity=Sort(_("Quantity"), by_choice("quantity", Quantity), "slug"),
    )

    q = SearchFilter("search_text", lexicon=MetricLexicon)
    topic = ChoiceFacet(choices=Topic, label=_("Topic"), is_open=True)
    quantity = ChoiceFacet(choices=Quantity, label=_("Quantity"), is_open=True)
    recorded = PresenceFacet(field_name="observations", label=_("Figures of zones recorded"))


class ScopeFilterSet(FacetedFilterSet):
    sorts = both_ways(figures=FIGURES, metric=Sort(_("Metric"), "metric__slug", "slug"))

    q = SearchFilter("search_text", lexicon=ScopeLexicon)
    metric = RelationFacet(label=_("Metric"))
    aspect = ChoiceFacet(choices=ScopeAspect, label=capfirst(_("what sets it apart")))


class ObservationFilterSet(FacetedFilterSet):
    """Figures of zones. The first sort follows an index."""

    sorts = both_ways(
        key=Sort(_("Key"), "slug"),
        period=Sort(_("Period"), blanks_last("-period_latest"), "slug", ways=BY_DAY),
        zone=Sort(_("Zone"), "zone__pinyin", "zone__slug", "metric__slug", "slug", turning=2),
    )

    q = TextFilter(method="search", label=_("Search in zone and metric"))
    zone = RelationFacet(label=_("Zone"))
    province = RelationFacet(
        field_name="zone__province", label_field="short_name", label=_("Province")
    )
    tier = ChoiceFacet(field_name="zone__tier", choices=Tier, label=_("Tier"))
    metric = RelationFacet(label=_("Metric"))
    topic = ChoiceFacet(field_name="metric__topic", choices=Topic, label=_("Topic"))
    reform = RelationFacet(label_field="title", label=_("Outcome of the reform"))
    year = YearFacet(field_name="period_earliest", label=_("Year in which the period begins"))
    basis = ChoiceFacet(choices=Basis, label=_("Basis"))
    status = ChoiceFacet(choices=Status, label=_("Status"))
    scope = RelationFacet(label=_("Scope"))
    growth_base = ChoiceFacet(choices=GrowthBase, label=_("Compared with"))
    prices = ChoiceFacet(choices=Prices, label=_("Prices"))
    realisation = ChoiceFacet(choices=Realisation, label=_("How far come true"))
    release = ChoiceFacet(choices=Release, label=_("Release"))
    bound = ChoiceFacet(choices=Bound, label=_("Bound"))
    rank = ChoiceFacet(choices=Rank, label=pgettext_lazy("of a figure", "Rank"))
    source = RelationFacet(label_field="title", label=_("Source"))

    def search(self, queryset, name, value):
        """Every word must occur in the zone or in the metric."""
        for word in normalise(value).split():
            zones = Zone.objects.public().filter(search_text__holds=word)
            metrics = Metric.objects.filter(search_text__holds=word)
            queryset = queryset.filter(Q(zone__in=zones) | Q(metric__in=metrics))
        return queryset
