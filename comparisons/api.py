"""Comparisons in the API: the same data as the JSON of the pages."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.response import Response

from comparisons import shapes
from comparisons.addresses import address
from comparisons.policy_comparison import compare_policies, provinces_with_counts
from comparisons.type_comparison import compare_type
from comparisons.zone_comparison import compare_zones, zones_by_slug
from core.api.parameters import LANGUAGE, SLUG_PATTERN, Parameter
from core.api.problems import ParameterProblem, ParametersRefused
from core.api.views import ApiView
from core.web.addresses import absolute
from core.web.facets import MAX_VALUES, SLUG, nearest, printable
from reforms.models import ReformType
from zones.models import Zone

A_SLUG = {"type": "string", "pattern": SLUG_PATTERN}


class ComparisonView(ApiView):
    """Records side by side, in the order in which the parameter `compared` names them.

    `compare(slugs)` is the comparison, `page` the URL name of its page.
    """

    compared: Parameter
    page: str

    @classmethod
    def known_parameters(cls, action: str = "list") -> list[Parameter]:
        return [cls.compared, LANGUAGE]

    def answer(self, version: str) -> Response:
        name = self.compared.name
        slugs = self.request.query_params.getlist(name)
        if len(set(slugs)) < len(slugs):
            self.reject(_("Name each of them once."))
        comparison = self.compare(slugs)
        path = address(reverse(self.page), **{name: comparison.slugs})
        page = absolute(self.request, path)
        return Response(self.serializer_class.answer(comparison, page, version))

    def reject(self, detail: str, accepted: Iterable[str] = ()) -> None:
        raise ParametersRefused([ParameterProblem(self.compared.name, detail, tuple(accepted))])

    def reject_unknown(self, slugs: Iterable[str], known: list[str]) -> None:
        """Refuse the first unknown slug and suggest similar ones."""
        slug = next(iter(slugs))
        accepted = nearest(slug, known)
        detail = _("“%(value)s” is not known here. Accepted are, for instance: %(accepted)s.")
        self.reject(detail % {"value": printable(slug), "accepted": ", ".join(accepted)}, accepted)


class CompareZones(ComparisonView):
    """Ten queries at most."""

    title = gettext_lazy("Zones side by side")
    about = gettext_lazy(
        "Reforms by type and figures by metric, in the order of the address. Every row says "
        "whether its figures may be compared and why not; every blank says which kind it is."
    )
    example = "comparisons/zones/?zone=yanhu-htdz&zone=linfen-edz"
    rows = "rows"
    compared = Parameter(
        "zone",
        gettext_lazy("The zones, by their keys, in this order."),
        A_SLUG,
        is_repeatable=True,
        most=settings.COMPARED_ZONES_MAX,
        is_required=True,
    )
    page = "compare-zones"
    serializer_class = shapes.ZoneComparison

    def compare(self, slugs: list[str]):
        zones = zones_by_slug([slug for slug in slugs if SLUG.fullmatch(slug)])
        known = {zone.slug for zone in zones}
        if unknown := [slug for slug in slugs if slug not in known]:
            every = Zone.objects.public().order_by("pinyin", "slug")
            self.reject_unknown(unknown, list(every.values_list("slug", flat=True)))
        return compare_zones(zones)


class CompareReforms(ComparisonView):
    """Ten queries at most."""

    title = gettext_lazy("One type of reform, zone by zone")
    about = gettext_lazy(
        "What each zone did under one type of reform, the figures that belong to it, and the "
        "zones whose sources do not mention it."
    )
    example = "comparisons/reforms/?type=standard-land"
    rows = "zones"
    compared = Parameter(
        "type", gettext_lazy("The type of reform, by its key."), A_SLUG, is_required=True
    )
    page = "reforms:list"
    serializer_class = shapes.TypeComparison

    def compare(self, slugs: list[str]):
        [slug] = slugs
        types = ReformType.objects.public().select_related("group")
        reform_type = types.filter(slug=slug).first() if SLUG.fullmatch(slug) else None
        if reform_type is None:
            self.reject_unknown(slugs, list(types.values_list("slug", flat=True)))
        return compare_type(reform_type)


class ComparePolicies(ComparisonView):
    """Eleven queries at most."""

    title = gettext_lazy("Policies side by side")
    about = gettext_lazy(
        "The chemical-park policies of provinces with their commitments and how each stands "
        "today; of all provinces that have one when none is named."
    )
    example = "comparisons/policies/?province=henan&province=hebei"
    rows = "columns"
    compared = Parameter(
        "province",
        gettext_lazy("The provinces, by their keys, in this order."),
        A_SLUG,
        is_repeatable=True,
        most=MAX_VALUES,
    )
    page = "compare-policies"
    serializer_class = shapes.PolicyComparison
    changes_daily = True

    def compare(self, slugs: list[str]):
        provinces = {province.slug: province for province in provinces_with_counts()}
        if unknown := [slug for slug in slugs if slug not in provinces]:
            self.reject_unknown(unknown, list(provinces))
        chosen = [provinces[slug] for slug in slugs]
        return compare_policies(chosen or [one for one in provinces.values() if one.policy_count])
