"""Whoever enters the admin comes through our login."""

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import users
from accounts.forms import LoginForm

__all__ = ["users"]

admin.site.login_form = LoginForm
# Keys and backup codes are their owner's alone: no page shows them to anybody else.
admin.site.unregister([TOTPDevice, StaticDevice])
