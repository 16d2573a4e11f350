"""Addresses below /admin/, in addition to the admin's own."""

from django.contrib import admin
from django.urls import path

from intake import mapping_pages, publishing, views
from intake.articles import add_pages, asking, list_pages, review_ends, review_pages

app_name = "intake"
page = admin.site.admin_view

urlpatterns = [
    path("import/", page(views.upload), name="upload"),
    path("import/<int:pk>/", page(mapping_pages.mapping_page), name="map"),
    path("import/<int:pk>/forget/", page(mapping_pages.forget), name="forget"),
    path("mappings/<int:pk>/forget/", page(mapping_pages.forget_mapping), name="forget-mapping"),
    path("imports/", page(views.log), name="log"),
    path("imports/<int:pk>/", page(views.run_page), name="run"),
    path("imports/<int:pk>/apply/", page(views.apply_run), name="apply"),
    path("imports/<int:pk>/undo/", page(views.undo_run), name="undo"),
    path("imports/<int:pk>/discard/", page(views.discard_run), name="discard"),
    path("export/<str:kind>/<str:form>/", page(views.export), name="export"),
    path("drafts/", page(publishing.SourcesWithDrafts.as_view()), name="to-publish"),
    path("drafts/<slug:slug>/", page(publishing.SourceDrafts.as_view()), name="publish"),
    path("articles/", page(list_pages.Articles.as_view()), name="articles"),
    path("articles/add/", page(add_pages.AddArticle.as_view()), name="add-article"),
    path(
        "articles/corrected/<str:kind>/<slug:name>/",
        page(list_pages.Corrections.as_view()),
        name="corrections",
    ),
    path("articles/<slug:slug>/review/", page(review_pages.ReviewPage.as_view()), name="review"),
    path(
        "articles/<slug:slug>/review/sure/<slug:kind>/",
        page(review_ends.SureOnes.as_view()),
        name="review-sure",
    ),
    path("articles/<slug:slug>/review/ask/", page(asking.Ask.as_view()), name="review-ask"),
    path("articles/<slug:slug>/review/end/", page(review_ends.End.as_view()), name="review-end"),
    path("workbook/", page(views.workbook_page), name="workbook"),
]
