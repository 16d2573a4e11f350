from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, reverse_lazy
from django.views.generic import TemplateView
from django.views.i18n import set_language

from comparisons.views.metrics import MetricDetail
from comparisons.views.reforms import ReformList
from config.api_docs import ApiDocs, ApiResource
from core.admin.pages import to_the_site
from core.web.addresses import record_pages
from history.views import RecentChanges, RecentChangesFeed, RecordHistory, Undo
from opendata.sitemaps import robots, sitemap_index, sitemap_section
from opendata.views import OpenData, download
from operations.health import healthz, readyz
from operations.metrics import metrics
from policies import views as policies
from reforms import views as reforms
from sources import views as sources
from zones import views as zones
from zones.pasted import understand_pasted
from zones.several import several_figures

admin.site.site_url = reverse_lazy("home")  # in the admin's language
admin_patterns = [
    path("language/", set_language, name="language"),
    path("understand/", admin.site.admin_view(understand_pasted), name="understand"),
    path(
        "zones/observation/several/",
        admin.site.admin_view(several_figures),
        name="several-figures",
    ),
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
    path("api/", ApiDocs.as_view(), name="api-docs"),
    path("api/viewer/", TemplateView.as_view(template_name="api/viewer.html"), name="api-viewer"),
    path("api/<slug:name>/", ApiResource.as_view(), name="api-resource"),
    record_pages("zones", zones.ZoneDetail, zones.ZoneList),
    record_pages("metrics", MetricDetail, zones.MetricList),
    record_pages("figures", zones.FigureDetail),
    record_pages("reforms", reforms.ReformDetail, ReformList),
    record_pages("policies", policies.PolicyDetail, policies.PolicyList),
    record_pages("targets", policies.TargetDetail),
    record_pages("sources", sources.SourceDetail, sources.SourceList),
    path("sources/", include("intake.articles.urls")),
    path("history/", RecentChanges.as_view(), name="recent-changes"),
    path("history/feed/", RecentChangesFeed.as_view(), name="recent-changes-feed"),
    path("history/change/<int:pk>/undo/", Undo.as_view(), name="undo"),
    path("history/together/<uuid:unit>/undo/", Undo.as_view(), name="undo-together"),
    path("history/<str:model>/<slug:slug>/", RecordHistory.as_view(), name="record-history"),
)

handler400 = "core.api.problems.on_bad_request"
handler403 = "operations.refusals.on_refusal"
handler500 = "core.api.problems.on_server_error"
