"""The state of an article: citations and numbers."""

from dataclasses import dataclass

from sources.evidence.articles import Article, read_article
from sources.evidence.citations import Report, check, facts_of
from sources.evidence.numbers import Numbers, mark_numbers
from sources.models import SetAsideNumber, Source


@dataclass(frozen=True)
class Overview:
    article: Article
    report: Report
    numbers: Numbers


def overview(source: Source, text: str, *, with_drafts: bool) -> Overview:
    """Check all facts of a source against a text. A query per model, one for set-aside numbers."""
    article = read_article(text)
    report = check(article, facts_of(source, with_drafts=with_drafts))
    rows = SetAsideNumber.objects.filter(source=source).select_related("set_aside_by")
    return Overview(article, report, mark_numbers(article, report, rows.order_by("pk")))
