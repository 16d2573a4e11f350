"""The admin's login, users and groups."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import names
from accounts.forms import LoginForm
from accounts.roles import MEANINGS, NAMES


def in_words(group: Group) -> str:
    name = NAMES.get(group.name)
    return f"{name}: {MEANINGS[group.name]}" if name else group.name


class UserForm(UserChangeForm):
    display_name = forms.CharField(
        label=_("Name in the public history"),
        required=False,
        max_length=names.LENGTH,
        help_text=names.HELP,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "display_name" in self.fields:  # missing if the form is read-only
            self.fields["display_name"].initial = names.name_of(self.instance)

    def clean_display_name(self):
        login = self.cleaned_data.get("username", "")
        return names.checked(self.cleaned_data["display_name"], self.instance, login)


class RoleUserAdmin(UserAdmin):
    form = UserForm
    fieldsets = [
        *UserAdmin.fieldsets[:1],
        (_("Public history"), {"fields": ("display_name",)}),
        *UserAdmin.fieldsets[1:],
    ]
    list_display = ["username", "first_name", "last_name", "roles", "is_staff", "is_active"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "display_name" in form.cleaned_data:  # a new account has none
            names.choose(obj, form.cleaned_data["display_name"])

    @admin.display(description=_("roles"))
    def roles(self, user) -> str:
        return ", ".join(str(NAMES.get(g.name, g.name)) for g in user.groups.all())

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "username":
            field.validators.append(names.refuse_public_name)
        if db_field.name == "groups":
            field.label_from_instance = in_words
            advice = _("A role takes effect only for staff: tick “Staff status” too.")
            field.help_text = format_lazy("{} {}", advice, field.help_text)
        return field


class RoleAdmin(GroupAdmin):
    list_display = ["name", "meaning"]

    @admin.display(description=_("role"))
    def meaning(self, group) -> str:
        return in_words(group) if group.name in NAMES else ""


admin.site.login_form = LoginForm
# Keys and backup codes are shown to their owner only.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])
admin.site.register(User, RoleUserAdmin)
admin.site.register(Group, RoleAdmin)
