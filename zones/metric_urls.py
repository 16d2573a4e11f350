from django.urls import path

from zones import views

app_name = "metrics"
urlpatterns = [
    path("", views.MetricList.as_view(), name="list"),
    path("<slug:slug>/", views.MetricDetail.as_view(), name="detail"),
]
