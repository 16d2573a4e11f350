from django.urls import path

from reforms import views

app_name = "reforms"
urlpatterns = [
    path("", views.ReformList.as_view(), name="list"),
    path("<slug:slug>/", views.ReformDetail.as_view(), name="detail"),
]
