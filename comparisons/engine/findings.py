"""What a comparison says, in sentences for its beginning. Pure functions.

"All 4 report: Full-agency service." "No figure may be compared directly." Pages link the rows
that a sentence names, briefings print it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons.engine.adoption import AdoptionCell, AdoptionRow
from comparisons.engine.rows import PARTLY, Row
from comparisons.engine.sharing import SharedRow
from core.language import edtf
from policies.choices import PolicyStage, TargetState
from zones.templatetags.figures import value

NAMED = 6  # rows in a sentence, at most; the rest is counted


class Named(NamedTuple):
    """A row that a sentence is about: its key on the page, and its name."""

    key: str
    name: str


class Finding(NamedTuple):
    """What is said, without its full stop, and of which rows; the first few are named.

    `unlisted` is how many rows more it is true of.
    """

    said: str
    rows: tuple[Named, ...] = ()
    unlisted: int = 0

    @property
    def named(self) -> tuple[Named, ...]:
        return self.rows[:NAMED]

    @property
    def more(self) -> str:
        """How many rows are not named, in words."""
        count = len(self.rows) - len(self.named) + self.unlisted
        return ngettext("%(n)s more", "%(n)s more", count) % {"n": count} if count else ""

    @property
    def sentence(self) -> str:
        if not self.rows:
            return _("%(sentence)s.") % {"sentence": self.said}
        names = [*(row.name for row in self.named), *filter(None, [self.more])]
        words = {"said": self.said, "names": _("; ").join(names)}
        return _("%(said)s: %(names)s.") % words


def zone_findings(
    columns: Sequence,
    profile: Sequence[SharedRow],
    adoption: Sequence[AdoptionRow],
    figures: Sequence[Row],
) -> list[Finding]:
    """Of zones side by side: what all report, which figures compare, what one zone has alone."""
    if len(columns) < 2:
        return []
    told = [*_reforms_shared(adoption, len(columns)), *figure_findings(figures)]
    alone = [row for rows in (profile, adoption, figures) for row in rows if row.reported_by == 1]
    if alone:
        count = len(alone)
        said = ngettext(
            "%(n)s row stands in one zone only", "%(n)s rows stand in one zone only", count
        )
        told.append(Finding(said % {"n": count}, tuple(_by_zone(columns, alone))))
    return told


def only_in(column) -> str:
    """Key of the rows that stand in this zone only."""
    return f"only-{column.key}"


def _by_zone(columns: Sequence, alone: Iterable[SharedRow]) -> Iterator[Named]:
    places = [row.only_place for row in alone]
    for place, column in enumerate(columns):
        if count := places.count(place):
            yield Named(only_in(column), _with_count(column.label, count))


def _with_count(name, count: int) -> str:
    return _("%(name)s, %(n)s") % {"name": name, "n": count}


def _reforms_shared(rows: Sequence[AdoptionRow], count: int) -> Iterator[Finding]:
    by_all = [row for row in rows if row.reported_by == count]
    if by_all:
        said = _("Both zones report") if count == 2 else _("All %(n)s zones report") % {"n": count}
        yield Finding(said, tuple(_staged(row) for row in by_all))
    else:
        yield Finding(_("No type of reform is reported by all"))
    if some := [row for row in rows if 1 < row.reported_by < count]:
        yield Finding(_("Two or more report, but not all"), tuple(_staged(row) for row in some))


def _staged(row: AdoptionRow) -> Named:
    """A reported plan is no practice: where the stages differ, the sentence says so."""
    name = str(row.kind)
    stages = {cell.stage for cell in row.cells if cell.stage}
    if len(stages) > 1:
        name = _("%(type)s (stages differ)") % {"type": name}
    elif stages != {"in-force"}:
        [cell, *_others] = [cell for cell in row.cells if cell.measures]
        words = {"type": name, "stage": cell.measures[0].get_stage_display()}
        name = _("%(type)s (%(stage)s)") % words
    return Named(row.key, name)


def figure_findings(rows: Sequence[Row]) -> Iterator[Finding]:
    """How many figures of two or more compare, partly, with caution or not, and which."""
    shared = [row for row in rows if row.is_shared]
    if not shared:
        yield Finding(_("No figure is reported by two or more"))
        return
    of_code: dict[str, list[Row]] = {}
    for row in shared:
        code = row.code
        of_code.setdefault("comparable" if code == "convertible" else code, []).append(row)
    for code, found in [("comparable", of_code.get("comparable", [])), *_doubtful(of_code)]:
        yield Finding(_counted(code, len(found)), tuple(_of_metric(row) for row in found))
    if disputed := [row for row in rows if any(c.picked and c.is_disputed for c in row.cells)]:
        yield Finding(_("Sources give several values"), tuple(map(_of_metric, disputed)))


def _doubtful(of_code: dict[str, list[Row]]) -> Iterator[tuple[str, list[Row]]]:
    return ((c, of_code[c]) for c in (PARTLY, "caution", "not-comparable") if c in of_code)


def _of_metric(row: Row) -> Named:
    return Named(row.key, str(row.metric))


def _counted(code: str, n: int) -> str:
    if not n:
        return _("No metric may be compared directly")
    said = {
        "comparable": ngettext(
            "%(n)s metric may be compared directly", "%(n)s metrics may be compared directly", n
        ),
        PARTLY: ngettext(
            "%(n)s metric may be compared between some zones only",
            "%(n)s metrics may be compared between some zones only",
            n,
        ),
        "caution": ngettext("%(n)s metric with caution", "%(n)s metrics with caution", n),
        "not-comparable": ngettext(
            "%(n)s metric may not be compared", "%(n)s metrics may not be compared", n
        ),
    }
    return said[code] % {"n": n}


def type_findings(
    zones: Sequence[AdoptionCell], rows: Sequence[Row], zone_count: int, without_count: int
) -> list[Finding]:
    """Of one type of reform: how many zones report it, since when, which results compare.

    The counts are of all zones read; the rest is told only where every zone is at hand.
    """
    words = {"n": zone_count, "all": zone_count + without_count}
    said = ngettext(
        "Of %(all)s zones with articles read, %(n)s reports it",
        "Of %(all)s zones with articles read, %(n)s report it",
        zone_count,
    )
    named = tuple(Named(f"zone-{zone.column.key}", zone.column.label) for zone in zones)
    if unlisted := zone_count - len(zones):
        return [Finding(said % words, named, unlisted)]
    told = [Finding(said % words, named)]
    if start := _earliest(zones):
        told.append(start)
    if rows:
        told += figure_findings(rows)
    elif zone_count:
        told.append(Finding(_("No figure is reported with it")))
    return told


def _earliest(zones: Iterable[AdoptionCell]) -> Finding | None:
    stated = []
    for zone in zones:
        for measure in zone.measures:
            date = edtf.parse(measure.started) if measure.started else None
            if date and (day := date.latest or date.earliest):
                stated.append((day, measure.started, zone.column))
    if not stated:
        return None
    _day, first, _column = min(stated, key=lambda one: one[0])
    said = _("Earliest stated start, %(when)s") % {"when": edtf.parse(first).describe()}
    having = dict.fromkeys(column for _d, started, column in stated if started == first)
    return Finding(said, tuple(Named(f"zone-{one.key}", one.label) for one in having))


def policy_findings(policies: Sequence, instruments: Sequence) -> list[Finding]:
    """Of policies side by side: their stages, what all use, the state of their commitments.

    `policies` with their targets, `instruments` with the stage of each policy that uses them.
    """
    if not policies:
        return []
    told = [_stages(policies)]
    if len(policies) > 1:
        by_all = [row.head for row in instruments if all(row.cells)]
        named = tuple(Named(f"instrument-{one.slug}", str(one)) for one in by_all)
        said = _("All use or propose") if by_all else _("No instrument is reported of all")
        told.append(Finding(said, named))
    if targets := [target for policy in policies for target in policy.targets.all()]:
        states = [target.state for target in targets]
        counts = [(state, states.count(state)) for state in TargetState if state in states]
        named = (Named("commitments", _with_count(state.label, n)) for state, n in counts)
        n = len(targets)
        said = ngettext("%(n)s commitment", "%(n)s commitments", n) % {"n": n}
        told.append(Finding(said, tuple(named)))
    return told


def _stages(policies: Sequence) -> Finding:
    stages = [policy.stage for policy in policies]
    counts = [(stage, stages.count(stage)) for stage in PolicyStage if stage in stages]
    named = (Named("policies", _with_count(stage.label, n)) for stage, n in counts)
    n = len(policies)
    said = ngettext("%(n)s policy, stage when reported", "%(n)s policies, stage when reported", n)
    return Finding(said % {"n": n}, tuple(named))


def metric_findings(group, ranked: Sequence, alone: int) -> list[Finding]:
    """Of one metric: how many zones of a group may be ranked, the first, and what stands alone.

    `group` may be None; `ranked` are its figures with their places, the first of them at least.
    """
    told = []
    if group:
        said = ngettext(
            "The figures of %(n)s zone may be ranked together",
            "The figures of %(n)s zones may be ranked together",
            group.zones,
        )
        told.append(Finding(said % {"n": f"{group.zones:,}"}))
        first = [figure for figure in ranked if figure.place == 1]
        named = tuple(
            Named(f"zone-{one.zone.slug}", f"{one.zone.label} {value(one)}") for one in first
        )
        if named:
            told.append(Finding(_("First"), named))
    else:
        told.append(Finding(_("No two zones report figures that may be ranked together")))
    if alone:
        said = ngettext("%(n)s figure stands alone", "%(n)s figures stand alone", alone)
        told.append(Finding(said % {"n": f"{alone:,}"}))
    return told
