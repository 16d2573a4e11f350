"""Drafts of every kind, at every level, whose every text gives them away."""

from decimal import Decimal
from functools import partial
from itertools import count

from django.contrib.auth.models import User
from django.db import models

from core.fields import EdtfField, UnitField
from core.records.changes import unit
from core.records.plain import editable_fields
from history.models import Proposal, Route
from intake.articles.models import ArticleProposal, ArticleReview, AsideRule, ProposalKind
from policies.models import Instrument, Target
from reforms.models import Reform, ReformType
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from zones.models import Metric, Observation, Province, Zone

TOKEN = "zqxdraft"
NUMBERS = count(1)
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
    filled = texts(model, next(NUMBERS))
    if "value" in columns:
        filled = {name: value for name, value in filled.items() if "value_text" not in name}
    return factory(**{"is_draft": True, **filled, **columns})


def propose_change(record) -> None:
    """An open proposal about a public record, which readers are shown nothing of."""
    after = texts(type(record), next(NUMBERS))
    before = {name: getattr(record, name) for name in after}
    said = {"slug": record.slug, "actor_name": f"{TOKEN}-login", "reason": f"{TOKEN}0-reason"}
    kind = record._meta.label_lower
    Proposal.objects.create(model=kind, record=record.pk, **said, before=before, after=after)


def review(source) -> None:
    """A review of a public article: what is proposed of it is no more public than a draft."""
    sent = {"sha256": "0" * 64, "sent_to": f"{TOKEN}0.example"}
    review = ArticleReview.objects.create(source=source, **sent)
    said = {"quote": f"{TOKEN}0-words", "why": f"{TOKEN}0-why", "start": 0, "end": 12}
    for kind in ProposalKind.values:
        values = {"name": f"{TOKEN}0-name", "title": f"{TOKEN}0-title", "source": source.slug}
        ArticleProposal.objects.create(review=review, kind=kind, values=values, **said)
    AsideRule.objects.create(before=f"{TOKEN}0-before", reason=f"{TOKEN}0-reason")


def public_but_unused() -> dict[str, models.Model]:
    """Public records that only drafts will refer to: they must go on looking unused.

    They are entered by somebody whose login name is no more public than the drafts.
    """
    editor = User.objects.create(username=f"{TOKEN}-login", is_superuser=True)
    with unit(actor=editor, route=Route.ADMIN, reason="a second look"):
        found = {
            "source": make.SourceFactory(slug="unused-source", issued="1930"),
            "metric": make.MetricFactory(slug="unused-metric"),
            "type": make.ReformTypeFactory(slug="unused-type"),
            "agency": make.AgencyFactory(slug="unused-agency", province=None),
            "instrument": make.InstrumentFactory(slug="unused-instrument"),
        }
    text = ArticleText.objects.create(source=found["source"], text=ARTICLE, attached_by=editor)
    place = {"source": text.source, "wording": "7", "before": "另有园区", "after": "个。"}
    SetAsideNumber.objects.create(**place, reason="no figure", set_aside_by=editor)
    return found


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
        for company in (self.known, unused):
            self.make_places(company)
            self.make_policies(company)
        self.make_terms()
        for record in self.records:  # the history has more than one entry of each
            name = next(n for n in ("locator", "author", "aliases") if hasattr(record, n))
            make.change(record, **{name: f"{TOKEN}-2"})
        self.make_and_delete()
        review(unused["source"])
        for record in self.public.values():
            propose_change(record)

    def keep(self, factory, **columns):
        record = hidden(factory, **columns)
        self.records.append(record)
        return record

    def make_places(self, company):
        """A draft zone with published facts; draft reforms, figures and totals elsewhere."""
        source, metric = company["source"], company["metric"]
        kept = partial(self.keep, source=source)
        reform = partial(kept, make.ReformFactory, types=[company["type"]], started=YEAR)
        value = {"value": Decimal("98765.4321"), "unit": metric.unit, "quote": "98765.4321亩"}
        figure = partial(kept, make.ObservationFactory, metric=metric, **value)
        province = Province.objects.exclude(zones__isnull=False).first()
        zone = kept(make.ZoneFactory, province=province, approved=YEAR)
        below = reform(zone=zone, stage="pilot", is_draft=False)
        for above in (None, below):
            figure(zone=zone, reform=above, is_draft=False)
        there = partial(figure, zone=self.public_zone, period=YEAR)
        there(reform=reform(zone=self.public_zone), is_draft=False)
        for above in (None, self.public["reform"]):
            there(reform=above)
        total = there()
        for _level in range(3):
            total = there(part_of=total, is_draft=False)
        disputed = self.public["figure"]
        if source != disputed.source:
            names = ("zone", "metric", "unit", "period", "basis", "status", "detail", "detail_en")
            same = {name: getattr(disputed, name) for name in names}
            kept(make.ObservationFactory, **same, value=disputed.value + 1)

    def make_policies(self, company):
        """A draft policy with published targets; draft targets and follow-ups elsewhere."""
        metric = company["metric"]
        kept = partial(self.keep, source=company["source"])
        number = {"metric": metric, "unit": metric.unit, "value": Decimal(7), "due": YEAR}
        policy = kept(
            make.PolicyFactory,
            province=Province.objects.exclude(policies__isnull=False).last(),
            agencies=[company["agency"]],
            instruments=[company["instrument"]],
            issued=YEAR,
        )
        for above, is_draft in ((policy, False), (self.public_policy, True)):
            target = kept(make.TargetFactory, **number, policy=above, is_draft=is_draft)
            kept(make.FollowUpFactory, target=target, reported=YEAR, is_draft=False)
        # Were it seen, the state of the target would change.
        kept(make.FollowUpFactory, target=self.public["target"], met=True, value=None)

    def make_terms(self):
        """A draft source with its text, a draft metric and a draft type, and drafts with them."""
        source, zone = self.keep(make.SourceFactory, issued=YEAR), self.public_zone
        ArticleText.objects.create(source=source, text=ARTICLE)
        metric = self.keep(make.MetricFactory, unit="mu")
        kind = self.keep(make.ReformTypeFactory, group=self.known["type"].group)
        kept = partial(self.keep, source=source)
        reform = kept(make.ReformFactory, zone=zone, types=[kind, self.known["type"]])
        kept(make.ReformFactory, zone=zone, types=[])
        number = {"metric": metric, "unit": "mu", "value": Decimal("98765.4321")}
        kept(make.ObservationFactory, **number, zone=zone, reform=reform)
        kept(make.TargetFactory, **number, policy=self.public_policy)
        kept(make.ZoneFactory, province=zone.province, sources_read=[source], catalogue_code="")

    def make_and_delete(self):
        """Drafts that are gone again with what was published below them."""
        gone = partial(hidden, source=self.known["source"])
        below = partial(gone, is_draft=False)
        zone = gone(make.ZoneFactory, province=self.public_zone.province)
        reform = below(make.ReformFactory, zone=zone, types=[self.known["type"]])
        value = {"metric": self.known["metric"], "value": Decimal(3)}
        below(make.ObservationFactory, **value, zone=zone, reform=reform)
        single = gone(make.ReformFactory, zone=self.public_zone, types=[])
        province = self.public_policy.province
        policy = gone(make.PolicyFactory, province=province, agencies=[], instruments=[])
        target = below(make.TargetFactory, policy=policy, metric=None, value=None, unit="")
        below(make.FollowUpFactory, target=target, met=True, value=None)
        terms = [hidden(make.SourceFactory), hidden(make.MetricFactory)]
        terms.append(hidden(make.ReformTypeFactory, group=self.known["type"].group))
        for record in (reform, zone, single, target, policy, *terms):
            record.delete()

    def with_pages(self) -> list[models.Model]:
        """Those that have a page of their own."""
        return [record for record in self.records if getattr(record, "detail_url", "")]
