"""Filters of policies, for pages, files and the API."""

from django.utils.translation import gettext_lazy as _

from core.web.facets import ChoiceFacet, RelationFacet, SearchFilter, YearFacet
from core.web.filtersets import (
    BY_COUNT,
    BY_DAY,
    FacetedFilterSet,
    Sort,
    blanks_last,
    both_ways,
    by_choice,
)
from policies.choices import PolicyStage, TargetKind
from policies.finding import PolicyLexicon


class PolicyFilterSet(FacetedFilterSet):
    sorts = both_ways(
        province=Sort(
            _("Province"),
            "province__code",
            blanks_last("issued_earliest"),
            "slug",
            levels=("province", "issued_earliest"),
        ),
        issued=Sort(_("Issued"), blanks_last("-issued_latest"), "slug", ways=BY_DAY),
        stage=Sort(_("Stage"), by_choice("stage", PolicyStage), "slug", levels=("stage",)),
        targets=Sort(
            _("Commitments"),
            "-target_count",
            "slug",
            levels=("targets__count",),
            ways=BY_COUNT,
        ),
    )

    q = SearchFilter(
        "search_text",
        "agencies__name",
        "instruments__name",
        "province__name",
        "targets__title",
        lexicon=PolicyLexicon,
    )
    province = RelationFacet(label_field="short_name", label=_("Province"), is_open=True)
    instrument = RelationFacet(field_name="instruments", label=_("Instrument"), is_open=True)
    stage = ChoiceFacet(choices=PolicyStage, label=_("Stage"), is_open=True)
    year = YearFacet(field_name="issued_earliest", label=_("Year of issue"), is_open=True)
    agency = RelationFacet(field_name="agencies", label=_("Issuing agency"))


class TargetFilterSet(FacetedFilterSet):
    """Targets of policies; their state is computed, so it is no filter."""

    sorts = both_ways(
        policy=Sort(
            _("Province and policy"), "policy__province__code", "policy__slug", "position", "slug"
        ),
        due=Sort(_("Due"), blanks_last("due_latest"), "slug", ways=BY_DAY),
    )

    q = SearchFilter(
        "title",
        "metric__search_text",
        "policy__search_text",
        label=_("Search in commitment and policy"),
    )
    policy = RelationFacet(label_field="title", label=_("Policy"))
    province = RelationFacet(
        field_name="policy__province", label_field="short_name", label=_("Province")
    )
    kind = ChoiceFacet(choices=TargetKind, label=_("Kind"))
    metric = RelationFacet(label=_("Metric"))
    due = YearFacet(field_name="due_earliest", label=_("Year in which it falls due"))
    source = RelationFacet(label_field="title", label=_("Source"))
