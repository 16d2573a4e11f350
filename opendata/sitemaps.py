"""Sitemaps and robots.txt: every public page in both languages.

Django's sitemaps read all records for each file; these read a part of a table of millions.
"""

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Model, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.records import versions
from core.templatetags.texts import CODES
from core.web.addresses import absolute, in_language
from history.models import Change
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.models import Metric, Observation, Zone

RECORDS = 2000  # about 3 MB a file; both languages make 4,000 of the 50,000 addresses allowed
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
SECTIONS = {
    "pages": None,
    "zones": Zone,
    "reforms": Reform,
    "types": ReformType,
    "figures": Observation,
    "metrics": Metric,
    "policies": Policy,
    "targets": Target,
    "sources": Source,
}
ROBOTS = """User-agent: *
{admin}Disallow: /*/search/
Disallow: /*/history/change/
Disallow: /*?*format=

Sitemap: {sitemap}
"""
FILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{1}</{0}>\n'
)


def files_of(section: str) -> Paginator:
    """The files of a section: pages of its public records or of PAGES."""
    model = SECTIONS[section]
    entries = PAGES if model is None else model.objects.public().order_by("pk")
    return Paginator(entries, RECORDS, allow_empty_first_page=False)


def paths(model: type[Model] | None, entries) -> Iterator[tuple[str, datetime.datetime | None]]:
    """The paths in one file, with the time of the last public change. One query at most."""
    if model is None:
        yield from ((reverse(name), None) for name in entries)
        return
    changes = Change.objects.filter(
        model=model._meta.label_lower, record=OuterRef("pk"), is_public=True
    )
    dated = entries.annotate(last_change=Subquery(changes.order_by("-pk").values("at")[:1]))
    for slug, changed in dated.values_list("slug", "last_change"):
        if model is ReformType:
            yield f"{reverse('reforms:list')}?type={slug}", changed
        else:
            yield reverse(model.detail_url, args=[slug]), changed


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should skip: the admin under its usual path, searches, files of lists."""
    admin = "Disallow: /admin/\n" if settings.ADMIN_URL == "admin/" else ""
    text = ROBOTS.format(admin=admin, sitemap=absolute(request, reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps of each kind of page. One count each, and the data version."""
    version = versions.current()
    changed = lastmod(version.changed) if version else ""
    addresses = (
        absolute(request, reverse("sitemap-section", args=[section, number]))
        for section in SECTIONS
        for number in files_of(section).page_range
    )
    return xml("sitemapindex", (f"<sitemap><loc>{a}</loc>{changed}</sitemap>\n" for a in addresses))


@require_safe
def sitemap_section(request: HttpRequest, section: str, page: int) -> HttpResponse:
    """A file of a sitemap: each page in each language, with alternates. Two queries."""
    try:
        entries = files_of(section).page(page).object_list
    except (KeyError, EmptyPage) as error:
        raise Http404 from error
    site = absolute(request, "/").removesuffix("/")
    pages = paths(SECTIONS[section], entries)
    return xml("urlset", (in_each_language(site, path, changed) for path, changed in pages))


def in_each_language(site: str, path: str, changed: datetime.datetime | None) -> str:
    addresses = {names[0]: site + in_language(path, code) for code, names in CODES.items()}
    anywhere = {**addresses, "x-default": site + in_language(path, "")}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in anywhere.items()
    )
    return "".join(
        f"<url><loc>{address}</loc>{lastmod(changed)}{links}</url>\n"
        for address in addresses.values()
    )


def lastmod(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""


def xml(kind: str, entries: Iterable[str]) -> HttpResponse:
    return HttpResponse(FILE.format(kind, "".join(entries)), content_type="application/xml")
