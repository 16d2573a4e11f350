from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from core.admin import to_the_site
from opendata.sitemaps import robots, sitemap_index, sitemap_section
from opendata.views import OpenData, download
from operations.health import healthz, readyz
from operations.metrics import metrics
from zones.admin.pasted import understand_pasted

admin_patterns = [
    path("understand/", admin.site.admin_view(understand_pasted), name="understand"),
    path(
        "r/<path:content_type_id>/<path:object_id>/",
        admin.site.admin_view(to_the_site),
        name="to-the-site",
    ),
    path("", include("intake.urls")),
    path("", include("accounts.urls")),
    path("", admin.site.urls),
]
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.<int:page>.xml", sitemap_section, name="sitemap-section"),
    path("data/<str:name>", download, name="download"),
    path(settings.ADMIN_URL, include(admin_patterns)),
    path("api/v1/", include("config.api_urls")),
]
if settings.METRICS:
    urlpatterns.append(path("metrics", metrics, name="metrics"))
urlpatterns += i18n_patterns(
    path("", include("comparisons.urls")),
    path("data/", OpenData.as_view(), name="open-data"),
    path("api/", include("config.api_docs_urls")),
    path("zones/", include("zones.urls")),
    path("metrics/", include("zones.metric_urls")),
    path("figures/", include("zones.figure_urls")),
    path("reforms/", include("reforms.urls")),
    path("policies/", include("policies.urls")),
    path("targets/", include("policies.target_urls")),
    path("sources/", include("sources.urls")),
    path("sources/", include("intake.articles.urls")),
    path("history/", include("history.urls")),
)

handler400 = "core.api.problems.on_bad_request"
handler500 = "core.api.problems.on_server_error"
