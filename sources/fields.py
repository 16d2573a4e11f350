"""Public columns of sources and of citations."""

from django.utils.translation import gettext_lazy as _

from core.web.tables import Column, Given, Kind, Text, column, table
from sources.models import Source

SOURCES = table(
    Source,
    "sources",
    "slug",
    "title",
    column("publisher", heading=_("Publisher"), unsaid=_("not stated")),
    column("author", heading=_("Author"), unsaid=_("not stated")),
    ("kind", _("Kind")),
    column("issued", heading=_("Issued"), unsaid=_("not stated")),
    ("url", _("Address")),
    column("repeats", heading=_("Repeats the text of"), blank=_("its own text")),
    "access_note",
)

LISTED_SOURCES = SOURCES.plus(
    Column("reform_count", _("Reforms from it"), Kind.INTEGER, "reform_count"),
    Column("policy_count", _("Policies from it"), Kind.INTEGER, "policy_count"),
    Column("figure_count", _("Figures from it"), Kind.INTEGER, "figure_count"),
)


def citation(heading: Text = "") -> tuple[Given, ...]:
    """The columns of a fact's citation, last in its table; one property on pages."""
    return (
        column(
            "source",
            in_citation=True,
            heading=heading or _("Source"),
            partial="_partials/citation.html",
            about=_("The key of the document that the fact was read in."),
        ),
        column(
            "locator",
            in_citation=True,
            about=_("Section and paragraph, or the row of a table."),
            blank=_("the place is not recorded"),
        ),
        column(
            "quote",
            in_citation=True,
            about=_("The fragment that carries the figure or the term, 16 characters at most."),
            blank=_("no fragment is recorded; the facts of tables have none"),
        ),
        column(
            "is_broken_off",
            in_citation=True,
            about=_("The page's layout cuts the passage short: something is missing."),
        ),
    )
