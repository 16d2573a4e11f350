"""The terms of the site: definitions, and the sources, dates and bases of their records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from types import SimpleNamespace

from django.db.models import Count
from django.utils.translation import get_language
from pyroaring import BitMap

from core.language.text import split_terms
from core.records.cache import cached
from core.records.live import indexes
from core.records.models import count_of, in_readers_language
from core.records.rows import Rows
from core.web.counts import public_pairs
from policies.models import Target
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import Source
from zones.choices import Topic
from zones.figures import by_topic
from zones.models import Metric, Observation, Scope

BASES_SHOWN = 5


@dataclass(frozen=True)
class Reports:
    """Documents that report a term: the earliest with a printed date, and how many have none."""

    first: Source | None = None
    undated: int = 0
    count: int = 0


@dataclass(frozen=True)
class Term:
    """A term with its reports.

    `named` are the legal bases of a type, most frequent first; `scopes` those of a metric.
    """

    record: ReformType | Metric
    reports: Reports
    named: Sequence[str] = ()
    scopes: Sequence[Scope] = ()

    @property
    def bases(self) -> Sequence[str]:
        return self.named[:BASES_SHOWN]

    @property
    def more_bases(self) -> int:
        return len(self.named) - len(self.bases)

    @property
    def anchor(self) -> str:
        """The fragment of its address, stable for citation: "type-standard-land"."""
        kind = "type" if isinstance(self.record, ReformType) else "metric"
        return f"{kind}-{self.record.slug}"

    @property
    def aliases(self) -> list[str]:
        return split_terms(self.record.aliases)


def reform_terms() -> list[tuple[ReformGroup, list[Term]]]:
    """Every type of reform by group, in the taxonomy's order. Three queries, and one for bases."""
    reports = _reports(public_pairs(Reform, "types", "source"))
    bases = cached(("bases of types", get_language()), _bases)
    groups: dict[ReformGroup, list[Term]] = {}
    for one in ReformType.objects.public().for_list():
        term = Term(one, reports.get(one.pk, Reports()), bases.get(one.pk, ()))
        groups.setdefault(one.group, []).append(term)
    return list(groups.items())


def metric_terms() -> list[tuple[Topic, list[Term]]]:
    """Every metric by topic, in their declared order. Four queries."""
    reported = [public_pairs(model, "metric", "source") for model in (Observation, Target)]
    reports = _reports(*reported)
    metrics = Metric.objects.public().for_list().order_by("topic", "slug")
    counted = metrics.annotate(target_count=count_of(Metric, "targets"))
    scopes: dict[int, list[Scope]] = {}
    for scope in Scope.objects.public().order_by("slug"):
        scopes.setdefault(scope.metric_id, []).append(scope)
    terms = [
        Term(one, reports.get(one.pk, Reports()), scopes=scopes.get(one.pk, ())) for one in counted
    ]
    return by_topic(terms, attrgetter("record.topic"))


def _reports(*pairs: Mapping[int, BitMap]) -> dict[int, Reports]:
    """The reports of each term from the keys of its sources. Two queries."""
    by_term: dict[int, BitMap] = {}
    for term, keys in chain.from_iterable(one.items() for one in pairs):
        by_term[term] = by_term.get(term, BitMap()) | keys
    by_day = Rows(indexes(), Source).groups("issued_earliest")
    undated, days = by_day.get(0, BitMap()), sorted(by_day.keys() - {0})
    earliest = {
        term: next((found for day in days if (found := by_day[day] & keys)), BitMap())
        for term, keys in by_term.items()
    }
    order = Source.objects.filter(pk__in=BitMap.union(BitMap(), *earliest.values()))
    place = {pk: n for n, pk in enumerate(order.order_by("slug").values_list("pk", flat=True))}
    firsts = {term: min(keys, key=place.get) for term, keys in earliest.items() if keys}
    read = Source.objects.in_bulk(firsts.values())
    return {
        term: Reports(read.get(firsts.get(term)), len(keys & undated), len(keys))
        for term, keys in by_term.items()
        if keys
    }


def _bases() -> dict[int, list[str]]:
    """The legal bases of each type's reforms, in the reader's language. One query."""
    reforms = Reform.objects.public().order_by().filter(legal_basis__gt="")  # by an index
    rows = reforms.values("types", "legal_basis", "legal_basis_en")
    found: dict[int, list[str]] = {}
    for row in rows.annotate(n=Count("pk")).order_by("-n", "legal_basis"):
        text = in_readers_language(SimpleNamespace(**row), "legal_basis")
        found.setdefault(row["types"], []).append(text)
    return found
