from django.contrib import admin
from django.urls import path

from accounts.views import second_factor_page

app_name = "accounts"
urlpatterns = [
    path("second-factor/", admin.site.admin_view(second_factor_page), name="second-factor"),
]
