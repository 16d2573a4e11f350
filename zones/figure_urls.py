from django.urls import path

from zones import views

app_name = "figures"
urlpatterns = [
    path("<slug:slug>/", views.FigureDetail.as_view(), name="detail"),
]
