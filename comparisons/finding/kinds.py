"""The kinds of records that are found by their names, in the order of groups that fit alike."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.urls import reverse

from core.records.lexicon import Lexicon
from policies.finding import AgencyLexicon, InstrumentLexicon, PolicyLexicon
from policies.models import Agency, Instrument, Policy
from reforms.finding import ReformGroupLexicon, ReformTypeLexicon
from reforms.models import ReformGroup, ReformType
from sources.finding import SourceLexicon
from sources.models import Source
from zones.finding import MetricLexicon, ProvinceLexicon, ScopeLexicon, ZoneLexicon
from zones.models import Metric, Province, Scope, Zone


class Kind(NamedTuple):
    model: type[Model]
    lexicon: type[Lexicon]
    related: tuple[str, ...] = ()  # shown with a record
    address: Callable[[Model], str] = lambda record: record.get_absolute_url()

    def records(self) -> QuerySet:
        return self.model._default_manager.select_related(*self.related)


def _policies_by(parameter: str) -> Callable[[Model], str]:
    return lambda record: f"{reverse('policies:list')}?{parameter}={record.slug}"


KINDS = (
    Kind(Province, ProvinceLexicon),
    Kind(Zone, ZoneLexicon, ("province",)),
    Kind(ReformType, ReformTypeLexicon, ("group",)),
    Kind(ReformGroup, ReformGroupLexicon),
    Kind(Metric, MetricLexicon),
    Kind(Policy, PolicyLexicon, ("province",)),
    Kind(Agency, AgencyLexicon, ("province",), _policies_by("agency")),
    Kind(Instrument, InstrumentLexicon, (), _policies_by("instrument")),
    Kind(Source, SourceLexicon),
    Kind(Scope, ScopeLexicon, ("metric",)),
)
KIND_OF = {kind.model: kind for kind in KINDS}
