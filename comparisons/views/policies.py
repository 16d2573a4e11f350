"""Policies side by side across provinces."""

from difflib import get_close_matches

from django.utils import timezone
from django.utils.translation import gettext

from comparisons.addresses import moves
from comparisons.engine.policy_timeline import Timeline
from comparisons.pictures import EDGE, TEXT, lines, picture, said_below
from comparisons.policy_comparison import compare_policies, newest_policies, provinces_with_counts
from comparisons.shapes import PolicyComparison
from comparisons.sheets import POLICIES, policy_lines
from comparisons.views.base import ComparisonPage
from core.records.models import in_readers_language
from core.web.addresses import absolute
from core.web.facets import printable
from core.web.files import file_address
from policies.deadlines import Deadlines
from policies.models import Policy, Target
from zones.models import Province

POLICIES_LISTED = 40


class ComparePolicies(ComparisonPage):
    """The policies of the provinces in the address, by default of all. Eleven queries."""

    template_name = "comparisons/policies.html"
    parameters = ("province",)
    formats = (*ComparisonPage.formats, "svg")
    embed_page = "embed-policies"
    briefing_name = "briefings/policies.html"
    file_name = "policies"
    shape = PolicyComparison
    columns = POLICIES
    lines = staticmethod(policy_lines)

    def file(self, context):
        if self.asked.format != "svg":
            return super().file(context)
        page = absolute(self.request, context["cited_path"])
        below = context["timeline"].height + EDGE
        foot, height = lines(said_below(context["comparison"].evidence.sources, page), *TEXT, below)
        context |= {"foot": foot, "height": height + EDGE}
        return picture(self.request, "comparisons/timeline_file.svg", "policies-timeline", context)

    def followed(self, context):
        chosen = context["chosen"]
        return (Policy.objects.filter(province__in=chosen) if chosen else Policy,)

    def get_context_data(self, **kwargs):
        provinces = provinces_with_counts()
        chosen, problems, status = self._chosen(provinces)
        shown = chosen or [province for province in provinces if province.policy_count]
        listed, unlisted = None, []  # files have all policies
        if not self.asked.is_file:
            listed, unlisted = newest_policies(shown, POLICIES_LISTED)
        comparison = compare_policies(shown, listed)
        named = [province.slug for province in chosen]
        further = moves([province.slug for province in shown], self.address)
        if len(shown) == 1:
            further = {}  # the last one cannot be removed
        others = [p for p in provinces if p.policy_count and p not in chosen]
        return super().get_context_data(
            compared=comparison,
            problems=problems,
            status=status,
            drawing=file_address(self.request, "svg"),
            chosen=chosen,
            cited_title=_title(chosen),
            cited_path=self.address(named),
            # One canonical address for any order of the provinces.
            canonical=self.address(sorted(named)),
            # Tick boxes in the order of the address, which a form keeps, then others.
            choices=[(p, True) for p in chosen] + [(p, False) for p in others],
            comparison=comparison,
            unlisted=unlisted,
            timeline=Timeline(comparison.policies, timezone.localdate()),
            deadlines=Deadlines(Target.objects.public().filter(policy__in=comparison.policies)),
            # The first column of a province moves them all.
            heads=[
                (policy, further.pop(policy.province.slug, None)) for policy in comparison.policies
            ],
            **kwargs,
        )

    def _chosen(self, provinces: list[Province]) -> tuple[list[Province], list[str], int]:
        """The provinces asked for, problems of the request, and the HTTP status."""
        named = [slug for slug in self.request.GET.getlist("province") if slug]
        asked = list(dict.fromkeys(named))
        by_slug = {province.slug: province for province in provinces}
        unknown = [slug for slug in asked if slug not in by_slug]
        problems = [
            gettext(
                "“%(province)s” is not a province that we know. Known are, for instance: %(known)s."
            )
            % {"province": printable(slug), "known": ", ".join(_examples(slug, provinces))}
            for slug in unknown[:20]
        ]
        chosen = [by_slug[slug] for slug in asked if slug in by_slug]
        if unknown and not chosen:
            problems.append(gettext("All provinces with a recorded policy are shown instead."))
        if len(named) > len(asked):
            problems.append(gettext("A province that was named twice is shown once."))
        return chosen, problems, 404 if unknown else 200


def _title(chosen: list[Province]) -> str:
    if not chosen:
        return gettext("Policies side by side")
    names = (in_readers_language(province, "short_name") for province in chosen)
    return gettext("Policies side by side: %(names)s") % {"names": gettext(", ").join(names)}


def _examples(slug: str, provinces: list[Province]) -> list[str]:
    """Accepted slugs: similar ones, else provinces with policies."""
    near = get_close_matches(slug[:80], [province.slug for province in provinces], n=3)
    return near or [province.slug for province in provinces if province.policy_count][:5]
