"""Print what the rules propose of an article: `manage.py propose FILE --format json`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.language import edtf
from intake.articles.proposing.proposals import Proposals
from intake.articles.proposing.propose import propose
from intake.articles.proposing.whys import in_words

FORMATS = ("text", "json")
CODECS = ("utf-8", "gb18030")
KINDS = ("zones", "figures", "reforms", "policies", "set_aside")
PRINTED_ELSEWHERE = ("start", "end", "quote", "why")


class Command(BaseCommand):
    help = (
        "Prints the zones, figures, reforms and policies that an article seems to report, each "
        "with its place in the text and the reason. Nothing is written. Offsets count the "
        "characters of the text as given."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="plain text in UTF-8 or GB18030; - for standard input")
        parser.add_argument("--issued", default="", help="date of issue: 2019, 2019-07, 2019-07-02")
        parser.add_argument("--format", choices=FORMATS, default="text")

    def handle(self, *args, **options):
        try:
            if options["issued"]:
                edtf.parse(options["issued"])
        except edtf.InvalidPartialDateError as error:
            raise CommandError(f"--issued: {error}") from error
        found = propose(read_text(options["file"]), options["issued"])
        if options["format"] == "json":
            printed = json.dumps(found.as_json(), ensure_ascii=False, indent=1, default=str)
            self.stdout.write(printed)
        else:
            self.stdout.writelines(f"{line}\n" for line in lines_of(found))


def read_text(name: str) -> str:
    """A file's text, a line end counting as one character; otherwise as it stands there."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"The file {name} cannot be read: {error.strerror}.") from error
    for codec in CODECS:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise CommandError(f"The file {name} is neither UTF-8 nor GB18030.")


def lines_of(found: Proposals) -> Iterator[str]:
    """For people: what was found, in the order of the text."""
    for kind in KINDS:
        rows = getattr(found, kind)
        yield f"{kind.replace('_', ' ')}: {len(rows)}"
        for row in rows:
            said = {name: value for name, value in asdict(row).items() if value}
            words = " ".join(
                f"{name}={value}" for name, value in said.items() if name not in PRINTED_ELSEWHERE
            )
            quote, why = " ".join(row.quote.split()), in_words(row.why)
            yield f"  {row.start}-{row.end} “{quote}” {words} ({why})"
