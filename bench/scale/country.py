"""A random country of zones, reforms and figures, the same for the same scale and seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from random import Random

from bench.scale import words
from policies.choices import PolicyStage
from policies.models import Agency, Instrument, Policy
from reforms.choices import Stage
from reforms.models import Reform, ReformType
from sources.choices import SourceKind
from sources.models import Source
from zones.choices import (
    Basis,
    Bound,
    GrowthBase,
    Quantity,
    Rank,
    Release,
    Status,
    Tier,
    ZoneKind,
)
from zones.models import Metric, Observation, Province, Scope, Zone

YEARS = range(2009, 2024)
TITLE_END = "（样例数据）"  # suffix of made-up titles
SLUG = "made-"  # prefix of made-up slugs
FULL = {"zones": 2_543, "reforms": 127_000, "figures": 2_300_000, "policies": 5_000}
FULL |= {"sources": 20_000}
METRICS = 60
SCOPES = 3  # of each metric
OTHER_UNITS = {"cny-100m": ("cny-10k", 10_000), "ha": ("mu", 15), "km2": ("ha", 100)}
BASES = {Quantity.RANK: Basis.AT_POINT, Quantity.SHARE: Basis.AT_POINT}
BASES |= {Quantity.DURATION: Basis.STANDING_RULE}
TYPICAL = {Quantity.MONEY: 4.5, Quantity.AREA: 5.5, Quantity.COUNT: 3.5, Quantity.MASS: 4.0}


@dataclass
class Country:
    """Generates table by table, each from its own random source.

    `scale` 1.0 is the whole country. Keys are given in order, so tables are streamed.
    """

    scale: float
    seed: int
    provinces: list[Province]
    types: list[ReformType]
    metrics: list[Metric]
    instruments: list[Instrument]
    reforms_of: dict[int, list[int]] = field(default_factory=dict)  # by zone, as they are made

    def __post_init__(self):
        self.wanted = {name: max(2, round(n * self.scale)) for name, n in FULL.items()}
        self.wanted["sources"] = max(2 * len(YEARS), self.wanted["sources"])
        self.metrics = self.metrics[:METRICS]
        self.yearbooks = len(YEARS)  # the first sources, read for nearly every zone

    def scopes(self) -> Iterator[Scope]:
        """Of each metric a few: the second is a part of the first."""
        for metric in self.metrics:
            for number in range(SCOPES):
                key = self._scope(metric, number)
                name, name_en = words.SCOPES[(metric.pk + number) % len(words.SCOPES)]
                yield Scope(
                    pk=key,
                    slug=f"{SLUG}scope-{key}",
                    metric=metric,
                    name=name,
                    name_en=name_en,
                    broader_id=key - 1 if number == 1 else None,
                )

    def _scope(self, metric: Metric, number: int) -> int:
        return (metric.pk - 1) * SCOPES + number + 1

    def random(self, table: str) -> Random:
        return Random(f"{self.seed} {table}")  # noqa: S311, nothing here is secret

    def sources(self) -> Iterator[Source]:
        random = self.random("sources")
        kinds = words.Chooser([k for k in SourceKind if k != SourceKind.STATISTICS], 1.1)
        for key in range(1, self.wanted["sources"] + 1):
            paper, paper_en = random.choice(words.NEWSPAPERS)
            if key <= self.yearbooks:
                year, kind = YEARS[key - 1] + 1, SourceKind.STATISTICS
                title, title_en = f"全国开发区统计年鉴{year}", f"Yearbook of zones {year}"
                issued = str(year)
            else:
                year, kind = random.choice(YEARS), kinds.one(random)
                place = words.city(random)
                title = f"{place}开发区{random.choice(words.FORMS)}纪实（{key}）"
                title_en = f"Report {key} on a development zone"
                issued = random.choice([str(year), f"{year}-{random.randint(1, 12):02}", ""])
            yield Source(
                pk=key,
                slug=f"{SLUG}source-{key}",
                title=title + TITLE_END,
                title_en=title_en,
                publisher=paper,
                publisher_en=paper_en,
                author=words.person(random),
                kind=kind,
                issued=issued,
            )

    def sources_of(self, zone: int) -> list[int]:
        """Some documents of the zone's own, and three yearbooks."""
        zones, sources = self.wanted["zones"], self.wanted["sources"]
        own = range(self.yearbooks + zone, sources + 1, zones)
        return sorted({*own, *(1 + (zone + n) % self.yearbooks for n in (0, 5, 10))})

    def zones(self) -> Iterator[Zone]:
        random, taken = self.random("zones"), set()
        kinds = words.Chooser(
            [ZoneKind.EDZ, ZoneKind.INDUSTRIAL_PARK, ZoneKind.ETDZ, ZoneKind.HTDZ, ZoneKind.OTHER]
        )
        provinces = words.Chooser(random.sample(self.provinces, len(self.provinces)), 0.5)
        for key in range(1, self.wanted["zones"] + 1):
            kind, province = kinds.one(random), provinces.one(random)
            tier = Tier.NATIONAL if random.random() < 0.217 else Tier.PROVINCIAL
            city = words.city(random)
            title = "经济技术开发区" if tier == Tier.NATIONAL else f"{KIND_NAMES[kind]}"
            name = f"{city}{title}"
            while name in taken:
                city = words.city(random) + random.choice("东西南北新高")
                name = f"{city}{title}"
            taken.add(name)
            lines = words.industries.some(random, 3)
            year = min(2017, 1984 + int(random.expovariate(1 / 14)))
            yield Zone(
                pk=key,
                slug=f"{SLUG}zone-{key}",
                name=name,
                name_en=f"Made-up zone {key}",
                short_name=f"{city}开发区",
                short_name_en=f"Zone {key}",
                province=province,
                city=f"{city[:2]}市",
                tier=tier,
                kind=kind,
                approved=f"{year}-{random.randint(1, 12):02}",
                industries="、".join(chinese for chinese, _english in lines),
                industries_en="; ".join(english for _chinese, english in lines),
                source_id=self.sources_of(key)[0],
                locator=f"#{key}",
                is_draft=key % 800 == 0,
            )

    def shares(self, table: str, spread: float) -> list[int]:
        """How many of a table's records each zone has: a few zones have very many."""
        random, zones = self.random(f"shares of {table}"), self.wanted["zones"]
        weights = [random.lognormvariate(0, spread) for _zone in range(zones)]
        total, parts, so_far, given = sum(weights), [], 0.0, 0
        for weight in weights:
            so_far += weight
            upto = round(self.wanted[table] * so_far / total)
            parts.append(upto - given)
            given = upto
        return parts

    def reforms(self) -> Iterator[tuple[Reform, list[int]]]:
        random, keys = self.random("reforms"), count(1)
        types = words.Chooser(random.sample(self.types, len(self.types)), 1.0)
        stages = words.Chooser([Stage.IN_FORCE, Stage.PILOT, Stage.ENDED, Stage.PLANNED], 1.6)
        for zone, number in enumerate(self.shares("reforms", 0.8), 1):
            titles, sources = set(), self.sources_of(zone)
            own = self.reforms_of.setdefault(zone, [])
            for _reform in range(number):
                key, kinds = next(keys), types.some(random, 3)
                name = kinds[0].name
                title = words.reform_title(random, name)
                if title in titles:
                    title = f"{title}（{len(titles) + 1}）"
                titles.add(title)
                own.append(key)
                stage = stages.one(random)
                is_english = random.random() < 0.4
                started = "" if stage == Stage.PLANNED else self._date(random)
                yield (
                    Reform(
                        pk=key,
                        slug=f"{SLUG}reform-{key}",
                        zone_id=zone,
                        title=title,
                        title_en=f"{kinds[0].name_en}, measure {key}" if is_english else "",
                        summary=words.summary(random, name),
                        summary_en=words.english_summary(random, kinds[0].name_en)
                        if is_english
                        else "",
                        stage=stage,
                        started=started,
                        source_id=random.choice(sources),
                        locator=f"¶{random.randint(1, 40)}",
                        quote=title[:12],
                        is_draft=key % 500 == 0,
                    ),
                    [kind.pk for kind in kinds],
                )

    def _date(self, random: Random) -> str:
        year = 2023 - min(14, int(random.expovariate(1 / 4)))
        return random.choices(
            ["", str(year), f"{year}-{random.randint(1, 12):02}", "XXXX-06"], (3, 4, 4, 1)
        )[0]

    def figures(self) -> Iterator[Observation]:
        """By zone; beyond one for each metric and year, a second source gives a value."""
        random, keys = self.random("figures"), count(1)
        cells = [(metric, year) for metric in self.metrics for year in YEARS]
        # Some metrics and the latest years are reported most.
        weights = [
            1 / (0.4 + 0.02 * (n // len(YEARS))) * (0.6 + 0.05 * (n % len(YEARS)))
            for n in range(len(cells))
        ]
        for zone, number in enumerate(self.shares("figures", 0.25), 1):
            order = sorted(
                range(len(cells)), key=lambda n: random.random() ** (1 / weights[n]), reverse=True
            )
            sources = self.sources_of(zone)
            for place in range(min(number, 2 * len(cells))):
                again, n = divmod(place, len(cells))
                yield self._figure(random, next(keys), zone, *cells[order[n]], sources, again)

    def _figure(self, random, key, zone, metric, year, sources, again) -> Observation:
        own = [source for source in sources if source > self.yearbooks]
        if again or not own or random.random() < 0.6:  # a second value is another yearbook's
            source = 1 + (YEARS.index(year) + again) % self.yearbooks
        else:
            source = random.choice(own)
        is_narrow, is_singular = random.random() < 0.15, random.random() < 0.05
        detail, detail_en = words.DETAILS[key % len(words.DETAILS)] if is_singular else ("", "")
        growth = GrowthBase.YEAR_BEFORE if random.random() < 0.8 else GrowthBase.NOT_STATED
        value = round(random.lognormvariate(TYPICAL.get(metric.quantity, 2.5), 1.1), 2)
        unit = metric.unit
        if unit in OTHER_UNITS and random.random() < 0.1:
            unit, factor = OTHER_UNITS[unit]
            value *= factor
        reforms = self.reforms_of.get(zone)
        return Observation(
            pk=key,
            slug=f"{SLUG}figure-{key}",
            zone_id=zone,
            metric=metric,
            reform_id=random.choice(reforms) if reforms and random.random() < 0.02 else None,
            value=Decimal(f"{value:.2f}"),
            unit=unit,
            bound=Bound.EXACTLY if random.random() < 0.85 else random.choice(list(Bound)),
            period=str(year),
            basis=BASES.get(metric.quantity, Basis.OVER_PERIOD),
            status=Status.ACTUAL if random.random() < 0.93 else Status.TARGET,
            scope_id=self._scope(metric, key % SCOPES) if is_narrow else None,
            detail=detail,
            detail_en=detail_en,
            growth_base=growth if metric.quantity == Quantity.GROWTH else GrowthBase.NOT_STATED,
            release=releases.one(random),
            rank=Rank.NORMAL,
            source_id=source,
            locator=f"¶{1 + key % 60}",
            quote=f"{value:.2f}",
            is_draft=key % 1000 == 0,
        )

    def agencies(self) -> Iterator[Agency]:
        offices = ["工业和信息化厅", "生态环境厅", "应急管理厅", "发展和改革委员会"]
        for key, (province, office) in enumerate(
            ((province, office) for province in self.provinces for office in offices), 1
        ):
            yield Agency(
                pk=key,
                slug=f"{SLUG}agency-{key}",
                name=f"{province.name}{office}",
                province=province,
            )

    def policies(self) -> Iterator[tuple[Policy, int, list[int]]]:
        random = self.random("policies")
        provinces = words.Chooser(list(enumerate(self.provinces)), 0.6)
        instruments = words.Chooser(self.instruments, 0.8)
        stages = words.Chooser([PolicyStage.IN_FORCE, PolicyStage.ENDED, PolicyStage.DRAFT], 1.2)
        for key in range(1, self.wanted["policies"] + 1):
            number, province = provinces.one(random)
            year = random.choice(YEARS)
            tools = instruments.some(random, 3)
            policy = Policy(
                pk=key,
                slug=f"{SLUG}policy-{key}",
                province=province,
                title=words.policy_title(random, province.name),
                summary=words.summary(random, tools[0].name),
                stage=stages.one(random),
                issued=f"{year}-{random.randint(1, 12):02}",
                effective=str(year + 1),
                ends=random.choice(["", str(year + 4)]),
                source_id=random.randint(1, self.wanted["sources"]),
                locator=f"¶{random.randint(1, 40)}",
                is_draft=key % 1000 == 0,
            )
            yield policy, 4 * number + random.randint(1, 4), [tool.pk for tool in tools]


releases = words.Chooser([Release.NOT_STATED, Release.FINAL, Release.PRELIMINARY], 3.0)
KIND_NAMES = {
    ZoneKind.EDZ: "经济开发区",
    ZoneKind.INDUSTRIAL_PARK: "工业园区",
    ZoneKind.ETDZ: "经济技术开发园",
    ZoneKind.HTDZ: "高新技术产业开发区",
    ZoneKind.OTHER: "产业集聚区",
}
