"""What search engines are told: every public page in both languages, and where not to go."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.records import versions
from core.templatetags.head import CODES
from core.web.addresses import absolute, in_language
from history.models import Change
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.models import Metric, Observation, Zone

RECORDS = 2000  # in one file of some three megabytes; with both languages, 4,000 of 50,000 allowed
PAGES = (
    "home",
    "zones:list",
    "reforms:list",
    "policies:list",
    "metrics:list",
    "sources:list",
    "compare-policies",
    "glossary",
    "method",
    "about-data",
    "open-data",
    "api-docs",
)
ROBOTS = """User-agent: *
{admin}Disallow: /*/search/
Disallow: /*/history/change/
Disallow: /*?*format=

Sitemap: {sitemap}
"""
OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@dataclass(frozen=True)
class Section:
    """One kind of page: how many there are, and the paths of some with the day of change."""

    count: Callable[[], int]
    entries: Callable[[int, int], Iterator[tuple[str, datetime.datetime | None]]]


def _pages() -> Section:
    """The pages that are of no record."""

    def entries(start: int, end: int):
        yield from ((reverse(name), None) for name in PAGES[start:end])

    return Section(lambda: len(PAGES), entries)


def _records(model: type[models.Model], address: Callable[[str], str]) -> Section:
    """The pages of the public records of one kind; each with its last public change."""

    def entries(start: int, end: int):
        changes = Change.objects.filter(
            model=model._meta.label_lower, record=OuterRef("pk"), is_public=True
        )
        last = Subquery(changes.order_by("-pk").values("at")[:1])
        rows = model.objects.public().order_by("pk").annotate(last_change=last)
        for slug, changed in rows.values_list("slug", "last_change")[start:end]:
            yield address(slug), changed

    return Section(lambda: model.objects.public().count(), entries)


def _pages_of(model: type[models.Model]) -> Section:
    return _records(model, lambda slug: reverse(model.detail_url, args=[slug]))


SECTIONS = {
    "pages": _pages(),
    "zones": _pages_of(Zone),
    "reforms": _pages_of(Reform),
    "types": _records(ReformType, lambda slug: f"{reverse('compare-reforms')}?type={slug}"),
    "figures": _pages_of(Observation),
    "metrics": _pages_of(Metric),
    "policies": _pages_of(Policy),
    "targets": _pages_of(Target),
    "sources": _pages_of(Source),
}


@require_safe
def robots(request):
    """Where crawlers need not go: what only staff see, searches, undoing, files of each list.

    An address of the admin that somebody has chosen is nobody else's business.
    """
    admin = "Disallow: /admin/\n" if settings.ADMIN_URL == "admin/" else ""
    text = ROBOTS.format(admin=admin, sitemap=absolute(request, reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request):
    """The sitemaps of each kind of page. A count for each, and the data version."""
    version = versions.current()
    changed = _lastmod(version.changed) if version else ""
    lines = []
    for name, section in SECTIONS.items():
        for page in range(1, -(-section.count() // RECORDS) + 1):
            address = absolute(request, reverse("sitemap-section", args=[name, page]))
            lines.append(f"<sitemap><loc>{address}</loc>{changed}</sitemap>\n")
    text = f"{OPENING}<sitemapindex {NAMESPACES}>\n{''.join(lines)}</sitemapindex>\n"
    return HttpResponse(text, content_type="application/xml")


@require_safe
def sitemap_section(request, section: str, page: int):
    """One file of a sitemap: each page in each language, and where the others are. Two queries."""
    pages, start = SECTIONS.get(section), (page - 1) * RECORDS
    if pages is None or not 0 <= start < pages.count():
        raise Http404
    site = absolute(request, "/").removesuffix("/")
    urls = "".join(
        _in_each_language(site, path, _lastmod(changed))
        for path, changed in pages.entries(start, start + RECORDS)
    )
    text = f"{OPENING}<urlset {NAMESPACES}>\n{urls}</urlset>\n"
    return HttpResponse(text, content_type="application/xml")


def _in_each_language(site: str, path: str, changed: str) -> str:
    addresses = {names[0]: site + in_language(path, code) for code, names in CODES.items()}
    anywhere = {**addresses, "x-default": site + in_language(path, "")}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in anywhere.items()
    )
    return "".join(
        f"<url><loc>{address}</loc>{changed}{links}</url>\n" for address in addresses.values()
    )


def _lastmod(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
