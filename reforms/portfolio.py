"""A zone's reforms under the taxonomy, and what is not reported of it."""

from dataclasses import dataclass, field

from reforms.models import Reform, ReformGroup, ReformType


@dataclass
class GroupReforms:
    """The types of a group with reforms, each with whether it is new here, and those without."""

    group: ReformGroup
    reported: list[tuple[ReformType, list[tuple[Reform, bool]]]] = field(default_factory=list)
    not_reported: list[ReformType] = field(default_factory=list)


def portfolio(reforms: list[Reform]) -> list[GroupReforms]:
    """Reforms by group and type; one of two types is in both. `types` prefetched. One query.

    Draft types are in it only if one of the reforms has them.
    """
    by_type: dict[int, list[Reform]] = {}
    for reform in reforms:
        for reform_type in reform.types.all():
            by_type.setdefault(reform_type.pk, []).append(reform)
    groups: dict[int, GroupReforms] = {}
    seen: set[int] = set()
    for reform_type in ReformType.objects.select_related("group"):
        if reform_type.is_draft and reform_type.pk not in by_type:
            continue
        group = groups.setdefault(reform_type.group_id, GroupReforms(reform_type.group))
        if reform_type.pk in by_type:
            its = by_type[reform_type.pk]
            group.reported.append((reform_type, [(one, one.pk not in seen) for one in its]))
            seen.update(one.pk for one in its)
        else:
            group.not_reported.append(reform_type)
    return list(groups.values())
