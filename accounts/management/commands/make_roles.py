"""`manage.py make_roles`: the groups viewer, editor, curator and administrator."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import roles


class Command(BaseCommand):
    help = "Makes the four roles, or brings their permissions back to what accounts/roles.py says."

    @transaction.atomic
    def handle(self, **options):
        permissions = Permission.objects.select_related("content_type")
        known = {f"{one.content_type.app_label}.{one.codename}": one.pk for one in permissions}
        wanted = {role: roles.permissions_of(role) for role in roles.NAMES}
        if missing := ", ".join(sorted(set().union(*wanted.values()) - known.keys())):
            raise CommandError(
                f"These permissions do not exist yet: {missing}. Run `manage.py migrate` first."
            )
        for role, names in wanted.items():
            group, is_new = Group.objects.get_or_create(name=role)
            before = set(group.permissions.values_list("pk", flat=True))
            after = {known[name] for name in names}
            group.permissions.set(after)
            gained, lost = len(after - before), len(before - after)
            if is_new:
                self.stdout.write(f"made the role {role} with {gained} permissions")
            elif gained or lost:
                self.stdout.write(f"corrected the role {role}: +{gained} −{lost} permissions")
