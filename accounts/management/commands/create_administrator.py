"""`manage.py create_administrator`: the first login to the admin, with a password of its own."""

import string

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

READABLE = "".join(c for c in string.ascii_lowercase + string.digits if c not in "il1o0")


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
        # About 80 bits, in groups that can be read aloud.
        password = "-".join(get_random_string(4, READABLE) for _group in range(4))
        users.create_superuser(username=username, password=password)
        self.stdout.write(
            "Created an administrator. The password is shown only this once:\n"
            f"  user      {username}\n"
            f"  password  {password}"
        )
