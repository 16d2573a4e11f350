"""The terms of the site: definitions, and the sources, dates and bases of their records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import SimpleNamespace

from django.db.models import Count
from django.utils.translation import get_language

from core.language.text import split_terms
from core.records.cache import cached
from core.records.models import count_of, in_readers_language
from core.web.counts import public_groups
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
    """Every type of reform by group, in the taxonomy's order. One query if counts are cached."""
    reports = cached("sources of types", lambda: _reports(public_groups(Reform, "types", "source")))
    bases = cached(("bases of types", get_language()), _bases)
    groups: dict[ReformGroup, list[Term]] = {}
    for one in ReformType.objects.public().for_list():
        term = Term(one, reports.get(one.pk, Reports()), bases.get(one.pk, ()))
        groups.setdefault(one.group, []).append(term)
    return list(groups.items())


def metric_terms() -> list[tuple[Topic, list[Term]]]:
    """Every metric by topic, in their declared order. Two queries if counts are cached."""
    read = [(Observation, "metric", "source"), (Target, "metric", "source")]
    reports = cached("sources of metrics", lambda: _reports(*(public_groups(*one) for one in read)))
    metrics = Metric.objects.public().for_list().order_by("topic", "slug")
    counted = metrics.annotate(target_count=count_of(Metric, "targets"))
    scopes: dict[int, list[Scope]] = {}
    for scope in Scope.objects.public().order_by("slug"):
        scopes.setdefault(scope.metric_id, []).append(scope)
    terms = [
        Term(one, reports.get(one.pk, Reports()), scopes=scopes.get(one.pk, ())) for one in counted
    ]
    return by_topic(terms, attrgetter("record.topic"))


def _reports(*groups: Mapping[tuple[int, int], int]) -> dict[int, Reports]:
    """The reports of each term, from numbers of public records by (term, source). One query."""
    by_term: dict[int, set[int]] = {}
    for group in groups:
        for (term, source), n in group.items():
            if n and term:
                by_term.setdefault(term, set()).add(source)
    sources = {source.pk: source for source in Source.objects.public()}
    return {term: _summed_up([sources[key] for key in keys]) for term, keys in by_term.items()}


def _summed_up(sources: list[Source]) -> Reports:
    dated = [source for source in sources if source.issued_earliest]
    first = min(dated, key=lambda source: (source.issued_earliest, source.slug), default=None)
    return Reports(first, len(sources) - len(dated), len(sources))


def _bases() -> dict[int, list[str]]:
    """The legal bases of each type's reforms, in the reader's language. One query."""
    reforms = Reform.objects.public().order_by().filter(legal_basis__gt="")  # by an index
    rows = reforms.values("types", "legal_basis", "legal_basis_en")
    found: dict[int, list[str]] = {}
    for row in rows.annotate(n=Count("pk")).order_by("-n", "legal_basis"):
        text = in_readers_language(SimpleNamespace(**row), "legal_basis")
        found.setdefault(row["types"], []).append(text)
    return found
