"""Policies side by side across provinces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from comparisons.engine.policies import (
    PolicyRow,
    commitment_rows,
    instrument_rows,
    issue_order,
    tally,
)
from comparisons.evidence import Evidence, Fact
from core.records.models import count_of
from policies.choices import TargetState
from policies.models import Instrument, Policy
from zones.models import Province


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
    def tallies(self) -> list[list[tuple[TargetState, int]]]:
        return [tally(policy) for policy in self.policies]

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
    """The policies of `provinces` in that order, then by issue; `instruments` orders the matrix."""
    by_province: dict[Province, list[Policy]] = {one: [] for one in provinces}
    for policy in sorted(policies, key=issue_order):
        if policy.province in by_province:
            by_province[policy.province].append(policy)
    ordered = [policy for those in by_province.values() for policy in those]
    without = [province for province, those in by_province.items() if not those]
    return PolicyComparison(
        ordered, without, instrument_rows(ordered, instruments), commitment_rows(ordered)
    )
