from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("", include("comparisons.urls")),
    path("zones/", include("zones.urls")),
    path("metrics/", include("zones.metric_urls")),
    path("reforms/", include("reforms.urls")),
    path("policies/", include("policies.urls")),
    path("sources/", include("sources.urls")),
    path("history/", include("history.urls")),
)
