"""An article taken in: its source, its text and what is proposed of it, in one step."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.language.text import joined_and_initials, pinyin
from core.records.access import may
from core.records.changes import unit
from history.models import Route
from intake.articles.entering import Because, enter
from intake.articles.proposing.propose import propose
from intake.articles.reviewing import begin, issued_of
from intake.articles.texts import attach
from sources.evidence.access import keeps_articles
from sources.models import ArticleText, Source, digest

FRAGMENT = 14  # characters of a line that hardly another article has
TRIED = 12  # fragments of a text
MUCH = 3  # fragments found in another text make it nearly the same
LONGEST_NAME = 20  # letters of a key's first part
LONG_LINE = re.compile(rf"[^\n]{{{FRAGMENT + 4},}}")


@dataclass(frozen=True)
class Alike:
    """A source that may be the article that is added, and why."""

    source: Source
    why: str


def may_add(user) -> bool:
    return keeps_articles(user) and may(user, "add", Source) and may(user, "add", ArticleText)


def same_text(text: str) -> Source | None:
    """The source that has just this text. One query."""
    found = ArticleText.objects.filter(sha256=digest(text)).select_related("source").first()
    return found.source if found else None


def alike(text: str, title: str) -> list[Alike]:
    """Sources with this title, or with much of this text. Three queries; one reads all texts."""
    found = {}
    named = Source.doubts_about([Source(title=title)])[0] if title else []
    slugs = [doubt.about for doubt in named]
    for source in Source.objects.filter(slug__in=slugs):
        found[source] = _("the same title")
    for source in _with_much_of(text):
        found.setdefault(source, _("much of the same text"))
    return [Alike(source, why) for source, why in found.items()]


def _with_much_of(text: str) -> list[Source]:
    """Sources whose texts have several fragments of this one."""
    lines = LONG_LINE.findall(text)
    step = max(len(lines) // TRIED, 1)
    fragments = [line.strip()[2 : 2 + FRAGMENT] for line in lines[::step][:TRIED]]
    needed = min(MUCH, len(fragments))
    counts: dict[int, int] = {}
    for key, other in ArticleText.objects.values_list("source_id", "text").iterator(chunk_size=50):
        counts[key] = sum(fragment in other for fragment in fragments)
    keys = [key for key, count in counts.items() if needed and count >= needed]
    return list(Source.objects.filter(pk__in=keys))


def key_for(publisher: str, title: str, issued: str) -> str:
    """A free key for a source: its publisher's pinyin, or initials, and its date. Two queries."""
    joined, initials = joined_and_initials(pinyin(publisher or title) or "source").split()
    name = joined if len(joined) <= LONGEST_NAME else initials[:LONGEST_NAME]
    slugs = Source.slugs_of(f"{name} {issued}")
    taken = set(Source.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    return next(slug for slug in slugs if slug not in taken)


def add(text: str, user, *, values: dict, because: Because | None = None) -> Source:
    """A new draft source with this text, and its review. `values` in plain form.

    Raises ValidationError by field, DoubtfulError for a title that another source has.
    """
    found = propose(text, issued_of(values.get("issued", "")))
    with unit(actor=user, route=Route.ADMIN, reason=_("An article to review")):
        source = enter(Source, {**values, "is_draft": True}, user, because=because)
        attach(source, text, user)
        begin(source, user, found)
    return source


def add_to(source: Source, text: str, user) -> None:
    """Give a source its text, and begin the review. Raises ValidationError if it has one."""
    found = propose(text, issued_of(source.issued))
    with unit(actor=user, route=Route.ADMIN, reason=_("An article to review")):
        if ArticleText.objects.filter(source=source).exists():
            raise ValidationError({"source": _("This source has a text already: review that one.")})
        attach(source, text, user)
        begin(source, user, found)
