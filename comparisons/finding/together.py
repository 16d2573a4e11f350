"""Parts of a query that belong together: a province with a kind of zone, a zone with a type."""

from collections.abc import Callable, Iterator
from functools import cached_property, reduce
from itertools import product
from operator import and_
from typing import NamedTuple

from django.db.models import Model
from pyroaring import BitMap

from comparisons.finding.findings import TOGETHER, Findings, some
from comparisons.finding.kinds import KINDS
from comparisons.finding.lookup import Lookup
from comparisons.finding.words import Part, sections
from core.language.text import normalise
from core.records.lexicon import Found, Match, key_of
from policies.models import Agency, Instrument, Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Metric, Observation, Province, Zone

GUESSED = (ReformType, ReformGroup, Metric, Policy, Instrument)  # from a part of a name
SECOND = TOGETHER._replace(length=1)  # after the list that has them all
MOST_READ = 2_000  # reforms whose texts are searched at once
FEW_ZONES = 60  # whose figures are looked up
MOST_WAYS = 64
Pairs = tuple[tuple[str, str], ...]  # parameters with values


class Role(NamedTuple):
    """What a part of a query can be.

    A zone, or what narrows zones (`pairs`), has the `zones` that it leaves; another record its
    model and keys; a word for a whole list the name of the `page`; anything its `text`.
    """

    text: str
    zones: BitMap | None = None
    pairs: Pairs = ()
    model: type[Model] | None = None
    keys: BitMap | None = None
    page: str = ""


def add_together(lookup: Lookup, parts: list[Part], findings: Findings) -> None:
    """Add what the parts are together, in each way in which they can be read."""
    ways = [list(roles(lookup, part)) for part in parts]
    for way in some(product(*ways), MOST_WAYS):
        Combination(lookup, way, findings).add()


def roles(lookup: Lookup, part: Part) -> Iterator[Role]:
    text = part.text
    if not part.is_known:
        for kind in KINDS:
            if kind.model in GUESSED and (found := lookup.of_kind(kind, text)):
                yield Role(text, model=kind.model, keys=BitMap(found))
        yield Role(text, model=Reform)
        return
    if narrowed := lookup.zones_of(text):
        parameter, values, zones = narrowed
        yield Role(text, zones, tuple((parameter, value) for value in values))
    if page := sections().get(key_of(text)):
        yield Role(text, page=page)
    for model, keys in lookup.exact(text).items():
        if model is Province:
            slugs = Province.objects.filter(pk__in=keys).values_list("slug", flat=True)
            pairs = tuple(("province", slug) for slug in slugs)
            yield Role(text, lookup.rows(Zone).having("province", keys), pairs)
        elif model is Zone:
            yield Role(text, keys)
        else:
            yield Role(text, model=model, keys=keys)


class Combination:
    """One way of reading the parts."""

    def __init__(self, lookup: Lookup, way: tuple[Role, ...], findings: Findings):
        self.lookup, self.findings = lookup, findings
        narrowing = [role for role in way if role.zones is not None]
        self.pairs = tuple(sorted(pair for role in narrowing for pair in role.pairs))
        self.has_zone = any(not role.pairs for role in narrowing)
        zones = [role.zones for role in narrowing]
        self.zones = reduce(and_, zones) & lookup.public[Zone] if zones else None
        others = [role for role in way if role.zones is None]
        # 全代办指标: the word for a list says no more than the record does.
        self.others = [role for role in others if not role.page] or others

    def add(self) -> None:
        if self.has_zone and not self.zones:
            return
        if not self.others:
            self._add_zones()
        elif len(self.others) > 1:
            return
        elif self.zones is not None:
            self._add_of_zones(self.others[0])
        elif self.others[0].keys:
            self.findings.add(self.others[0].model, dict.fromkeys(self.others[0].keys, TOGETHER))

    def _add_of_zones(self, role: Role) -> None:
        adding: dict[type[Model] | None, Callable[[Role], None]] = {
            None: self._add_page,
            Reform: self._add_texts_of_reforms,
            ReformType: self._add_reforms,
            ReformGroup: self._add_reforms,
            Metric: self._add_figures,
            Policy: self._add_policies,
            Agency: self._add_policies,
            Instrument: self._add_policies,
        }
        if role.model in adding:
            adding[role.model](role)

    @cached_property
    def is_province(self) -> bool:
        return not self.has_zone and {name for name, _value in self.pairs} == {"province"}

    @cached_property
    def policies(self) -> BitMap:
        """Of the province. A query."""
        slugs = [value for _name, value in self.pairs]
        keys = BitMap(Province.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        rows = self.lookup.rows(Policy)
        return rows.public & rows.having("province", keys)

    @property
    def reforms(self) -> BitMap:
        rows = self.lookup.rows(Reform)
        return rows.public & rows.having("zone", self.zones)

    def _add_zones(self) -> None:
        if self.zones and not self.has_zone:
            self.findings.selections["zones:list", self.pairs] = TOGETHER
        match = Match.ALIAS if self.has_zone else Match.IN_PARTS
        self.findings.add(Zone, dict.fromkeys(self.zones or (), Found(match, 1)))

    def _add_texts_of_reforms(self, role: Role) -> None:
        """Reforms of the zones with the words in their texts. One query."""
        found = Reform.objects.filter(pk__in=[*self.reforms[:MOST_READ]])
        for word in normalise(role.text).split():
            found = found.filter(search_text__holds=word)
        keys = found.order_by("pk").values_list("pk", flat=True)
        self.findings.add(Reform, dict.fromkeys(keys, Found(Match.INSIDE, 0)))

    def _add_reforms(self, role: Role) -> None:
        path = "types" if role.model is ReformType else "types__group"
        keys = self.reforms & self.lookup.rows(Reform).having(path, role.keys)
        if keys and self.is_province:
            name = role.model.parameter or role.model._meta.model_name
            slugs = role.model.objects.filter(pk__in=role.keys).values_list("slug", flat=True)
            pairs = sorted([*self.pairs, *((name, slug) for slug in slugs)])
            self.findings.selections["reforms:list", tuple(pairs)] = TOGETHER
        self.findings.add(Reform, dict.fromkeys(keys, SECOND))

    def _add_figures(self, role: Role) -> None:
        """Figures of the metrics of few zones. One query."""
        if len(self.zones) <= FEW_ZONES:
            found = Observation.objects.public().filter(metric__in=role.keys, zone__in=self.zones)
            keys = found.order_by("slug").values_list("pk", flat=True)[:FEW_ZONES]
            self.findings.add(Observation, dict.fromkeys(keys, SECOND))

    def _add_policies(self, role: Role) -> None:
        if self.is_province:
            rows = self.lookup.rows(Policy)
            path = {Agency: "agencies", Instrument: "instruments"}.get(role.model)
            found = rows.having(path, role.keys) if path else role.keys
            self.findings.add(Policy, dict.fromkeys(found & self.policies, SECOND))

    def _add_page(self, role: Role) -> None:
        """A list of a province, if it is not empty; what is recorded of a zone is on its page."""
        listed = {"zones:list": self.zones, "reforms:list": self.reforms}
        if self.has_zone:
            self.findings.add(Zone, dict.fromkeys(self.zones, TOGETHER))
            return
        if self.is_province:
            listed["policies:list"] = self.policies
        if listed.get(role.page) and (self.is_province or role.page == "zones:list"):
            self.findings.selections[role.page, self.pairs] = TOGETHER
        if role.page == "policies:list" and self.is_province:
            self.findings.add(Policy, dict.fromkeys(self.policies, SECOND))
