"""What the rules know from the records: zones, metrics, types, scopes, agencies, patterns.

Read once for a version of the data and kept (`core.records.cache`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from core.language.prose.folding import fold
from core.language.text import split_terms
from core.records.cache import cached
from intake.models import AsideRule
from policies.models import Agency, Instrument
from reforms.models import ReformType
from sources.evidence.reading import simplified
from zones.lives import names_borne
from zones.models import Metric, Province, Scope, Zone

Names = tuple[str, ...]  # in plain form, the record's own name first


class KnownProvince(NamedTuple):
    slug: str
    names: Names  # 湖南省, 湖南
    short: str  # 湖南
    abbreviation: str  # 湘


class KnownZone(NamedTuple):
    slug: str
    names: Names  # name, short name, aliases, former names
    province: str  # slug
    city: str
    kind: str
    tier: str
    code: str


class KnownMetric(NamedTuple):
    slug: str
    names: Names
    topic: str
    quantity: str
    unit: str


class KnownScope(NamedTuple):
    slug: str
    names: Names
    metric: str  # slug


class KnownTerm(NamedTuple):
    """A reform type or an instrument of policies."""

    slug: str
    names: Names


class KnownAgency(NamedTuple):
    slug: str
    names: Names
    province: str  # slug


@dataclass(frozen=True, eq=False)  # as itself the key of what is made of it
class Known:
    """All names are folded and simplified, as `Paragraph.text` is. Drafts are among them."""

    provinces: tuple[KnownProvince, ...]
    zones: tuple[KnownZone, ...]
    metrics: tuple[KnownMetric, ...]
    scopes: tuple[KnownScope, ...]
    types: tuple[KnownTerm, ...]
    instruments: tuple[KnownTerm, ...]
    agencies: tuple[KnownAgency, ...]

    @cached_property
    def metric(self) -> dict[str, KnownMetric]:
        return {one.slug: one for one in self.metrics}


def known() -> Known:
    """Eight queries, none while the data stay the same."""
    return cached("known to the rules of articles", _read)


class KnownAside(NamedTuple):
    """Words beside a number that make it count nothing, in plain form, and why."""

    before: str
    wording: str  # "" for any number
    after: str
    reason: str


def known_asides() -> tuple[KnownAside, ...]:
    """One query: these are no records, whose changes are followed."""
    rows = AsideRule.objects.values_list("before", "wording", "after", "reason")
    return tuple(KnownAside(*map(plain, words), reason) for *words, reason in rows)


def plain(text: str) -> str:
    """A text as the rules read it: one width, simplified, without spaces in Chinese."""
    return "".join(map(simplified, fold(text).text))


def _read() -> Known:
    borne = names_borne()
    return Known(
        provinces=tuple(
            KnownProvince(slug, _names(name, short), plain(short), abbreviation)
            for slug, name, short, abbreviation in Province.objects.values_list(
                "slug", "name", "short_name", "abbreviation"
            )
        ),
        zones=tuple(
            KnownZone(
                slug,
                _names(name, short, aliases, *borne.get(slug, ())),
                province,
                plain(city),
                *rest,
            )
            for slug, name, short, aliases, province, city, *rest in Zone.objects.values_list(
                "slug",
                "name",
                "short_name",
                "aliases",
                "province__slug",
                "city",
                "kind",
                "tier",
                "catalogue_code",
            )
        ),
        metrics=tuple(
            KnownMetric(slug, _names(name, aliases), *rest)
            for slug, name, aliases, *rest in Metric.objects.values_list(
                "slug", "name", "aliases", "topic", "quantity", "unit"
            )
        ),
        scopes=tuple(
            KnownScope(slug, _names(name, aliases), metric)
            for slug, name, aliases, metric in Scope.objects.values_list(
                "slug", "name", "aliases", "metric__slug"
            )
        ),
        types=_terms(ReformType.objects.values_list("slug", "name", "aliases")),
        instruments=_terms(Instrument.objects.values_list("slug", "name")),
        agencies=tuple(
            KnownAgency(slug, _names(name), province or "")
            for slug, name, province in Agency.objects.values_list("slug", "name", "province__slug")
        ),
    )


def _terms(rows: Iterable[tuple[str, ...]]) -> tuple[KnownTerm, ...]:
    return tuple(KnownTerm(slug, _names(*texts)) for slug, *texts in rows)


def _names(name: str, *others: str) -> Names:
    """Every name once; the others may be lists of terms."""
    texts = [name, *(term for other in others for term in split_terms(other))]
    return tuple(dict.fromkeys(plain(text) for text in texts if text))
