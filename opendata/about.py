"""The data set's names, rights, version and sources, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, router, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.records import versions
from core.web.tables import Text
from sources.models import DataVersion, Source

NAME = "zone-reforms"
LANGUAGES = ("en", "zh-hans")  # as ordered in files, which call them en and zh

TITLE = _("Zone Reforms: reforms of Chinese development zones, with their sources")
DESCRIPTION = _(
    "Zones, reforms, figures and chemical-park policies, each fact with the place in the "
    "document that it was read in. A blank means that the documents read do not say; the "
    "codebook tells for each column what its blanks mean."
)
RIGHTS = _(
    "Facts and figures as such are not protected: use them, and name their source. A licence for "
    "what is ours (the selection, summaries, definitions, notes and translations) is not yet "
    "stated: ask before you republish it at length. The documents that facts were read in belong "
    "to their publishers; nothing of them is in here but their titles and quotations of 16 "
    "characters at most."
)
GUARD = _(
    "In CSV files a text that a spreadsheet would run as a formula has an apostrophe before it: "
    "one that begins with =, +, -, @, one of these in full width, a tab or the end of a line. To "
    "have it as it was, take one apostrophe from a text in which nothing but apostrophes stands "
    "before such a sign. Numbers stand as they are."
)


def current_version() -> DataVersion:
    """The version as read in this request or transaction; "0" before the first. Two queries."""
    return versions.current() or DataVersion()


@contextmanager
def snapshot() -> Iterator[DataVersion]:
    """All reads inside are of one moment, and of this version. Blocks no writer."""
    connection = connections[router.db_for_read(DataVersion)]
    if connection.in_atomic_block:
        yield current_version()
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield current_version()
    else:
        # Not `atomic`, which takes SQLite's write lock at once.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield current_version()
            finally:
                cursor.execute("ROLLBACK")


def sources(most: int | None = None) -> list[Source]:
    """The documents that were read, at most `most`. One query."""
    return list(Source.objects.public().order_by("slug")[:most])


def in_both(text: Text) -> list[str]:
    """A translatable text in both languages."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(text))
    return said


def homepage() -> str:
    return f"{settings.SITE_URL}/" if settings.SITE_URL else ""
