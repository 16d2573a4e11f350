"""The measures of a text: those of a type of the taxonomy, and distinct ones that no type fits."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from core.language.text import Span, Traced
from intake.articles.proposing.in_force import InForce, key_of
from intake.articles.proposing.known import Known
from intake.articles.proposing.measures import (
    VERB,
    Phrase,
    basis_of,
    phrase_at,
    stage_of,
    started,
)
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import ProposedReform, ProposedZone
from intake.articles.proposing.reform_words import NOT_ALONE, WORDS
from intake.articles.proposing.untyped import without_type
from intake.articles.proposing.whys import why
from reforms.choices import Stage

MARKS = frozenset("“”‘’\"'「」『』〝〞 ")
CLAUSE = "[^，。；！？]{0,10}?"  # what … stands for
LONGEST = 25


@dataclass(frozen=True)
class Mention:
    """Words for types, at text[start:end] of the bare paragraph."""

    start: int
    end: int
    types: tuple[str, ...]
    words: str  # what spoke for them


def bare(paragraph: Paragraph) -> Traced:
    """The paragraph without quotation marks; places are those of its own text."""
    kept = [(one, place) for place, one in enumerate(paragraph.text) if one not in MARKS]
    return Traced("".join(one for one, _place in kept), [place for _one, place in kept])


QUOTED = re.compile(
    '“[^“”]{2,20}”|「[^「」]{2,20}」|『[^『』]{2,20}』|〝[^〝〞]{2,20}〞|"[^"]{2,20}"'
)


def quoted_in(paragraph: Paragraph, text: Traced) -> list[Span]:
    """The spans of the bare text that stand in quotation marks."""
    spans = (one.span() for one in QUOTED.finditer(paragraph.text))
    places = text.places
    ends = ((bisect_left(places, start + 1), bisect_left(places, end - 1)) for start, end in spans)
    return [(start, end) for start, end in ends if start < end]


@lru_cache(maxsize=4)
def patterns(types: tuple) -> dict[str, re.Pattern]:
    """The pattern of each type: its words, its names and its aliases."""
    found = {}
    for one in types:
        names = [
            re.escape("".join(sign for sign in name if sign not in MARKS))
            for name in one.names
            if name not in NOT_ALONE and not name.isascii()
        ]
        parts = [WORDS[one.slug].replace("…", CLAUSE)] if one.slug in WORDS else []
        found[one.slug] = re.compile("|".join(parts + sorted(names, key=len, reverse=True)))
    return found


def mentions(text: str, types: tuple) -> list[Mention]:
    """All of them in a bare text, in its order."""
    found = [
        Mention(*match.span(), (slug,), match[0])
        for slug, pattern in patterns(types).items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: (one.start, -one.end))


@dataclass(frozen=True)
class Measure:
    """Mentions that stand together, with the words around them."""

    paragraph: Paragraph
    text: Traced  # the bare paragraph
    mentions: tuple[Mention, ...]
    phrase: Phrase

    @property
    def span(self) -> Span:
        """Its place in the original."""
        return self.paragraph.span(*self.text.span(self.phrase.start, self.phrase.end))


def find(
    passages: Passages, known: Known, zones: Sequence[ProposedZone]
) -> tuple[ProposedReform, ...]:
    """Each type once for a zone, at its first mention; then what no type fits, once each."""
    in_force = InForce(zones)
    names = {one.slug: one.names[0] for one in known.types}
    seen: set[tuple[str, str | None]] = set()
    cores: list[str] = []
    found: list[ProposedReform] = []
    for paragraph in passages.paragraphs:
        text = bare(paragraph)
        typed = mentions(text.text, known.types)
        taken = [(one.start, one.end) for one in typed]
        others = [
            Mention(*span, (), text.text[slice(*span)])
            for span in without_type(text.text, taken, quoted_in(paragraph, text))
        ]
        for measure in _together(
            paragraph, text, sorted(typed + others, key=lambda one: one.start)
        ):
            zone = key_of(in_force.at(measure.span[0]))
            keys = {
                (one, zone if each.types else None)
                for each in measure.mentions
                for one in each.types or (_core(each.words, cores),)
            }
            if new := keys - seen:
                seen |= new
                types = [slug for slug, _zone in new if slug in names]
                found.append(_proposal(passages, measure, sorted(types), zone, names))
    return tuple(sorted(found, key=lambda one: one.start))


def _core(words: str, before: list[str]) -> str:
    """The words of a measure without its verb, or of a recent one that has them or is in them."""
    core = VERB.sub("", words, count=1).replace("化管理", "管理")
    core = core if len(core) > SHORTEST else words
    for one in before[-RECENT:]:
        if one in core or core in one:
            return one
    before.append(core)
    return core


RECENT = 50
SHORTEST = 2


def _together(paragraph: Paragraph, text: Traced, found: list[Mention]) -> Iterator[Measure]:
    """Mentions that overlap or are joined by a plus sign are one measure of several types."""
    group: list[Mention] = []
    end = 0
    for one in found:
        if group and one.start > end and text.text[end : one.start] not in ("+", "＋"):
            yield _measure(paragraph, text, group)
            group, end = [], 0
        group.append(one)
        end = max(end, one.end)
    if group:
        yield _measure(paragraph, text, group)


def _measure(paragraph: Paragraph, text: Traced, group: list[Mention]) -> Measure:
    start, end = group[0].start, max(one.end for one in group)
    return Measure(paragraph, text, tuple(group), phrase_at(text.text, start, end))


def _proposal(
    passages: Passages, measure: Measure, types: list[str], zone: str | None, names: dict[str, str]
) -> ProposedReform:
    start, end = measure.span
    phrase, text = measure.phrase, measure.text.text
    sentence = _sentence(text, phrase)
    clause = text[max(phrase.start - 20, sentence[0]) : min(phrase.end + 6, sentence[1])]
    whole = measure.paragraph.text[slice(*measure.text.span(*sentence))]
    stage = stage_of(clause)
    title = text[phrase.start : phrase.end]
    if types and not phrase.has_verb:
        title = "、".join(names[one] for one in types)
    words = "、".join(dict.fromkeys(one.words for one in measure.mentions))
    return ProposedReform(
        start=start,
        end=end,
        quote=passages.text[start:end],
        types=tuple(types),
        title=title,
        stage=stage,
        started="" if stage == Stage.PLANNED else started(whole, passages.issued),
        legal_basis=basis_of(whole),
        zone=zone,
        confidence=0.8 if types and phrase.has_verb else 0.6 if types else 0.4,
        why=why(_("Words of this type: %(words)s."), words=words)
        if types
        else why(_("No type fits; words of a measure: %(words)s."), words=words),
    )


def _sentence(text: str, phrase: Phrase) -> Span:
    """The sentence around a phrase, or as much of a long one as tells its date and basis."""
    first, last = max(phrase.start - AROUND, 0), phrase.end + AROUND
    ends = (one.end() for one in SENTENCE_END.finditer(text, first, phrase.start))
    end = SENTENCE_END.search(text, phrase.end, last)
    return max(ends, default=first), end.end() if end else min(last, len(text))


SENTENCE_END = re.compile("[。！？；]")
AROUND = 150
