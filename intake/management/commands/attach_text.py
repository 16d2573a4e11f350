"""Attach an article's text and check the citations: `manage.py attach_text SOURCE FILE`."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from intake.articles.texts import MAX_BYTES, attach, decode
from sources.evidence.citations import Citation, Report
from sources.evidence.numbers import Numbers, NumberState, overview
from sources.models import Source

UNRESOLVED = 2  # exit status: stored, but some citations do not resolve


class Command(BaseCommand):
    help = (
        "Stores the text of an article on this machine, in place of an earlier one, and reports "
        "whether every fact of that source is where it says. Ends with status 0 when every "
        "quotation is found exactly once with its figure near it, with 2 when the text is stored "
        "but some are not, and with 1 when nothing was stored. Facts without a quotation are "
        "listed but are no failure."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="the slug of the source")
        parser.add_argument("file", type=Path, help="plain text in UTF-8 or GB18030")
        parser.add_argument("--check", action="store_true", help="only report; store nothing")

    def handle(self, *args, **options):
        slug = options["source"]
        source = Source.objects.filter(slug=slug).first()
        if source is None:
            known = ", ".join(Source.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no source “{slug}”. There are: {known or 'none'}.")
        with override("en"):
            text, encoding = read_file(options["file"])
            if not options["check"]:
                stored = "attached" if attach(source, text) else "attached before and unchanged"
                self.stdout.write(f"{slug}: {len(text):,} characters in {encoding}, {stored}")
            checked = overview(source, text, with_drafts=True)
            for line in [*report_lines(checked.report), *number_lines(checked.numbers)]:
                self.stdout.write(line)
        if checked.report.problems:
            raise CommandError("Some citations do not resolve.", returncode=UNRESOLVED)


def read_file(path: Path):
    try:
        with path.open("rb") as file:
            return decode(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise CommandError(f"The file {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise CommandError(f"{path}: {' '.join(error.messages)} Nothing was stored.") from error


def report_lines(report: Report) -> list[str]:
    lines = [f"citations: {len(report.citations)}"]
    lines += [f"  {state.label}: {n}" for state, n in report.counts.items() if n]
    for state, citations in report.problems.items():
        lines += [f"{state.label}:", *(f"  {line(citation)}" for citation in citations)]
    if report.without_quote:
        lines += ["without a quotation:", *(f"  {line(one)}" for one in report.without_quote)]
    return lines


def line(citation: Citation) -> str:
    """A fact as the report names it: observation.linfen-plots “14宗” (临汾 ¶1)."""
    fact = citation.fact
    quote = f" “{fact.quote}”" if fact.quote else ""
    return fact.fact_key + quote + (f" ({fact.locator})" if fact.locator else "")


def number_lines(numbers: Numbers) -> list[str]:
    if numbers.share is None:
        return ["numbers in the text: none"]
    printed = [one.number.found.text for one in numbers.in_state(NumberState.OPEN)]
    return [
        f"numbers in the text: {len(numbers.marked)}, {numbers.recorded} recorded "
        f"({numbers.share} %), {numbers.set_aside} set aside, {numbers.open} open",
        *([f"  open: {', '.join(printed)}"] if printed else []),
    ]
