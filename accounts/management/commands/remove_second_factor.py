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
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        had_one = second_factor.forget(user)
        self.stdout.write(
            f"{username} logs in with the password alone now."
            if had_one
            else f"{username} had no second factor."
        )
