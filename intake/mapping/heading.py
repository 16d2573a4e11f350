"""What one heading of a table means, by its own words and those above the table."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from core.language.prose.unit_names import unit_codes
from core.language.units import UNITS
from intake.mapping.headwords import (
    GROUPS,
    Headwords,
    Limited,
    limited,
    taken_apart,
    unit_named,
    within,
    year_before,
    year_of,
)
from intake.mapping.meanings import (
    BASES,
    FIELD,
    FIGURE,
    GROWTH,
    IGNORE,
    IN_CELLS,
    UNKNOWN,
    Around,
    Meaning,
)
from intake.mapping.values import missing_mark, read_value
from intake.mapping.vocabulary import Vocabulary, fitting_units, key_of, only_unit
from intake.tables.cells import CellError
from intake.tables.layouts import Heading

# What cells of figures have, and names of zones and firms have not.
NO_NAME = re.compile("[0-9０-９一二三四五六七八九十百千万亿]|平|[-—–…/*.]|无|空|暂")

WHOLE = re.compile("[0-9]{1,3}(?:[,，]?[0-9]{3})*")


class Reader:
    """One heading."""

    def __init__(self, heading: Heading, vocabulary: Vocabulary, around: Around):
        self.heading, self.vocabulary, self.around = heading, vocabulary, around
        self.words = " · ".join(heading.words)
        self.head: Headwords = taken_apart(heading.words)
        self.limits: Limited = limited(self.head)
        self.parts = self.limits.parts
        self.is_growth_alone = False

    @property
    def is_earlier_alone(self) -> bool:
        """上年同期 and nothing else."""
        return self.limits.is_earlier and not (self.parts or self.head.more or self.head.periods)

    @property
    def is_to_date(self) -> bool:
        """累计同比: the growth of what is cumulated."""
        return self.limits.limits.get("basis") == "to-date"

    def earlier_than(self, figures: Meaning) -> Meaning:
        """The same figures a year before."""
        period = year_before(figures.period or self.around.period)
        units = self.head.units or (figures.unit,)
        if not period or figures.status not in ("", "actual") or figures.unit not in units:
            return self._unknown("", (figures.metric,))
        why = _("It is the year before the column “%(words)s”.") % {"words": figures.words}
        return replace(figures, words=self.words, period=period, sure=False, why=why)

    def meaning(self) -> Meaning:
        if self.vocabulary.is_ordinal(self.heading.words):
            return self._of(IGNORE, why=_("It numbers the rows."))
        if self.vocabulary.has_figures and self._is_of_units():
            return self._of(FIELD, field="unit")
        if name := self.vocabulary.field_called(self.heading.words, self.heading.samples):
            return self._of(FIELD, field=name)
        if self.vocabulary.is_derived(self.heading.words):
            return self._of(IGNORE, why=_("This site works it out from other columns."))
        if self.vocabulary.has_figures and (found := self._figure()):
            if found.is_figure and self._has_words_alone():
                why = _("Its cells are words, no figures.")
                return self._unknown(why, (found.metric,))
            return found
        if name := self._field_beside_others():
            return self._of(FIELD, field=name, sure=False)
        return self._unknown()

    def chosen(self, metric: str) -> Meaning:
        """Figures of a metric that a person chose."""
        found = self._of_metric(metric, "", (), self.limits)
        if found.to == UNKNOWN or found.metric != metric:
            return self._of(FIGURE, metric=metric, why=found.why)
        return replace(found, to=FIGURE)

    def _is_of_units(self) -> bool:
        """Whether it is 单位 and its cells are units: those of the figures before it."""
        said = [one for one in self.heading.samples if missing_mark(one) is None]
        is_called = key_of(self.heading.words[-1:]) in ("单位", "计量单位")
        return is_called and bool(said) and all(map(unit_codes, said))

    def _of(self, to: str, **more) -> Meaning:
        return Meaning(words=self.words, to=to, **more)

    def _unknown(self, why: str = "", near: tuple[str, ...] = ()) -> Meaning:
        if not near and self.vocabulary.has_figures:
            words = "".join(self.parts)
            near = self.vocabulary.near(words, self.head.units) if words else ()
        return self._of(UNKNOWN, near=near, sure=False, why=why)

    def _field_beside_others(self) -> str:
        """A field named in brackets or under a heading of several columns."""
        candidates = [*self.head.more, *reversed(self.head.parts)]
        names = (self.vocabulary.field_called([one], self.heading.samples) for one in candidates)
        return next(filter(None, names), "")

    def _figure(self) -> Meaning | None:
        """Its metric, with all that its words say; None if no metric is called so."""
        whole = Limited(self.head.parts, self.head.more)
        for said in (whole, self.limits):
            if found := self._named(said):
                metrics, scope, rest = found
                if rest and said is whole:
                    continue
                if len(metrics) > 1:
                    return self._unknown(_("Several metrics are called so."), metrics)
                return self._of_metric(metrics[0], scope, rest, said)
        self.is_growth_alone = self.limits.is_growth
        is_bare = not (self.parts or self.limits.more or self.is_growth_alone)
        return self._of_title() if is_bare and (self.head.periods or self.head.parts) else None

    def _of_title(self) -> Meaning | None:
        """Figures of the metric that a title names, above columns that are years."""
        for metric, before, units in self._in_titles():
            if before:
                return self._unknown("", (metric,))
            self.head.units = self.head.units or units
            return replace(self._of_metric(metric, "", (), self.limits), sure=False)
        return None

    def _in_titles(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Metrics that titles name at their end, what stands before, and the printed unit."""
        for title in self.around.titles:
            head = taken_apart([title])
            if named := self.vocabulary.metric_at_end("".join(head.parts)):
                yield *named, head.units

    def _named(self, said: Limited) -> tuple[tuple[str, ...], str, tuple[str, ...]] | None:
        """Metrics, a scope, and words that are left."""
        if (name := _overlapping(said.parts)) and (metrics := self.vocabulary.metrics_called(name)):
            return self._with_scope(metrics, "", said.more)
        for start in range(len(said.parts)):
            name = "".join(said.parts[start:])
            before = tuple(p for p in said.parts[:start] if not GROUPS.fullmatch(p))
            if metrics := self.vocabulary.metrics_called(name):
                return self._with_scope(metrics, "", (*before, *said.more))
            if pairs := self.vocabulary.scoped(name):
                metrics = tuple(dict.fromkeys(metric for metric, _scope in pairs))
                scopes = {scope for _metric, scope in pairs}
                left = (name,) if len(scopes) > 1 else ()
                return metrics, scopes.pop(), (*left, *before, *said.more)
        return None

    def _with_scope(self, metrics: tuple[str, ...], scope: str, rest: tuple[str, ...]):
        """The scope that words beside the metric's name mean."""
        left = []
        for words in rest:
            scopes = {self.vocabulary.scope_called(words, metric) for metric in metrics} - {""}
            if len(scopes) == 1 and len(metrics) == 1 and not scope:
                scope = scopes.pop()
            else:
                left.append(words)
        return metrics, scope, tuple(left)

    def _of_metric(self, metric: str, scope: str, rest: tuple[str, ...], said: Limited) -> Meaning:
        if rest:
            why = _("“%(words)s” beside the name of the metric is not understood.")
            return self._unknown(why % {"words": "、".join(rest)}, (metric,))
        if len(self.head.periods) > 1:
            return self._unknown(_("It names more than one period."), (metric,))
        figures = self._limits(self._of(FIGURE, metric=metric, scope=scope), said)
        if said.is_growth:
            if self.vocabulary.metrics[metric].quantity == "growth":
                return self._with_unit(replace(figures, growth_base=self._base(metric, said)))
            return self.growth_of(None, figures)
        if self.vocabulary.metrics[metric].quantity == "growth":
            whole = self.limits.limits.get("growth_base", "")
            base = whole or self._base(metric, said)
            return self._with_unit(replace(figures, growth_base=base))
        return self._with_unit(figures)

    def _limits(self, meaning: Meaning, said: Limited) -> Meaning:
        """With period, basis, status and the like."""
        period = within(self.head.periods[0], self.around.period) if self.head.periods else ""
        basis = said.limits.get("basis", "")
        if self.limits.limits.get("basis") == "at-point":  # 年末从业人员 is a name too
            basis = "at-point"
        if said.is_earlier:
            before = year_before(self.around.period)
            period = period if period and period == before else year_before(period) or before
            if not period:
                why = _("It is about the year before, and no year is printed.")
                return replace(meaning, to=UNKNOWN, near=(meaning.metric,), sure=False, why=why)
        if basis == "at-point" or self.head.is_end:
            basis = "at-point"
            whole = period or self.around.period
            if len(whole) == 4 and whole.isdigit():
                period = f"{whole}-12"
        if self.limits.is_whole_year and not period:
            period = year_of(self.around.period)
        if said.is_month and not period:
            period = self.around.period
            if len(period) != len("2023-06") or not period.replace("-", "").isdigit():
                why = _("It is about one month, and no month is printed.")
                return replace(meaning, to=UNKNOWN, near=(meaning.metric,), sure=False, why=why)
        sure, why = True, ""
        if basis == "to-date":
            # Since the zone's beginning, or since that of the year: only a part of a year tells.
            is_part = "-01/" in (period or self.around.period)
            basis = "year-to-date" if is_part else "not-stated"
            sure = is_part
            why = "" if is_part else _("“Cumulative” does not say since when.")
        quantity = self.vocabulary.metrics[meaning.metric].quantity
        known = {name: said.limits.get(name, "") for name in ("status", "prices", "release")}
        basis = basis or self.vocabulary.basis_of(meaning.metric) or BASES.get(quantity, "")
        return replace(meaning, period=period, basis=basis, sure=sure, why=why, **known)

    def _base(self, metric: str, said: Limited) -> str:
        """What growth compares with, by its words or else by its metric's definition."""
        if base := said.limits.get("growth_base", ""):
            return base
        return "year-before" if "上年" in self.vocabulary.metrics[metric].definition else ""

    def growth_of(self, place: int | None, figures: Meaning) -> Meaning:
        """The growth of these figures."""
        growth = self.vocabulary.growth_of(figures.metric)
        name = self.vocabulary.metrics[figures.metric].name
        if not growth:
            why = _("There is no metric for the growth of “%(metric)s”: add one first.")
            return self._unknown(why % {"metric": name})
        scope = figures.scope and self.vocabulary.scope_alike(figures.scope, growth)
        if figures.scope and not scope:
            why = _("The growth of “%(metric)s” has no scope like that of its figures.")
            return self._unknown(why % {"metric": name}, (growth,))
        own = self._limits(self._of(GROWTH, metric=growth, scope=scope, of=place), self.limits)
        if own.to == UNKNOWN:
            return own
        period, status = own.period or figures.period, own.status or figures.status
        base = self._base(growth, self.limits)
        return self._with_unit(replace(own, period=period, status=status, growth_base=base))

    def _with_unit(self, meaning: Meaning) -> Meaning:
        """With the unit of the heading, or of the lines above the table that is of this kind."""
        if meaning.to == UNKNOWN:
            return meaning
        metric = self.vocabulary.metrics[meaning.metric]
        named = fitting_units(unit_named(self.head.parts, self.around.named), metric.unit)
        printed = self.head.units or self.limits.units or named
        if metric.quantity == "growth" and len(self.heading.words) > 1:
            # The unit in the heading above is that of the figures.
            printed = self.limits.units or fitting_units(printed, metric.unit)
        if "".join(self.head.parts).startswith("人均"):  # 人均地区生产总值（元）
            each = (f"{code}/person" for code in printed)
            printed = tuple(code for code in each if code in UNITS) or printed
        if not printed:  # 2017年各开发区税收收入（亿元）
            titled = {slug: units for slug, _before, units in self._in_titles()}
            printed = titled.get(metric.slug, ())
        fitting = fitting_units(printed or self.around.units, metric.unit)
        if printed and not fitting:
            words = {"unit": UNITS[printed[0]].name, "metric": metric.name}
            why = _("%(unit)s is no unit of the metric “%(metric)s”.") % words
            return self._unknown(why, (meaning.metric,))
        if fitting:
            same = [c for c in fitting if UNITS[c].dimension == UNITS[metric.unit].dimension]
            one = only_unit(same or fitting, metric.unit)
            is_plain = bool(one) and bool(printed or (len(fitting) == 1 and not self.around.named))
            return replace(meaning, unit=one, sure=meaning.sure and is_plain)
        if metric.quantity == "rank":
            return replace(meaning, unit=metric.unit)
        if metric.quantity == "count" and self._is_counted(metric.unit):
            why = _("No unit is printed: whole numbers count one by one.")
            return replace(meaning, unit=metric.unit, sure=False, why=why)
        if metric.quantity == "count" and (one := self._unit_behind(metric.unit)):
            return replace(meaning, unit=one)
        units = self._units_in_cells(metric.quantity)
        is_rate = metric.quantity == "growth" and units == {metric.unit}
        return replace(meaning, unit=metric.unit if is_rate else IN_CELLS if units else "")

    def _has_words_alone(self) -> bool:
        """Whether no cell has a digit or a mark for a missing value, or says 持平 or 二十."""
        words = "".join(self.heading.samples)
        return bool(len(self.heading.samples) > 2 and not NO_NAME.search(words))

    def _unit_behind(self, of_metric: str) -> str:
        """The unit behind the numbers of all cells: 38家 are firms where firms are counted."""
        cells = [one for one in self.heading.samples if missing_mark(one) is None]
        behind = {re.sub(".*[0-9０-９]", "", one).strip() for one in cells}
        codes = unit_codes(behind.pop()) if len(behind) == 1 else ()
        return of_metric if of_metric in codes and not UNITS[of_metric].scale_of else ""

    def _is_counted(self, unit: str) -> bool:
        """Whether all cells are whole numbers, of things that are counted in no other unit here."""
        is_plain = not UNITS[unit].scale_of and "/" not in unit
        has_other = any(UNITS[code].family == UNITS[unit].family for code in self.around.units)
        cells = [one for one in self.heading.samples if missing_mark(one) is None]
        return is_plain and not has_other and bool(cells) and all(map(WHOLE.fullmatch, cells))

    def _units_in_cells(self, quantity: str) -> set[str]:
        """The units that all cells with a number print; none if one does not."""
        said = [cell for cell in self.heading.samples if re.search("[0-9０-９]", cell)]
        try:
            units = {read_value(cell, quantity=quantity).unit for cell in said}
        except CellError:
            return set()
        return set() if "" in units else units


def _overlapping(parts: tuple[str, ...]) -> str:
    """固定资产投资额 for 固定资产投资 above 投资额; "" for words that do not go on so."""
    above, below = parts[-2:] if len(parts) == 2 else ("", "")
    size = next((n for n in range(len(below) - 1, 1, -1) if above.endswith(below[:n])), 0)
    return above + below[size:] if size else ""
