"""The page about the data set, and its files."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.web.crowds import files
from opendata import about, downloads
from opendata.resources import resources

SOURCES_SHOWN = 200


class OpenData(TemplateView):
    """What the data set holds, its licence and its files."""

    template_name = "opendata/open_data.html"

    def get_context_data(self, **kwargs):
        version = about.current_version()
        return super().get_context_data(
            version=version,
            downloads=[
                (name, file.what, next(iter(downloads.finished(name)), None))
                for name, file in downloads.FILES.items()
            ],
            tables=[(one, one.count()) for one in resources()],
            rights=about.RIGHTS,
            sources=about.sources(SOURCES_SHOWN),
            cited_title=about.TITLE,
            **kwargs,
        )


@require_safe
def download(request, name: str) -> HttpResponseBase:
    """The newest file of the data set, readable by any site (CORS); its headers say its version."""
    if name not in downloads.FILES:
        raise Http404(name)
    with files.one():  # limits the threads that wait for a file
        path = downloads.latest(name)
    version, made = path.parent.name, int(path.stat().st_mtime)
    etag = f'"{version}-{name}"'
    response = get_conditional_response(request, etag, made)
    if response is None:
        response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
        response["Content-Type"] = downloads.FILES[name].media_type
        response["ETag"], response["Last-Modified"] = etag, http_date(made)
    response["Data-Version"] = version
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
