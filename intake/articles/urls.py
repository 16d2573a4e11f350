from django.urls import path

from intake.articles import views

app_name = "articles"
urlpatterns = [
    path("<slug:slug>/text/", views.ArticlePage.as_view(), name="text"),
    path("<slug:slug>/text/set-aside/", views.SetAside.as_view(), name="set-aside"),
    path("<slug:slug>/text/take-back/", views.TakeBack.as_view(), name="take-back"),
]
