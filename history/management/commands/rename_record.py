"""Give a record another slug, where the one that it has turns out to be wrong."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.records.changes import kinds, unit
from history.models import Route
from history.querysets import model_named


class Command(BaseCommand):
    help = "Give a record another slug. Its former addresses lead to the new ones for ever."

    def add_arguments(self, parser):
        parser.add_argument("model", help="kind of record, such as zones.zone")
        parser.add_argument("slug", help="the slug that it has")
        parser.add_argument("new_slug", help="the slug that it gets")
        parser.add_argument("--reason", default="", help="why, for the record's public history")

    def handle(self, *, model, slug, new_slug, reason, **_options):
        kind = model_named(model)
        if kind is None:
            known = ", ".join(sorted(one._meta.label_lower for one in kinds()))
            raise CommandError(f"There is no kind of record {model!r}. Known are: {known}.")
        with unit(route=Route.COMMAND, reason=reason):
            record = kind._base_manager.filter(slug=slug).first()
            if record is None:
                raise CommandError(f"There is no {kind._meta.label_lower} {slug!r}.")
            record.slug = new_slug
            try:
                record.full_clean()
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            record.save()
        self.stdout.write(f"{slug} is {new_slug} now")
