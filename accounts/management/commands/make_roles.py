"""`manage.py make_roles`: the groups viewer, editor, curator and administrator."""

from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import roles


class Command(BaseCommand):
    help = "Makes the four roles, or brings their permissions back to what accounts/roles.py says."

    def handle(self, **options):
        try:
            with transaction.atomic():
                written = {role: roles.write(role) for role in roles.NAMES}
        except Permission.DoesNotExist as error:
            raise CommandError(
                f"These permissions do not exist yet: {error}. Run `manage.py migrate` first."
            ) from error
        for role, (is_new, gained, lost) in written.items():
            if is_new:
                self.stdout.write(f"made the role {role} with {gained} permissions")
            elif gained or lost:
                self.stdout.write(f"corrected the role {role}: +{gained} −{lost} permissions")
