from django.urls import path

from comparisons import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("search/", views.Search.as_view(), name="search"),
    path("about-the-data/", views.AboutData.as_view(), name="about-data"),
    path("compare/zones/", views.CompareZones.as_view(), name="compare-zones"),
]
