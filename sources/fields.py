"""The public columns of sources, and of the citation that every fact carries."""

from django.utils.translation import gettext_lazy as _

from core.records.models import SluggedModel
from core.web.parts import Part, part
from core.web.tables import Column, Kind, Text, column, table
from sources.models import Source

SOURCES = table(
    Source,
    "sources",
    "slug",
    "title",
    "title_en",
    column(Source, "publisher", heading=_("Publisher"), unsaid=_("not stated")),
    "publisher_en",
    column(Source, "author", heading=_("Author"), unsaid=_("not stated")),
    ("kind", _("Kind")),
    column(Source, "issued", heading=_("Issued"), unsaid=_("not stated")),
    "issued_earliest",
    "issued_latest",
    ("url", _("Address")),
    "access_note",
    "access_note_en",
)

LISTED_SOURCES = SOURCES.plus(
    Column("reform_count", _("Reforms from it"), Kind.INTEGER, "reform_count"),
    Column("policy_count", _("Policies from it"), Kind.INTEGER, "policy_count"),
    Column("figure_count", _("Figures from it"), Kind.INTEGER, "figure_count"),
)


def citation(model: type[SluggedModel], heading: Text = "") -> tuple[Column, ...]:
    """Where a fact of this kind was read: the same columns, last in every table of facts.

    On pages all of it is one property."""
    return (
        column(
            model,
            "source",
            in_citation=True,
            heading=heading or _("Source"),
            partial="_partials/citation.html",
            about=_("The key of the document that the fact was read in."),
        ),
        column(model, "source__title"),
        column(model, "source__title_en"),
        column(
            model,
            "locator",
            in_citation=True,
            about=_("Section and paragraph, or the row of a table."),
            blank=_("the place is not recorded"),
        ),
        column(
            model,
            "quote",
            in_citation=True,
            about=_("The fragment that carries the figure or the term, 16 characters at most."),
            blank=_("no fragment is recorded; the facts of tables have none"),
        ),
        column(
            model,
            "is_broken_off",
            in_citation=True,
            about=_("The page's layout cuts the passage short: something is missing."),
        ),
    )


def source_itself(source: Source) -> Part:
    return part(SOURCES, Source.objects.public().filter(pk=source.pk))
