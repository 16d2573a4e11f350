"""Import a file without a browser: `manage.py import_records FILE --mapping NAME`."""

from dataclasses import replace
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from history.reverting import RefusedError
from intake.imports.runs import may_be_applied, prepared
from intake.imports.waiting import mapped_by
from intake.mapping.mapping import problems
from intake.mapping.translating import questions
from intake.models import RowAction, SavedMapping
from intake.tables.kinds import kind_named, kinds


class Command(BaseCommand):
    help = (
        "Reads a file and tells what it would change, and what is wrong with it, row by row. "
        "Writes nothing unless --apply is given, and then everything or nothing. A table in any "
        "form needs a --mapping, saved on the page where its columns were mapped."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", help="what the file holds, when its sheets do not say: zone")
        parser.add_argument("--mapping", help="the name of a saved mapping")
        parser.add_argument("--source", help="with --mapping: the slug of this file's source")
        parser.add_argument("--period", help="with --mapping: its period where it says none: 2024")
        parser.add_argument("--apply", action="store_true", help="write, if there are no errors")
        parser.add_argument("--reason", default="", help="stands in the history of each record")
        parser.add_argument(
            "--confirm-doubts",
            action="store_true",
            help="keep what is doubtful: it was looked at, and the reason says why it is right",
        )
        parser.add_argument("--user", help="on whose behalf, with that user's permissions")

    @override("en")  # the site's own language is Chinese
    def handle(self, *args, **options):
        if options["apply"] and not options["reason"].strip():
            raise CommandError("Give the --reason: it stands in the history of each record.")
        kind, user = self._kind(options["kind"]), self._user(options["user"])
        try:
            run = self._prepared(options, kind, user)
        except RefusedError as error:
            raise CommandError(str(error)) from error
        if run.applied:
            self.stdout.write(f"The import was applied; its number is {run.pk}.")
        elif options["apply"] and may_be_applied(run):
            raise CommandError("Some rows are doubtful: look at them, and confirm them.")
        else:
            rows = run.rows.filter(action=RowAction.ERROR).iterator()
            lines = [problem for row in rows for problem in row.problems]
            run.delete()
            if lines:
                raise CommandError("Nothing was written.\n" + "\n".join(lines))

    def _kind(self, name):
        kind = kind_named(name or "")
        if name and kind is None:
            names = ", ".join(model._meta.model_name for model in kinds())
            raise CommandError(f"There is no kind “{name}”. There are: {names}.")
        return kind

    def _user(self, name):
        user = get_user_model().objects.filter(username=name, is_active=True).first()
        if name and user is None:
            raise CommandError(f"There is no user “{name}”.")
        return user

    def _prepared(self, options, kind, user):
        path = options["file"]
        reason = options["reason"].strip()[:200] if options["apply"] else ""
        applying = {"reason": reason, "confirmed": options["confirm_doubts"]}
        try:
            with path.open("rb") as file:
                if options["mapping"]:
                    steps = self._mapped(file.read(), options).prepared(user, **applying)
                else:
                    steps = prepared(file, name=path.name, kind=kind, user=user, **applying)
                for step in steps:
                    if isinstance(step, str):
                        self.stdout.write(step)
                    else:
                        self._report(step)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        return step

    def _mapped(self, content, options):
        """The file as the saved mapping reads it; nothing may be left to ask."""
        saved = SavedMapping.objects.filter(name=options["mapping"]).first()
        if saved is None:
            names = ", ".join(SavedMapping.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no mapping “{options['mapping']}”. There are: {names}.")
        waiting = mapped_by(saved, content, options["file"].name)
        given = {name: options[name] for name in ("source", "period") if options[name]}
        constants = {**waiting.mapping.constants, **given}
        waiting.keep(replace(waiting.mapping, constants=constants))
        asked = [
            f"Row {one.rows[0]}: it is not certain who “{one.words}” is. Answer this on the page "
            "of its columns, and save the mapping again."
            for one in questions(waiting.grid, waiting.mapping)
        ]
        if told := [*problems(waiting.mapping), *asked]:
            raise CommandError("Nothing was read.\n" + "\n".join(told))
        return waiting

    def _report(self, run):
        self.stdout.write(
            f"{run.created_count} added, {run.updated_count} changed, "
            f"{run.unchanged_count} unchanged, {run.error_count} with errors"
        )
        for notice in run.notices or ():
            self.stdout.write(notice)
        for row in run.rows.filter(doubts__isnull=False).iterator():
            for doubt in row.doubts:
                self.stdout.write("Doubtful: " + row.located("", doubt["sentence"]))
