"""Reads the plain facts of a comparison of policies from the database."""

from collections.abc import Sequence
from dataclasses import fields

from django.db.models import F

from comparisons.engine.policies import (
    Dated,
    FollowUpFact,
    Named,
    PolicyComparison,
    PolicyFact,
    TargetFact,
    arrange,
)
from comparisons.evidence import citation_of
from core.records.models import count_of
from policies.choices import PolicyStage, TargetKind
from policies.models import Instrument, Policy, Target
from zones.models import Province


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
    return arrange(
        [_province(province) for province in provinces],
        [policy_fact(policy) for policy in policies],
        [_named(instrument) for instrument in Instrument.objects.all()],
    )


def policy_fact(policy: Policy) -> PolicyFact:
    """A plain policy with its targets; everything in `for_detail` must be fetched."""
    return _fact(
        PolicyFact,
        policy,
        key=policy.slug,
        province=_province(policy.province),
        stage=PolicyStage(policy.stage),
        issued=_dated(policy, "issued"),
        effective=_dated(policy, "effective"),
        ends=_dated(policy, "ends"),
        agencies=tuple(map(_named, policy.agencies.all())),
        instruments=tuple(map(_named, policy.instruments.all())),
        targets=tuple(map(_target, policy.targets.all())),
        period_is_over=policy.period_is_over(),
    )


def _target(target: Target) -> TargetFact:
    """With its state today. Its metric, source and follow-ups must be fetched."""
    follow_ups = (_fact(FollowUpFact, one) for one in target.follow_ups.all())
    return _fact(
        TargetFact,
        target,
        key=target.slug,
        kind=TargetKind(target.kind),
        metric=_named(target.metric) if target.metric else None,
        due=_dated(target, "due"),
        follow_ups=tuple(follow_ups),
    )


def _fact(made, record, /, **given):
    """A fact with its citation; attributes that are not given are read from the record."""
    given["citation"] = citation_of(record)
    names = [field.name for field in fields(made) if field.name not in given]
    return made(**given, **{name: getattr(record, name) for name in names})


def _province(province: Province) -> Named:
    return Named(province.slug, province.short_name, province.short_name_en)


def _named(record) -> Named:
    return Named(record.slug, record.name, record.name_en)


def _dated(record, field: str) -> Dated:
    return Dated(
        getattr(record, field),
        getattr(record, f"{field}_earliest"),
        getattr(record, f"{field}_latest"),
    )
