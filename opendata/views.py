"""The page about the data set, and its files."""

from django.http import FileResponse, Http404
from django.views.decorators.http import condition, require_safe
from django.views.generic import TemplateView

from core.records.cache import cached
from core.web.crowds import files
from opendata import about, downloads
from opendata.resources import resources

SOURCES_SHOWN = 200


class OpenData(TemplateView):
    """What the data set holds, its licence and its files. Row counts are cached."""

    template_name = "opendata/open_data.html"

    def get_context_data(self, **kwargs):
        version = about.current_version()
        return super().get_context_data(
            version=version,
            downloads=[
                (name, file.what, downloads.there(name, str(version)))
                for name, file in downloads.FILES.items()
            ],
            tables=[(one, cached(("rows", one.name), one.count)) for one in resources()],
            rights=about.RIGHTS,
            sources=about.sources(SOURCES_SHOWN),
            cited_title=about.TITLE,
            **kwargs,
        )


@require_safe
@condition(
    etag_func=lambda _request, name: f'"{about.current_version()}-{name}"',
    last_modified_func=lambda _request, name: about.current_version().changed,
)
def download(_request, name: str) -> FileResponse:
    """A file of the data set, made if needed; readable by any site (CORS)."""
    if name not in downloads.FILES:
        raise Http404(name)
    with files.one():  # limits the threads that wait for a file
        path = downloads.made(name)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = downloads.FILES[name].media_type
    response["Data-Version"] = path.parent.name
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
