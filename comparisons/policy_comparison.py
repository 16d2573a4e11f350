"""Policies side by side across provinces."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from comparisons.engine.facts import Evidence, Fact
from comparisons.engine.findings import Finding, policy_findings
from core.records.models import count_of, in_readers_language
from policies.choices import TargetKind, TargetState
from policies.models import Instrument, Policy
from zones.models import Province


class PolicyRow(NamedTuple):
    """An instrument with each policy's stage if it uses it, or a kind with each one's targets."""

    head: Any
    cells: list


@dataclass(frozen=True)
class PolicyComparison:
    """Policies as columns; `without` are the provinces without a recorded one."""

    policies: list[Policy]
    without: list[Province]
    instruments: list[PolicyRow]
    commitments: list[PolicyRow]

    @property
    def provinces(self) -> list[Province]:
        return list(dict.fromkeys(policy.province for policy in self.policies))

    @property
    def slugs(self) -> list[str]:
        return [province.slug for province in self.provinces]

    @property
    def names(self) -> list[str]:
        """The province of each policy, with a number where it has several."""
        several = Counter(policy.province for policy in self.policies)
        seen: Counter[Province] = Counter()
        names = []
        for policy in self.policies:
            seen[policy.province] += 1
            name = in_readers_language(policy.province, "short_name")
            if several[policy.province] > 1:
                name = _("%(name)s (%(n)s)") % {"name": name, "n": seen[policy.province]}
            names.append(name)
        return names

    @property
    def keys(self) -> set[str]:
        """The places on the page to which a sentence may lead."""
        return {f"instrument-{row.head.slug}" for row in self.instruments} | {
            "policies",
            "commitments",
        }

    @property
    def tallies(self) -> list[list[tuple[TargetState, int]]]:
        """The number of each policy's targets in each state that occurs."""
        counts = [Counter(one.state for one in policy.targets.all()) for policy in self.policies]
        return [[(state, n[state]) for state in TargetState if n[state]] for n in counts]

    @property
    def findings(self) -> list[Finding]:
        """What the comparison says, in sentences. No queries."""
        return policy_findings(self.policies, self.instruments)

    @property
    def has_notes(self) -> bool:
        return any(policy.note for policy in self.policies)

    @cached_property
    def evidence(self) -> Evidence:
        def facts() -> Iterator[Fact]:
            for policy in self.policies:
                yield policy
                for target in policy.targets.all():
                    yield from (target, *target.follow_ups.all())

        return Evidence(facts())

    @property
    def places(self) -> Evidence:
        return self.evidence


def provinces_with_counts() -> list[Province]:
    """Every province with its `policy_count`, by code. One query."""
    counted = Province.objects.annotate(policy_count=count_of(Province, "policies"))
    return list(counted.order_by("code"))


def newest_policies(
    provinces: Sequence[Province], most: int
) -> tuple[list[int], list[tuple[Province, int]]]:
    """Keys of the newest policies, `most` in all, and how many more each province has.

    Each province has the same share, at least one. One query.
    """
    share = max(1, most // max(1, len(provinces)))
    by_province: dict[int, list[int]] = {}
    policies = Policy.objects.public().filter(province__in=provinces)
    newest = policies.order_by(F("issued_latest").desc(nulls_last=True), "slug")
    for key, province in newest.values_list("pk", "province"):
        by_province.setdefault(province, []).append(key)
    listed = [key for keys in by_province.values() for key in keys[:share]]
    counts = [(province, len(by_province.get(province.pk, ()))) for province in provinces]
    return listed, [(province, count - share) for province, count in counts if count > share]


def compare_policies(
    provinces: Sequence[Province], only: Sequence[int] | None = None
) -> PolicyComparison:
    """The policies of those provinces side by side, or `only` those keys. Nine queries."""
    policies = Policy.objects.public().filter(province__in=provinces).for_detail()
    policies = policies if only is None else policies.filter(pk__in=only)
    return arrange(provinces, policies, list(Instrument.objects.all()))


def arrange(
    provinces: Sequence[Province], policies: Iterable[Policy], instruments: Sequence[Instrument]
) -> PolicyComparison:
    """The policies of `provinces` in that order, then by issue; `instruments` orders the matrix.

    Pure: everything in a policy's `for_detail` must be fetched.
    """
    by_province: dict[Province, list[Policy]] = {one: [] for one in provinces}
    for policy in sorted(policies, key=lambda p: (p.issued_earliest or datetime.date.max, p.slug)):
        if policy.province in by_province:
            by_province[policy.province].append(policy)
    ordered = [policy for those in by_province.values() for policy in those]
    without = [province for province, those in by_province.items() if not those]
    used = [(policy.stage, set(policy.instruments.all())) for policy in ordered]
    targets = [policy.targets.all() for policy in ordered]
    stages = [
        PolicyRow(one, [stage if one in those else "" for stage, those in used])
        for one in instruments
    ]
    commitments = [
        PolicyRow(kind, [[one for one in those if one.kind == kind] for those in targets])
        for kind in TargetKind
    ]
    in_use = ([row for row in rows if any(row.cells)] for rows in (stages, commitments))
    return PolicyComparison(ordered, without, *in_use)
