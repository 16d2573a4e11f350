"""`manage.py remove_second_factor USER`: for a user who has lost device and backup codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts import second_factor


class Command(BaseCommand):
    help = (
        "Lets an account log in with its password alone. Make sure first that whoever asks is "
        "its owner."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        model = get_user_model()
        try:
            user = model.objects.get_by_natural_key(username)
        except model.DoesNotExist as error:
            raise CommandError(f"There is no account {username!r}.") from error
        had_one = second_factor.forget(user)
        self.stdout.write(
            f"{username} logs in with the password alone now."
            if had_one
            else f"{username} had no second factor."
        )
