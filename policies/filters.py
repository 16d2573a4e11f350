"""How policies are filtered, for pages, files and the API alike."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.facets import ChoiceFacet, RelationFacet, SearchFilter, YearFacet
from core.filtersets import FacetedFilterSet, Sort, SortFilter
from policies.choices import PolicyStage
from policies.models import Agency, Instrument, Policy
from zones.models import Province


class PolicyFilterSet(FacetedFilterSet):
    sorts = {
        "province": Sort(
            _("Province"),
            ("province__code", F("issued_earliest").asc(nulls_last=True), "slug"),
        ),
        "issued": Sort(
            _("Issued, newest first"), (F("issued_latest").desc(nulls_last=True), "slug")
        ),
    }

    q = SearchFilter(
        paths=(
            "search_text",
            "agencies__name",
            "agencies__name_en",
            "instruments__name",
            "instruments__name_en",
            "province__name",
            "province__name_en",
            "targets__title",
            "targets__title_en",
        )
    )
    province = RelationFacet(
        field_name="province",
        model=Province,
        label_field="short_name",
        order_by=("code",),
        label=_("Province"),
        is_open=True,
    )
    instrument = RelationFacet(
        field_name="instruments",
        model=Instrument,
        order_by=("position",),
        label=_("Instrument"),
        multivalued=True,
        is_open=True,
    )
    stage = ChoiceFacet(field_name="stage", choices=PolicyStage, label=_("Stage"), is_open=True)
    year = YearFacet(field_name="issued_earliest", label=_("Year of issue"), is_open=True)
    agency = RelationFacet(
        field_name="agencies", model=Agency, label=_("Issuing agency"), multivalued=True
    )
    sort = SortFilter(sorts)

    class Meta:
        model = Policy
        fields = []
