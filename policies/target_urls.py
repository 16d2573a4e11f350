from django.urls import path

from policies import views

app_name = "targets"
urlpatterns = [
    path("<slug:slug>/", views.TargetDetail.as_view(), name="detail"),
]
