"""Whoever enters the admin comes through our login."""

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.forms import LoginForm

admin.site.login_form = LoginForm
# Keys and backup codes are their owner's alone: no page shows them to anybody else.
admin.site.unregister([TOTPDevice, StaticDevice])
