from django.urls import path

from sources import views, views_articles

app_name = "sources"
urlpatterns = [
    path("", views.SourceList.as_view(), name="list"),
    path("<slug:slug>/", views.SourceDetail.as_view(), name="detail"),
    path("<slug:slug>/text/", views_articles.ArticlePage.as_view(), name="text"),
    path("<slug:slug>/text/set-aside/", views_articles.SetAside.as_view(), name="set-aside"),
    path("<slug:slug>/text/take-back/", views_articles.TakeBack.as_view(), name="take-back"),
]
