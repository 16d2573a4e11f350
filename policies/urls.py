from django.urls import path

from policies import views

app_name = "policies"
urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("<slug:slug>/", views.PolicyDetail.as_view(), name="detail"),
]
