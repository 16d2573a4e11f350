"""Every public address of the site, and what it answers in a form that can be compared."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode

from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import get_language

from comparisons.zone_comparison import compare_zones, shown, zones_by_slug
from config.api_urls import RECORDS
from core.api.views import RecordViewSet
from core.web.facets import Facet
from core.web.pages import FacetedListView, RecordDetail
from opendata import downloads
from opendata.sitemaps import SECTIONS
from policies.models import Policy
from reforms.models import Reform
from sources.models import Source
from tests.intake.hidden import neighbours
from zones.models import Metric, Zone

FORMATS = ("csv", "xlsx", "json")
SOME_ZONES = ("yanhu-htdz", "linfen-edz", "xiangtan-etdz")
NEAR = {
    *SOME_ZONES,
    "yes",
    "no",
    "shanxi",
    "pilot",
    "unused-source",
    "unused-type",
    "unused-metric",
}
SOME_TYPES = ("standard-land", "unused-type", "one-seal-approval")
MANY = 12  # pages of one kind; of more, some are visited
WORDS = ("土地", "land")


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


def slugs_of(model) -> list[str]:
    """The slugs of public records: of those near the drafts, and of some of the many others."""
    rows = model.objects.public().order_by("slug")
    keys = list(rows.values_list("slug", flat=True))
    chosen = set(keys if len(keys) <= MANY else keys[:: len(keys) // 6])
    return sorted(chosen | (set(keys) & near()))


def near() -> set[str]:
    """What the drafts are attached to, by slug, and other values that they have in facets."""
    return NEAR | {record.slug for record in neighbours().values()}


def _details(view, name: str) -> list[str]:
    return [reverse(name, args=[slug]) for slug in slugs_of(view.model)]


def _filtered(view, name: str, more: list[tuple[str, str]]) -> list[str]:
    """A list with every facet, every sort, some searches, and with each of these parameters."""
    page = reverse(name)
    if get_language() != "en":
        return [page]
    filters = view.filterset_class({}, queryset=view.model.objects.public())
    queries = [("sort", sort) for sort in filters.sorts] + [("q", word) for word in WORDS] + more
    known = near()
    for facet_name, facet in filters.filters.items():
        if isinstance(facet, Facet):
            values = [option.value for option in facet.options(filters.queryset, [])]
            chosen = [value for value in values if value in known] or values[:1]
            queries += [(facet_name, value) for value in chosen]
    return [page, *(f"{page}?{urlencode([query])}" for query in queries)]


def _list(view, name: str) -> list[str]:
    return _filtered(view, name, [("page", "2"), *(("format", one) for one in FORMATS)])


def _in_api(view, name: str) -> list[str]:
    if name.endswith("-list"):
        return _filtered(view, name, [("count", "true"), ("page_size", "500")])
    return _details(view, name)


def _asked(name: str, parameter: str, values) -> list[str]:
    return [f"{reverse(name)}?{urlencode([(parameter, value) for value in values])}"]


def _compared_zones() -> list[str]:
    page = reverse("compare-zones")
    [chosen] = _asked("compare-zones", "zone", SOME_ZONES)
    shows = [f"{chosen}&show={show}" for show in ("all", "differences", "similarities")]
    return [page, f"{page}?add=yanhu", *shows, *_as_files(chosen)]


def _charts() -> list[str]:
    """The charts of a comparison of zones, by the names that the whole comparison gives them."""
    [chosen] = _asked("embed-chart", "zone", SOME_ZONES)
    charts = shown(compare_zones(zones_by_slug(SOME_ZONES))).drawn
    return [f"{chosen}&chart={chart.key}" for chart in charts]


def _compared_reforms() -> list[str]:
    chosen = [f"{reverse('compare-reforms')}?type={kind}" for kind in SOME_TYPES]
    return [reverse("compare-reforms"), *chosen, *_as_files(chosen[0]), *_as_files(chosen[1])]


def _compared_policies() -> list[str]:
    page = reverse("compare-policies")
    [chosen] = _asked("compare-policies", "province", ("henan", "hebei"))
    drawing = f"{page}?format=svg"
    return [page, chosen, drawing, *_as_files(f"{page}?"), *_as_files(chosen)]


def _as_files(address: str) -> list[str]:
    joint = "" if address.endswith("?") else "&"
    return [f"{address}{joint}format={one}" for one in FORMATS]


def _searches() -> list[str]:
    return [reverse("search"), *(f"{reverse('search')}?{urlencode({'q': w})}" for w in WORDS)]


def _articles() -> list[str]:
    """The texts of the sources, also of one that has none."""
    slugs = Source.objects.order_by("slug").values_list("slug", flat=True)
    return [reverse("articles:text", args=[slug]) for slug in slugs]


def _histories() -> list[str]:
    records = [Zone.objects.get(slug="yanhu-htdz"), Source.objects.first(), Metric.objects.first()]
    records += [Reform.objects.first(), Policy.objects.first()]
    return [reverse("record-history", args=[r._meta.label_lower, r.slug]) for r in records]


def _recent_changes() -> list[str]:
    page = reverse("recent-changes")
    return [page, f"{page}?kind=zones.zone", f"{page}?kind=zones.observation", f"{page}?page=2"]


# How to visit what has parameters or files; every other address is fetched as it stands. A new
# address with parameters needs a line here: what is not visited could give drafts away.
VISITS = {
    "api:NotReported": lambda: [reverse("api:NotReported", args=[one]) for one in SOME_ZONES],
    "api:CompareZones": lambda: _asked("api:CompareZones", "zone", SOME_ZONES),
    "api:CompareReforms": lambda: _asked("api:CompareReforms", "type", SOME_TYPES[:1]),
    "api:ComparePolicies": lambda: _asked("api:ComparePolicies", "province", ("henan", "hebei")),
    "api-resource": lambda: [reverse("api-resource", args=[one]) for one in RECORDS],
    "sitemap-section": lambda: [reverse("sitemap-section", args=[one, 1]) for one in SECTIONS],
    "download": lambda: [reverse("download", args=[one]) for one in downloads.FILES],
    "embed-zones": lambda: _asked("embed-zones", "zone", SOME_ZONES),
    "embed-chart": _charts,
    "embed-reforms": lambda: _asked("embed-reforms", "type", SOME_TYPES[:1]),
    "compare-zones": _compared_zones,
    "compare-reforms": _compared_reforms,
    "compare-policies": _compared_policies,
    "search": _searches,
    "articles:text": _articles,
    "record-history": _histories,
    "recent-changes": _recent_changes,
}
# The same for every address whose view is of a kind.
OF_VIEWS = {RecordDetail: _details, FacetedListView: _list, RecordViewSet: _in_api}
# Addresses that show no records to the public, and why.
NOT_VISITED = {
    "api:nowhere": "says that there is nothing",
    "healthz": "says that the process lives",
    "readyz": "says that the database answers",
    "revert": "sends the public to the login",
    "articles:set-aside": "takes what editors post",
    "articles:take-back": "takes what editors post",
}


def visits(name: str, view: type) -> Callable[[], list[str]] | None:
    """How to visit the addresses of this name; None for those that stand for one page."""
    if name in VISITS:
        return VISITS[name]
    for kind, visit in OF_VIEWS.items():
        if issubclass(view, kind):
            return partial(visit, view, name)
    return None


def unknown_routes() -> list[str]:
    """Addresses with parameters that nobody has said how to visit."""
    return [
        name
        for name, view, has_parameters in public_routes()
        if has_parameters and name not in NOT_VISITED and not visits(name, view)
    ]


def addresses(*, leaving_out: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every public address in the active language by its name; the same whenever it is asked.

    What does not hang on the language is there in English alone: addresses outside the
    languages, such as the API's, and the filters of lists.
    """
    language = f"/{get_language()}/"
    is_english = get_language() == "en"
    found = {}
    for name, view, _has_parameters in public_routes():
        if name not in NOT_VISITED and name not in leaving_out:
            visit = visits(name, view)
            pages = visit() if visit else [reverse(name)]
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
