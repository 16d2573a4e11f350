"""Every public address of the site, and what it answers in a form that can be compared."""

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import get_language

from comparisons.zone_comparison import compare_zones, shown, zones_by_slug
from config.api_urls import RECORDS
from core.api.views import RecordViewSet
from core.web.pages import FacetedListView, RecordDetail
from opendata import downloads
from opendata.sitemaps import SECTIONS
from policies.models import Policy
from reforms.models import Reform
from sources.models import Source
from tests.intake.hidden import neighbours
from zones.models import Metric, Zone

FILES = ("format=csv", "format=xlsx", "format=json")
SOME_ZONES = ("yanhu-htdz", "linfen-edz", "xiangtan-etdz")
OTHERS = ("yes", "no", "shanxi", "pilot", "unused-source", "unused-type", "unused-metric")
SOME = 2  # pages of a kind that no draft is near
WORDS = ("q=土地", "q=land")
ZONES = urlencode([("zone", slug) for slug in SOME_ZONES])
TYPES = tuple(f"type={slug}" for slug in ("standard-land", "unused-type", "one-seal-approval"))
PROVINCES = "province=henan&province=hebei"


def routes(
    patterns=None, spaces: tuple[str, ...] = (), path: str = ""
) -> Iterator[tuple[str, str, type, bool]]:
    """Every address of the site but the admin's own: its name, path, view, and whether it
    has parameters."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", getattr(one.callback, "cls", object))
            yield ":".join((*spaces, one.name or here)), here, view, "<" in here
        elif one.app_name != "admin":
            space = (one.namespace,) if one.namespace else ()
            yield from routes(one.url_patterns, (*spaces, *space), here)


def public_routes() -> Iterator[tuple[str, type, bool]]:
    for name, path, view, has_parameters in routes():
        if not path.startswith("admin/"):
            yield name, view, has_parameters


def near() -> set[str]:
    """What the drafts are attached to, by slug, and other values that they have in facets."""
    return {*SOME_ZONES, *OTHERS, *(record.slug for record in neighbours().values())}


def slugs_of(model) -> list[str]:
    """The slugs of public records: of those near the drafts, and of some others."""
    keys = set(model.objects.public().values_list("slug", flat=True))
    return sorted((keys & near()) | set(sorted(keys - near())[:SOME]))


def _filtered(view, *more: str) -> list[str]:
    """A list with every facet, every sort, some searches and with each of these."""
    if get_language() != "en":
        return [""]
    filters = view.filterset_class({}, queryset=view.model.objects.public())
    queries = ["", *more, *WORDS, *(f"sort={sort}" for sort in filters.sorts)]
    known, attached = near(), {record.slug for record in neighbours().values()}
    for facet in filters.facets():
        values = [value for value, *_more in facet["options"]]
        chosen = [value for value in values if value in known] or values[:1]
        chosen.sort(key=lambda value: value not in attached)
        queries += [urlencode({facet["name"]: value}) for value in chosen[:1]]
    return queries


def _as_files(query: str) -> list[str]:
    return [f"{query}&{form}" for form in FILES]


def _charts() -> list[str]:
    """The charts of a comparison of zones, by the names that the whole comparison gives them."""
    charts = shown(compare_zones(zones_by_slug(SOME_ZONES))).drawn
    return [f"{ZONES}&chart={chart.key}" for chart in charts]


def _histories() -> list[tuple[str, str]]:
    records = [Zone.objects.get(slug="yanhu-htdz"), Source.objects.first(), Metric.objects.first()]
    records += [Reform.objects.first(), Policy.objects.first()]
    return [(record._meta.label_lower, record.slug) for record in records]


# What is behind the question mark; every other address is fetched as it stands.
QUERIES = {
    "api:CompareZones": [ZONES],
    "api:CompareReforms": TYPES[:1],
    "api:ComparePolicies": [PROVINCES],
    "embed-zones": [ZONES],
    "embed-chart": _charts,
    "embed-reforms": TYPES[:1],
    "compare-zones": [
        *("", "add=yanhu", *_as_files(ZONES)),
        *(f"{ZONES}&show={show}" for show in ("all", "differences", "similarities")),
    ],
    "compare-reforms": [*_as_files(TYPES[0]), *_as_files(TYPES[1])],
    "compare-policies": ["", PROVINCES, "format=svg", *FILES, *_as_files(PROVINCES)],
    "search": ["", *WORDS],
    "recent-changes": ["", "kind=zones.zone", "kind=zones.observation", "page=2"],
}
# What stands in an address that has parameters. A new one needs a line here: what is not
# visited could give drafts away.
ARGUMENTS = {
    "api:NotReported": [(slug,) for slug in SOME_ZONES],
    "api-resource": [(name,) for name in RECORDS],
    "sitemap-section": [(name, 1) for name in SECTIONS],
    "download": [(name,) for name in downloads.FILES],
    "articles:text": lambda: Source.objects.order_by("slug").values_list("slug"),
    "record-history": _histories,
}
# Addresses that show no records to the public, and why.
NOT_VISITED = {
    "api:nowhere": "says that there is nothing",
    "healthz": "says that the process lives",
    "readyz": "says that the database answers",
    "undo": "sends the public to the login",
    "undo-together": "sends the public to the login",
    "articles:set-aside": "takes what editors post",
    "articles:take-back": "takes what editors post",
}


def _visited(name: str, view: type, has_parameters: bool) -> list[str]:
    """The addresses of this name."""
    arguments, queries = ARGUMENTS.get(name, [()]), QUERIES.get(name, [""])
    if has_parameters and name not in ARGUMENTS:
        arguments = [(slug,) for slug in slugs_of(view.model)]
    elif issubclass(view, FacetedListView):
        queries = _filtered(view, "page=2", *FILES)
    elif issubclass(view, RecordViewSet):
        queries = _filtered(view, "count=true", "page_size=500")
    arguments, queries = (one() if callable(one) else one for one in (arguments, queries))
    paths = [reverse(name, args=one) for one in arguments]
    return [f"{path}?{query}" if query else path for path in paths for query in queries]


def unknown_routes() -> list[str]:
    """Addresses with parameters that nobody has said how to visit."""
    return [
        name
        for name, view, has_parameters in public_routes()
        if has_parameters
        and name not in {*NOT_VISITED, *ARGUMENTS}
        and not issubclass(view, RecordDetail | RecordViewSet)
    ]


def addresses(*, leaving_out: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every public address in the active language by its name; the same whenever it is asked.

    What does not hang on the language is there in English alone: addresses outside the
    languages, such as the API's, and the filters of lists.
    """
    language, is_english = f"/{get_language()}/", get_language() == "en"
    found = {}
    for name, view, has_parameters in public_routes():
        if name not in NOT_VISITED and name not in leaving_out:
            pages = _visited(name, view, has_parameters)
            found[name] = [p for p in pages if is_english or p.startswith(language)]
    return {name: pages for name, pages in found.items() if pages}


def answered(client, address: str) -> tuple[int, str]:
    """The status of an address and its whole content as text; a spreadsheet is unpacked."""
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = [name for name in book.namelist() if not name.startswith("docProps/")]
            content = b"\n".join(book.read(name) for name in names)
    return response.status_code, content.decode("utf-8", errors="replace")
