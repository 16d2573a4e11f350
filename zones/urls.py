from django.urls import path

from zones import views

app_name = "zones"
urlpatterns = [
    path("", views.ZoneList.as_view(), name="list"),
    path("<slug:slug>/", views.ZoneDetail.as_view(), name="detail"),
]
