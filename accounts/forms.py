"""Login: throttled, with a password and an optional second factor."""

import math

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import names, second_factor, throttle


def code_field(**options) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"})
    return forms.CharField(label=_("Code"), max_length=20, widget=widget, **options)


class LoginForm(AdminAuthenticationForm):
    """A wrong code counts like a wrong password."""

    code = code_field(
        required=False,
        help_text=_("Only if you have set up a second factor: six digits, or a backup code."),
    )

    def clean(self):
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()
        attempt, until = throttle.begin(self.request, username)
        if until is not None:
            minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
            words = ngettext(
                "Too many logins have failed for this account or from your address. "
                "No password is looked at for %(minutes)d minute; then try again.",
                "Too many logins have failed for this account or from your address. "
                "No password is looked at for %(minutes)d minutes; then try again.",
                minutes,
            )
            raise ValidationError(words, params={"minutes": minutes}, code="locked_out")
        cleaned = super().clean()
        second_factor.check_login(self.get_user(), self.cleaned_data.get("code", ""))
        throttle.succeeded(attempt)
        return cleaned


class CodeForm(forms.Form):
    code = code_field()


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), required=False, max_length=names.LENGTH, help_text=names.HELP
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"name": names.name_of(user)}, **kwargs)
        self.user = user

    def clean_name(self):
        return names.checked(self.cleaned_data["name"], self.user)
