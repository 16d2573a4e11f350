"""Drafts of every kind, at every level, whose every text gives them away."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db import models

from core.fields import EdtfField, UnitField
from core.records.changes import unit
from core.records.plain import editable_fields
from history.choices import Route
from policies.models import Instrument, Target
from reforms.models import Reform, ReformType
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from zones.models import Metric, Observation, Province, Zone

TOKEN = "zqxdraft"
YEAR = "1931"  # of no other record
# Figures that only drafts record: to the public they stay open numbers.
ARTICLE = "某区1931年标准地面积98765.4321亩。另有园区7个。"


def texts(model: type[models.Model], number: int) -> dict[str, str]:
    """Every text column of a record, filled with the token: "zqxdraft7-title"."""
    filled = {"slug": f"{TOKEN}-{model._meta.model_name}-{number}"}
    for field in editable_fields(model):
        is_text = isinstance(field, (models.CharField, models.TextField))
        if is_text and not field.choices and not isinstance(field, (EdtfField, UnitField)):
            filled.setdefault(field.name, f"{TOKEN}{number}-{field.name}"[: field.max_length])
    return filled


def hidden(factory, **columns):
    """A record full of tokens; a draft unless `is_draft=False` says otherwise."""
    model = factory._meta.model
    hidden.number += 1
    filled = texts(model, hidden.number)
    if "value" in columns:
        filled = {name: value for name, value in filled.items() if "value_text" not in name}
    return factory(**{"is_draft": True, **filled, **columns})


hidden.number = 0


def public_but_unused() -> dict[str, models.Model]:
    """Public records that only drafts will refer to: they must go on looking unused.

    They are entered by somebody whose login name is no more public than the drafts.
    """
    editor = User.objects.create(username=f"{TOKEN}-login", is_superuser=True)
    with unit(actor=editor, route=Route.ADMIN, reason="a second look"):
        found = _public_but_unused()
    text = ArticleText.objects.create(source=found["source"], text=ARTICLE, attached_by=editor)
    place = {"source": text.source, "wording": "7", "before": "另有园区", "after": "个。"}
    SetAsideNumber.objects.create(**place, reason="no figure", set_aside_by=editor)
    return found


def _public_but_unused() -> dict[str, models.Model]:
    source = make.SourceFactory(slug="unused-source", issued="1930")
    return {
        "source": source,
        "metric": make.MetricFactory(slug="unused-metric"),
        "type": make.ReformTypeFactory(slug="unused-type"),
        "agency": make.AgencyFactory(slug="unused-agency", province=None),
        "instrument": make.InstrumentFactory(slug="unused-instrument"),
    }


def neighbours() -> dict[str, models.Model]:
    """Public records of the seed to which drafts will be attached."""
    zone = Zone.objects.get(slug="yanhu-htdz")
    figures = Observation.objects.public().filter(value__isnull=False, reform=None)
    figure = figures.filter(period="2018").order_by("slug").first()
    target = Target.objects.public().filter(value__isnull=False).order_by("slug").first()
    return {
        "zone": zone,
        "metric": Metric.objects.get(slug="standard-land-area"),
        "type": ReformType.objects.get(slug="standard-land"),
        "reform": Reform.objects.public().filter(zone=zone).order_by("slug").first(),
        "figure": figure,
        "figure's metric": figure.metric,
        "target": target,
        "target's metric": target.metric,
        "policy": target.policy,
    }


class Drafts:
    """The drafts, beside the seed and `public_but_unused()`."""

    def __init__(self, unused: dict[str, models.Model]):
        self.unused = unused
        self.public = neighbours()
        self.public_zone, self.public_policy = self.public["zone"], self.public["policy"]
        self.known = {
            "source": self.public_zone.source,
            "metric": self.public["metric"],
            "type": self.public["type"],
            "agency": self.public_policy.agencies.first(),
            "instrument": Instrument.objects.first(),
        }
        self.records: list[models.Model] = []
        for company in (self.known, self.unused):
            self.make_places(company)
            self.make_policies(company)
        for record in self.records:  # the history has more than one entry of each
            record.locator = f"{TOKEN}-2"
            record.save()
        self.make_and_delete()

    def keep(self, factory, **columns):
        record = hidden(factory, **columns)
        self.records.append(record)
        return record

    def make_places(self, company):
        """A draft zone with published facts; draft reforms, figures and totals elsewhere."""
        source, metric, kind = company["source"], company["metric"], company["type"]
        cited = {"source": source}
        published = {**cited, "is_draft": False}
        figure = {"metric": metric, "unit": metric.unit, "value": Decimal("98765.4321")}
        figure["quote"] = "98765.4321亩"
        province = Province.objects.exclude(zones__isnull=False).first()
        zone = self.keep(make.ZoneFactory, **cited, province=province, approved=YEAR)
        zone.sources_read.set([source])
        reform = self.keep(
            make.ReformFactory, **published, zone=zone, types=[kind], started=YEAR, stage="pilot"
        )
        self.keep(make.ObservationFactory, **published, **figure, zone=zone, reform=None)
        self.keep(make.ObservationFactory, **published, **figure, zone=zone, reform=reform)
        reform = self.keep(
            make.ReformFactory, **cited, zone=self.public_zone, types=[kind], started=YEAR
        )
        outcome = {**figure, "zone": self.public_zone, "period": YEAR}
        self.keep(make.ObservationFactory, **published, **outcome, reform=reform)
        for published_reform in (None, self.public["reform"]):
            self.keep(make.ObservationFactory, **cited, **outcome, reform=published_reform)
        total = self.keep(make.ObservationFactory, **cited, **outcome, reform=None)
        for _level in range(3):
            total = self.keep(
                make.ObservationFactory, **published, **outcome, reform=None, part_of=total
            )
        self.contradict(source)

    def contradict(self, source):
        """A draft figure that disagrees with a published one."""
        figure = self.public["figure"]
        if source != figure.source:
            names = ("zone", "metric", "unit", "period", "basis", "status", "scope", "scope_en")
            same = {name: getattr(figure, name) for name in names}
            self.keep(make.ObservationFactory, **same, source=source, value=figure.value + 1)

    def make_policies(self, company):
        """A draft policy with published targets; draft targets and follow-ups elsewhere."""
        cited = {"source": company["source"]}
        published = {**cited, "is_draft": False}
        number = {"metric": company["metric"], "unit": company["metric"].unit, "value": Decimal(7)}
        policy = self.keep(
            make.PolicyFactory,
            **cited,
            province=Province.objects.exclude(policies__isnull=False).last(),
            agencies=[company["agency"]],
            instruments=[company["instrument"]],
            issued=YEAR,
        )
        for above, keys in ((policy, published), (self.public_policy, cited)):
            target = self.keep(make.TargetFactory, **keys, **number, policy=above, due=YEAR)
            self.keep(make.FollowUpFactory, **published, target=target, reported=YEAR)
        # Were it seen, the state of the target would change.
        self.keep(make.FollowUpFactory, **cited, target=self.public["target"], met=True, value=None)

    def make_and_delete(self):
        """Drafts that are gone again with what was published below them."""
        kept = list(self.records)
        source = self.known["source"]
        zone = self.keep(make.ZoneFactory, source=source, province=self.public_zone.province)
        cited = {"source": source, "is_draft": False}
        reform = self.keep(make.ReformFactory, **cited, zone=zone, types=[self.known["type"]])
        below = {"zone": zone, "metric": self.known["metric"], "value": Decimal(3)}
        self.keep(make.ObservationFactory, **cited, **below, reform=reform)
        single = self.keep(make.ReformFactory, source=source, zone=self.public_zone, types=[])
        policy = self.keep(
            make.PolicyFactory,
            source=source,
            province=self.public_policy.province,
            agencies=[],
            instruments=[],
        )
        target = self.keep(
            make.TargetFactory, **cited, policy=policy, metric=None, value=None, unit=""
        )
        self.keep(make.FollowUpFactory, **cited, target=target, met=True, value=None)
        for record in (reform, zone, single, target, policy):
            record.delete()
        self.records = kept

    def with_pages(self) -> list[models.Model]:
        """Those that have a page of their own."""
        return [record for record in self.records if getattr(record, "detail_url", "")]
