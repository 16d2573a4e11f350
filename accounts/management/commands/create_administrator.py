"""`manage.py create_administrator`: the first login to the admin, with a password of its own."""

import string

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

READABLE = "".join(c for c in string.ascii_lowercase + string.digits if c not in "il1o0")


def random_password(user) -> str:
    """About 80 bits in four groups that can be read aloud; obeys the site's password rules."""
    while True:
        password = "-".join(get_random_string(4, READABLE) for _ in range(4))
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


class Command(BaseCommand):
    help = "Creates an administrator with a random password, printed once; nothing if one exists."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="admin", help="default: admin")

    def handle(self, *, username, **options):
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        if users.filter(username=username).exists():
            raise CommandError(
                f"There is a user “{username}” who is no administrator: "
                "choose another name with --username."
            )
        password = random_password(get_user_model()(username=username))
        users.create_superuser(username=username, password=password)
        self.stdout.write(
            "Created an administrator. The password is shown only this once:\n"
            f"  user      {username}\n"
            f"  password  {password}"
        )
