"""From the database to plain facts: what a comparison of policies needs, in few queries."""

import datetime
from collections.abc import Sequence

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
    """The newest policies of each province, by key, `most` in all, and how many more it has.

    Every province has the same share, of one at least. One query.
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
    provinces: Sequence[Province], today: datetime.date, only: Sequence[int] | None = None
) -> PolicyComparison:
    """The policies of those provinces side by side. Nine queries, whatever their number.

    With `only`, just the policies with these keys.
    """
    policies = Policy.objects.public().filter(province__in=provinces).for_detail()
    policies = policies if only is None else policies.filter(pk__in=only)
    return arrange(
        [province_fact(province) for province in provinces],
        [policy_fact(policy) for policy in policies],
        [_named(instrument) for instrument in Instrument.objects.all()],
        today,
    )


def province_fact(province: Province) -> Named:
    return Named(province.slug, province.short_name, province.short_name_en)


def policy_fact(policy: Policy) -> PolicyFact:
    """A plain policy with its targets. Everything of `for_detail` must be at hand."""
    texts = ("title", "covers", "exceptions", "triggers", "legal_basis", "note")
    return PolicyFact(
        key=policy.slug,
        province=province_fact(policy.province),
        stage=PolicyStage(policy.stage),
        issued=_dated(policy, "issued"),
        effective=_dated(policy, "effective"),
        ends=_dated(policy, "ends"),
        agencies=tuple(_named(agency) for agency in policy.agencies.all()),
        instruments=tuple(_named(instrument) for instrument in policy.instruments.all()),
        targets=tuple(target_fact(target) for target in policy.targets.all()),
        citation=citation_of(policy),
        **{name: getattr(policy, name) for text in texts for name in (text, f"{text}_en")},
    )


def target_fact(target: Target) -> TargetFact:
    """A plain target with its state today. Its metric, source and follow-ups must be at hand."""
    return TargetFact(
        key=target.slug,
        kind=TargetKind(target.kind),
        title=target.title,
        title_en=target.title_en,
        value=target.value,
        unit=target.unit,
        bound=target.bound,
        value_text=target.value_text,
        value_text_en=target.value_text_en,
        metric=_named(target.metric) if target.metric else None,
        due=_dated(target, "due"),
        state=target.state,
        follow_ups=tuple(
            FollowUpFact(one.reported, one.note, one.note_en, citation_of(one))
            for one in target.follow_ups.all()
        ),
        citation=citation_of(target),
    )


def _named(record) -> Named:
    return Named(record.slug, record.name, record.name_en)


def _dated(record, field: str) -> Dated:
    return Dated(
        getattr(record, field),
        getattr(record, f"{field}_earliest"),
        getattr(record, f"{field}_latest"),
    )
