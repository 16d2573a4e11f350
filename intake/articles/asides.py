"""Numbers of an article under review that count nothing: set aside as on its text's page."""

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext, override

from intake.articles.models import ArticleProposal, ArticleReview
from intake.articles.proposing.whys import in_words
from sources.evidence.access import may_set_aside
from sources.evidence.citations import article_of
from sources.evidence.numbers import MarkedNumber, NumberState, overview, set_aside
from sources.models import ArticleText, SetAsideNumber

Aside = tuple[MarkedNumber, str]  # an open number, and why it counts nothing


def open_asides(review: ArticleReview) -> list[Aside]:
    """The numbers that are proposed to set aside and are still open. A query per kind of fact."""
    text = ArticleText.objects.get(source=review.source)
    numbers = overview(review.source, text.text, with_drafts=True).numbers
    return said_aside(review, numbers.in_state(NumberState.OPEN))


def said_aside(review: ArticleReview, numbers: Iterable[MarkedNumber]) -> list[Aside]:
    """Those of the numbers that the rules say count nothing, and why. No queries."""
    why = {
        place: aside["why"]
        for aside in review.aside
        for place in range(aside["start"], aside["end"])
    }
    places = {one: range(*one.number.span) for one in numbers}
    found = {one: next((at for at in some if at in why), None) for one, some in places.items()}
    return [(one, why[at]) for one, at in found.items() if at is not None]


def set_all_aside(review: ArticleReview, user) -> int:
    """Set aside what `open_asides` has. Returns how many."""
    article = _article(review)
    found = sorted(open_asides(review), key=lambda one: one[1])
    return sum(
        set_aside(
            article,
            [marked for marked, _why in some],
            source=review.source,
            user=user,
            reason=in_words(why)[:200],
        )
        for why, some in groupby(found, key=lambda one: one[1])
    )


def set_words_aside(proposal: ArticleProposal, reason: str, user) -> None:
    """Set aside the numbers in the words of a rejected proposal, if the user may."""
    rows = _places(proposal) if may_set_aside(user) else []
    for row in rows:
        row.source, row.reason, row.set_aside_by = proposal.review.source, reason, user
    SetAsideNumber.objects.bulk_create(rows, ignore_conflicts=True)


def take_words_back(proposal: ArticleProposal) -> None:
    """Open the numbers again that a rejection has set aside."""
    said = {override(code)(gettext)(proposal.reason) for code, _name in settings.LANGUAGES}
    for row in _places(proposal):
        place = {name: getattr(row, name) for name in ("before", "wording", "after", "occurrence")}
        rows = SetAsideNumber.objects.filter(source=proposal.review.source, **place)
        rows.filter(reason__in=said, set_aside_by=proposal.settled_by).delete()


def _article(review: ArticleReview):
    return article_of(review.source, ArticleText.objects.get(source=review.source).text)


def _places(proposal: ArticleProposal) -> list[SetAsideNumber]:
    """None where the text was replaced by one without the proposal's words."""
    article = _article(proposal.review)
    if article.reading.original[proposal.start : proposal.end] != proposal.quote:
        return []
    return [
        article.place_of(number)
        for number in article.numbers
        if number.span[0] < proposal.end and proposal.start < number.span[1]
    ]
