from django.urls import path

from config.api_docs import ApiDocs, ApiResource, ApiViewer

urlpatterns = [
    path("", ApiDocs.as_view(), name="api-docs"),
    path("viewer/", ApiViewer.as_view(), name="api-viewer"),
    path("<slug:name>/", ApiResource.as_view(), name="api-resource"),
]
