from django.contrib import admin
from django.urls import path

from accounts.views import display_name_page, login, second_factor_page

app_name = "accounts"
urlpatterns = [
    path("login/", login, name="login"),
    path("display-name/", admin.site.admin_view(display_name_page), name="display-name"),
    path("second-factor/", admin.site.admin_view(second_factor_page), name="second-factor"),
]
