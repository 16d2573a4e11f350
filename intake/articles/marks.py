"""The text of an article under review, in pieces that know what is proposed of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from intake.articles.models import ArticleProposal
from sources.evidence.numbers import MarkedNumber
from sources.evidence.reading import Article


@dataclass(frozen=True)
class Part:
    """Characters that stand together in the original, from `start` on.

    `of`: the proposals that they belong to, the shortest first; `begins` and `ends`: those whose
    first or last characters they are. `number`: an open number that nothing is proposed of.
    """

    text: str
    start: int
    of: tuple[ArticleProposal, ...] = ()
    begins: tuple[ArticleProposal, ...] = ()
    ends: tuple[ArticleProposal, ...] = ()
    number: MarkedNumber | None = None
    is_chosen: bool = False

    @property
    def inner(self) -> ArticleProposal | None:
        return self.of[0] if self.of else None

    @property
    def kinds(self) -> list[str]:
        """Of what it lies in besides."""
        return sorted({one.kind for one in self.of[1:]})


def parts_of(
    article: Article,
    proposals: Sequence[ArticleProposal],
    open_numbers: Iterable[MarkedNumber] = (),
    chosen: ArticleProposal | None = None,
) -> list[list[Part]]:
    """The paragraphs in parts. No queries."""
    covering: dict[int, list[ArticleProposal]] = {}
    for one in sorted(proposals, key=lambda one: (one.end - one.start, one.start)):
        for place in range(one.start, one.end):
            covering.setdefault(place, []).append(one)
    number_at = {
        place: marked
        for marked in open_numbers
        for place in range(*marked.number.span)
        if place not in covering
    }
    return [
        [*_parts(paragraph.text, paragraph.places, covering, number_at, chosen)]
        for paragraph in article.paragraphs
    ]


def _parts(text: str, places, covering, number_at, chosen):
    def belongs(i: int):
        """Equal for characters of one part: lines that are joined have a gap between them."""
        place = places[i]
        keys = tuple(one.pk for one in covering.get(place, ()))
        number = number_at.get(place)
        return places[i] - i, keys, number and number.position

    for _key, run in groupby(range(len(text)), key=belongs):
        run = list(run)
        first, last = places[run[0]], places[run[-1]]
        of = tuple(covering.get(first, ()))
        yield Part(
            text[run[0] : run[-1] + 1],
            first,
            of,
            tuple(one for one in of if one.start == first),
            tuple(one for one in of if one.end == last + 1),
            number_at.get(first),
            is_chosen=chosen in of,
        )
