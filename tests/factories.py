"""Records for tests, valid as they come: `ObservationFactory(zone=zone, value=12)`.

Slugs are unique by sequence; the names are real enough to read and to search.
"""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from core.records.changes import kinds, unit
from core.records.plain import plain
from policies.choices import PolicyStage, TargetKind
from policies.models import Agency, FollowUp, Instrument, Policy, Target
from reforms.choices import Stage
from reforms.models import Reform, ReformGroup, ReformType
from sources.choices import SourceKind
from sources.models import Source
from zones.choices import Basis, Direction, EventKind, Quantity, Tier, Topic, ZoneKind
from zones.models import Metric, Observation, Province, Scope, Zone, ZoneEvent, ZoneName

PROVINCES = [
    ("湖南省", "湖南", "湘", "Hunan"),
    ("江苏省", "江苏", "苏", "Jiangsu"),
    ("贵州省", "贵州", "黔", "Guizhou"),
    ("山西省", "山西", "晋", "Shanxi"),
    ("河北省", "河北", "冀", "Hebei"),
    ("广东省", "广东", "粤", "Guangdong"),
]
TILE_COLUMNS = 100  # wide enough for any number of provinces, each on a tile of its own


def one_of_the_provinces(column: int):
    """One column of PROVINCES, in turn."""
    return factory.Sequence(lambda n: PROVINCES[n % len(PROVINCES)][column])


def given_or_one(name: str, make):
    """Fill a relation to many with the records given, or with the one that this makes."""

    @factory.post_generation
    def fill(self, create, extracted, **_kwargs):
        if create:
            getattr(self, name).set([make(self)] if extracted is None else extracted)

    return fill


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title = factory.Sequence(lambda n: f"开发区改革纪实之{n}")
    title_en = factory.Sequence(lambda n: f"Reform in development zones, part {n}")
    publisher = "经济日报"
    publisher_en = "Economic Daily"
    author = "范捷"
    kind = SourceKind.NEWSPAPER
    issued = "2019-06"


class CitedFactory(DjangoModelFactory):
    """What every fact has: its source and its place in it."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    source = factory.SubFactory(SourceFactory)
    locator = "湘潭 ¶2"
    quote = "一枚印章管审批"


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province

    slug = factory.Sequence(lambda n: f"province-{n}")
    code = factory.Sequence(lambda n: f"{900000 + n}")
    name = one_of_the_provinces(0)
    short_name = one_of_the_provinces(1)
    abbreviation = one_of_the_provinces(2)
    name_en = one_of_the_provinces(3)
    tile_row = factory.Sequence(lambda n: 100 + n // TILE_COLUMNS)
    tile_column = factory.Sequence(lambda n: n % TILE_COLUMNS)


class ZoneFactory(CitedFactory):
    class Meta:
        model = Zone

    slug = factory.Sequence(lambda n: f"zone-{n}")
    name = factory.Sequence(lambda n: f"湘潭经济技术开发区{n}")
    name_en = factory.Sequence(lambda n: f"Xiangtan Economic Development Zone {n}")
    aliases = "湘潭经开区、Xiangtan ETDZ"
    province = factory.SubFactory(ProvinceFactory)
    city = "湘潭市"
    city_en = "Xiangtan"
    tier = Tier.NATIONAL
    kind = ZoneKind.ETDZ
    catalogue_code = factory.Sequence(lambda n: f"G{100000 + n}")
    approved = "2011-09"
    industries = "汽车、装备制造"
    industries_en = "vehicles; equipment"

    # Where none is given: the source that the zone's profile was read in.
    sources_read = given_or_one("sources_read", lambda zone: zone.source)


class ZoneNameFactory(CitedFactory):
    class Meta:
        model = ZoneName

    slug = factory.Sequence(lambda n: f"zone-name-{n}")
    zone = factory.SubFactory(ZoneFactory)
    name = factory.Sequence(lambda n: f"湘潭九华工业园区{n}")
    name_en = factory.Sequence(lambda n: f"Xiangtan Jiuhua Industrial Park {n}")
    since = "2003"
    until = "2011-09"


class ZoneEventFactory(CitedFactory):
    class Meta:
        model = ZoneEvent

    slug = factory.Sequence(lambda n: f"zone-event-{n}")
    zone = factory.SubFactory(ZoneFactory)
    kind = EventKind.UPGRADED
    date = factory.Sequence(lambda n: f"{1990 + n % 30}-09")


class MetricFactory(DjangoModelFactory):
    class Meta:
        model = Metric

    slug = factory.Sequence(lambda n: f"metric-{n}")
    name = factory.Sequence(lambda n: f"标准地面积{n}")
    name_en = factory.Sequence(lambda n: f"Standard land area {n}")
    definition = "以标准地方式出让的土地面积。"
    definition_en = "Area of land granted as standard land."
    aliases = "标准地、standard land"
    topic = Topic.LAND
    quantity = Quantity.AREA
    unit = "mu"
    direction = Direction.NEITHER


class ScopeFactory(DjangoModelFactory):
    class Meta:
        model = Scope

    slug = factory.Sequence(lambda n: f"scope-{n}")
    metric = factory.SubFactory(MetricFactory)
    name = factory.Sequence(lambda n: f"第{n}类工业项目")
    name_en = factory.Sequence(lambda n: f"Industrial projects of kind {n}")


class ObservationFactory(CitedFactory):
    class Meta:
        model = Observation

    slug = factory.Sequence(lambda n: f"observation-{n}")
    zone = factory.SubFactory(ZoneFactory)
    metric = factory.SubFactory(MetricFactory)
    value = Decimal(100)
    unit = "mu"
    period = "2018"
    basis = Basis.OVER_PERIOD
    quote = "以标准地方式出让"


class ReformGroupFactory(DjangoModelFactory):
    class Meta:
        model = ReformGroup

    slug = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"审批制度{n}")
    name_en = factory.Sequence(lambda n: f"Approvals {n}")
    definition = "行政审批怎样办理。"
    definition_en = "How administrative approvals are handled."
    position = factory.Sequence(lambda n: n)


class ReformTypeFactory(DjangoModelFactory):
    class Meta:
        model = ReformType

    slug = factory.Sequence(lambda n: f"type-{n}")
    group = factory.SubFactory(ReformGroupFactory)
    name = factory.Sequence(lambda n: f"一枚印章管审批{n}")
    name_en = factory.Sequence(lambda n: f"One-seal approval {n}")
    definition = "一个部门、一枚公章办结审批。"
    definition_en = "One office and one seal for all approvals."
    aliases = "一枚公章管到底、one seal"
    position = factory.Sequence(lambda n: n)


class ReformFactory(CitedFactory):
    class Meta:
        model = Reform

    slug = factory.Sequence(lambda n: f"reform-{n}")
    zone = factory.SubFactory(ZoneFactory)
    title = factory.Sequence(lambda n: f"成立行政审批局{n}")
    title_en = factory.Sequence(lambda n: f"An approvals bureau is set up {n}")
    summary = "把各部门的审批事项集中到行政审批局。"
    summary_en = "Approvals of all departments move to one bureau."
    stage = Stage.IN_FORCE
    started = "2018"

    types = given_or_one("types", lambda _reform: ReformTypeFactory())

    @classmethod
    def _generate(cls, *args):
        with unit():  # a public reform is never without a type
            return super()._generate(*args)


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    slug = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.Sequence(lambda n: f"山东省工业和信息化厅{n}")
    name_en = factory.Sequence(lambda n: f"Shandong Department of Industry {n}")
    province = factory.SubFactory(ProvinceFactory)


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    slug = factory.Sequence(lambda n: f"instrument-{n}")
    name = factory.Sequence(lambda n: f"产能控制{n}")
    name_en = factory.Sequence(lambda n: f"Capacity control {n}")
    definition = "限制新增产能。"
    definition_en = "Limits on new capacity."
    position = factory.Sequence(lambda n: n)


class PolicyFactory(CitedFactory):
    class Meta:
        model = Policy

    slug = factory.Sequence(lambda n: f"policy-{n}")
    province = factory.SubFactory(ProvinceFactory)
    title = factory.Sequence(lambda n: f"化工园区安全管理办法{n}")
    title_en = factory.Sequence(lambda n: f"Measures on the safety of chemical parks {n}")
    summary = "规定化工园区的安全要求。"
    summary_en = "Sets safety requirements for chemical parks."
    stage = PolicyStage.IN_FORCE
    issued = "2019-03"
    effective = "2019-04-01"
    ends = "2024-03-31"

    agencies = given_or_one("agencies", lambda _policy: AgencyFactory())
    instruments = given_or_one("instruments", lambda _policy: InstrumentFactory())


class TargetFactory(CitedFactory):
    class Meta:
        model = Target

    slug = factory.Sequence(lambda n: f"target-{n}")
    policy = factory.SubFactory(PolicyFactory)
    kind = TargetKind.TARGET
    title = factory.Sequence(lambda n: f"化工园区面积控制在100亩以内之{n}")
    title_en = factory.Sequence(lambda n: f"Chemical parks cover 100 mu at most, {n}")
    metric = factory.SubFactory(MetricFactory)
    value = Decimal(100)
    unit = "mu"
    due = "2020"
    position = factory.Sequence(lambda n: n)
    quote = "以标准地方式出让"


class FollowUpFactory(CitedFactory):
    class Meta:
        model = FollowUp

    slug = factory.Sequence(lambda n: f"follow-up-{n}")
    target = factory.SubFactory(TargetFactory)
    reported = "2021"
    value = Decimal(90)
    quote = "90亩"


def everything() -> dict:
    """Every record of every kind in plain form, by kind and key."""
    return {(m, one.pk): plain(one) for m in kinds() for one in m.objects.order_by("pk")}


def change(record, **columns):
    """Save a record with these columns changed."""
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()
    return record


# What editors enter as drafts.
FACTS = (
    ZoneFactory,
    ZoneNameFactory,
    ZoneEventFactory,
    ObservationFactory,
    ReformFactory,
    PolicyFactory,
    TargetFactory,
    FollowUpFactory,
)
