"""The data set as a whole: the page about it, and its files."""

from dataclasses import dataclass

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe
from django.views.generic import TemplateView

from core.records.cache import cached
from core.web.crowds import files
from opendata import about, downloads
from opendata.resources import resources

TYPES = {
    downloads.ZIP: "application/zip",
    downloads.SQLITE: "application/vnd.sqlite3",
    downloads.METADATA: "application/json; charset=utf-8",
}


SOURCES_SHOWN = 200


@dataclass(frozen=True)
class Download:
    """A file of the data set. Its size is known once somebody has asked for this version."""

    name: str
    what: str
    size: int | None


class OpenData(TemplateView):
    """What the data set holds, what may be done with it, and its files. Rows are counted once."""

    template_name = "opendata/open_data.html"

    def get_context_data(self, **kwargs):
        version = about.current_version()
        return super().get_context_data(
            version=version,
            downloads=[_download(name, what, version.label) for name, what in _files()],
            tables=[(one, cached(("rows", one.name), one.count)) for one in resources()],
            rights=about.RIGHTS,
            sources=about.sources(SOURCES_SHOWN),
            cited_title=about.TITLE,
            **kwargs,
        )


def _files() -> list[tuple[str, str]]:
    return [
        (downloads.ZIP, _("Data Package: a CSV file for each table, a description, a codebook")),
        (downloads.SQLITE, _("One SQLite database, with views that join names")),
        (downloads.METADATA, _("Descriptions of the SQLite file, for Datasette")),
    ]


def _download(name: str, what: str, version: str) -> Download:
    path = downloads.there(name, version)
    return Download(name, what, path.stat().st_size if path else None)


def _etag(_request, name: str) -> str:
    return f'"{about.current_version().label}-{name}"'


def _last_modified(_request, name: str):
    return about.current_version().changed


@require_safe
@condition(etag_func=_etag, last_modified_func=_last_modified)
def download(_request, name: str) -> FileResponse:
    """A file of the data set, made now if nobody asked for this version yet.

    Any site may read it, as it may be read by anybody.
    """
    if name not in downloads.WRITERS:
        raise Http404(name)
    with files.one():  # whoever waits for a file that is being made keeps a thread
        path = downloads.made(name)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = TYPES[name]
    response["Data-Version"] = path.parent.name
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
