"""Policies side by side across provinces."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons import export_policies
from comparisons.engine.policies import moves
from comparisons.engine.policy_timeline import draw_timeline
from comparisons.files import TakeAway, answer, status_of
from comparisons.policy_loading import (
    compare_policies,
    newest_policies,
    province_fact,
    provinces_with_counts,
)
from core.records import versions
from core.web.facets import printable
from core.web.files import FORMATS, asked_file, file_address, file_links
from zones.models import Province

POLICIES_LISTED = 40


@dataclass(frozen=True)
class Choice:
    """A province as the form offers it."""

    province: Province
    is_chosen: bool


class ComparePolicies(TemplateView):
    """The policies of the provinces in the address, in its order; of all when it names none.

    Eleven queries, whatever the number of policies and targets.
    """

    template_name = "comparisons/policies.html"
    parameters = ("province",)
    embed_page = "embed-policies"

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters, (*FORMATS, "svg"))
        context = self.get_context_data(**kwargs)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def file(self, context):
        """The same comparison as CSV, XLSX or JSON, or its timeline as a drawing."""
        comparison = context["comparison"]
        if self.asked.format == "svg":
            drawing = render(self.request, "comparisons/timeline_file.svg", context)
            drawing["Content-Type"] = "image/svg+xml"
            version = versions.label()
            named = f'attachment; filename="policies-timeline-{version}.svg"'
            drawing["Content-Disposition"], drawing["Data-Version"] = named, version
            return drawing
        slugs = [province.key for province in comparison.provinces]
        page = self.request.build_absolute_uri(self._address(slugs))
        content = TakeAway(
            name="-".join(["policies", *slugs])[:120],
            data=lambda: export_policies.as_json(
                comparison, address=page, version=versions.label()
            ),
            header=export_policies.HEADER,
            rows=partial(export_policies.rows, comparison),
            evidence=comparison.evidence,
        )
        return answer(self.asked, content)

    def get_context_data(self, **kwargs):
        provinces = provinces_with_counts()
        chosen, problems, status = self._chosen(provinces)
        shown = chosen or [province for province in provinces if province.policy_count]
        today = timezone.localdate()
        listed, unlisted = self._listed(shown)
        comparison = compare_policies(shown, today, listed)
        policies = [column.policy for column in comparison.columns]
        status = status_of(self.asked, comparison, problems, status)
        problems += self.asked.problems
        named = [province.slug for province in chosen]
        addresses = self._moves([province_fact(province).key for province in shown])
        return super().get_context_data(
            problems=problems,
            ignored=self.asked.ignored,
            status=status,
            files=file_links(self.request),
            drawing=file_address(self.request, "svg"),
            chosen=chosen,
            cited_path=self._address(named),
            # Whichever province stands left, it is the same comparison.
            canonical=self._address(sorted(named)),
            choices=self._choices(provinces, chosen),
            comparison=comparison,
            unlisted=unlisted,
            timeline=draw_timeline(policies, today) if policies else None,
            heads=[
                (column, addresses[column.policy.province.key] if column.opens_province else {})
                for column in comparison.columns
            ],
            **kwargs,
        )

    def _listed(self, provinces: list[Province]):
        """What the page shows, and by province how many more there are; files have them all."""
        return (None, []) if self.asked.is_file else newest_policies(provinces, POLICIES_LISTED)

    def _chosen(self, provinces: list[Province]) -> tuple[list[Province], list[str], int]:
        """The provinces asked for, what is wrong with the request, and the status to answer."""
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

    def _choices(self, provinces: list[Province], chosen: list[Province]) -> list[Choice]:
        """Tick boxes: the chosen in the order of the address, which a form keeps, then others."""
        others = [p for p in provinces if p.policy_count and p not in chosen]
        return [Choice(p, True) for p in chosen] + [Choice(p, False) for p in others]

    def _moves(self, slugs: list[str]) -> dict[str, dict[str, str]]:
        """For each province the addresses that move it left or right, or take it out."""
        return {
            slug: {move: self._address(order) for move, order in orders.items()}
            for slug, orders in moves(slugs).items()
        }

    def _address(self, slugs: list[str]) -> str:
        query = QueryDict(mutable=True)
        query.setlist("province", slugs)
        return f"{self.request.path}?{query.urlencode()}" if slugs else self.request.path


def _examples(slug: str, provinces: list[Province]) -> list[str]:
    """Words that the address accepts: those most like it or, failing that, with policies."""
    near = get_close_matches(slug[:80], [province.slug for province in provinces], n=3)
    return near or [province.slug for province in provinces if province.policy_count][:5]
