"""The admin of users and groups, with the roles in the editor's language."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from curation.roles import MEANINGS, NAMES


def in_words(group: Group) -> str:
    """A role with what it does; a group of another name as it stands."""
    name = NAMES.get(group.name)
    return f"{name}: {MEANINGS[group.name]}" if name else group.name


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group) -> str:
        return in_words(group)


class RoleUserAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "roles", "is_staff", "is_active"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user) -> str:
        return ", ".join(str(NAMES.get(g.name, g.name)) for g in user.groups.all())

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["form_class"] = GroupsField
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            advice = _("A role takes effect only for staff: tick “Staff status” too.")
            field.help_text = format_lazy("{} {}", advice, field.help_text)
        return field


class RoleAdmin(GroupAdmin):
    list_display = ["name", "meaning"]

    @admin.display(description=_("role"))
    def meaning(self, group) -> str:
        return in_words(group) if group.name in NAMES else ""


admin.site.unregister([User, Group])
admin.site.register(User, RoleUserAdmin)
admin.site.register(Group, RoleAdmin)
