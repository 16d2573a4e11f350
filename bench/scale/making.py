"""Fills a database with the made-up country, unless it is there already."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import models

from bench.scale.country import SLUG, Country
from bench.scale.writing import settle, write, write_rows
from core.records import triggers
from core.records.changes import kinds
from operations.digests import OperationError
from policies.models import Agency, Instrument, Policy
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import Source
from sources.seeding import read_fixtures
from sources.versions import bump
from zones.models import Metric, Observation, Province, Scope, Zone

MARKER = f"{SLUG}data"  # the last source written, which records what was made
TAXONOMY = (Province, Metric, ReformGroup, ReformType, Instrument)
Progress = Callable[[str, int, int], None]  # what, rows so far, rows in all


def made_already(scale: float, seed: int) -> bool:
    """Raises OperationError if the database holds any other data."""
    marker = Source.objects.filter(slug=MARKER).first()
    if marker and marker.access_note == _described(scale, seed):
        return True
    if any(model._base_manager.exists() for model in kinds()):
        held = f"made-up data ({marker.access_note})" if marker else "data already"
        raise OperationError(
            f"The database holds {held}. Name an empty one in DATABASE_URL: made-up data never "
            "stand beside others."
        )
    return False


def _described(scale: float, seed: int) -> str:
    return f"scale {scale:g}, seed {seed}"


def make(scale: float, seed: int, progress: Progress) -> dict[str, int]:
    """Fill an empty database (taxonomy of the fixtures, no history); the rows of each table."""
    country = _country(scale, seed)
    triggers.drop()  # nobody follows
    told = {"done": 0}
    in_all = sum(country.wanted.values())

    def step(what: str) -> Callable[[int], None]:
        def more(rows: int) -> None:
            told["done"] += rows
            progress(what, told["done"], in_all)

        return more

    rows = {
        "sources": write(Source, country.sources(), step("sources")),
        "zones": write(Zone, country.zones(), step("zones")),
    }
    write(Scope, country.scopes())
    read = ((zone, s) for zone in range(1, rows["zones"] + 1) for s in country.sources_of(zone))
    write_rows(Zone.sources_read.through, numbered(read))
    types: list[tuple[int, int]] = []
    reforms = noted(country.reforms(), lambda pk, kinds: types.extend((pk, k) for k in kinds))
    rows["reforms"] = write(Reform, reforms, step("reforms"))
    write_rows(Reform.types.through, numbered(types))
    rows["figures"] = write(Observation, country.figures(), step("figures"))
    rows["policies"] = _policies(country, step("policies"))
    marker = Source(
        pk=country.wanted["sources"] + 1,
        slug=MARKER,
        title="[样例数据]",
        title_en="[Made-up data]",
        kind="statistics",
        access_note=_described(scale, seed),
    )
    write(Source, [marker])
    settle([*kinds(), *(m.through for m in _relations())])
    triggers.prepare()
    bump()
    return rows


def _relations() -> list:
    return [Zone.sources_read, Reform.types, Policy.agencies, Policy.instruments]


def _policies(country: Country, progress: Callable[[int], None]) -> int:
    write(Agency, country.agencies())
    agencies: list[tuple[int, int]] = []
    instruments: list[tuple[int, int]] = []

    def note(pk: int, agency: int, tools: list[int]) -> None:
        agencies.append((pk, agency))
        instruments.extend((pk, tool) for tool in tools)

    written = write(Policy, noted(country.policies(), note), progress)
    write_rows(Policy.agencies.through, numbered(agencies))
    write_rows(Policy.instruments.through, numbered(instruments))
    return written


def numbered(pairs: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    return ([n, *pair] for n, pair in enumerate(pairs, 1))


def noted(made: Iterable[tuple], note: Callable) -> Iterator[models.Model]:
    """The records, after `note` has stored the rest of each by its key."""
    for record, *more in made:
        note(record.pk, *more)
        yield record


def _country(scale: float, seed: int) -> Country:
    taxonomy: dict[type[models.Model], list] = {model: [] for model in TAXONOMY}
    groups: dict[str, ReformGroup] = {}
    for record in read_fixtures(settings.FIXTURE_DIR):
        if record.model in taxonomy:
            values = dict(record.values)
            if record.model is ReformType:
                values["group"] = groups[values["group"]]
            made = record.model(pk=len(taxonomy[record.model]) + 1, **values)
            taxonomy[record.model].append(made)
            if record.model is ReformGroup:
                groups[made.slug] = made
    for model in TAXONOMY:
        write(model, taxonomy[model])
    return Country(
        scale,
        seed,
        provinces=taxonomy[Province],
        types=taxonomy[ReformType],
        metrics=taxonomy[Metric],
        instruments=taxonomy[Instrument],
    )
