"""The cells of a comparison as HTML.

A template takes ten times as long for a cell, so only cached pieces are rendered by templates.
"""

from bisect import bisect
from collections import namedtuple
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from operator import attrgetter
from urllib.parse import urljoin

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from comparisons.engine.adoption import AdoptionCell
from comparisons.engine.cells import Cell
from comparisons.engine.facts import BlankState, Citation, Evidence, Fact, Figure
from comparisons.engine.sharing import SharedRow
from comparisons.overview import Measures
from comparisons.profile import ProfileCell
from core.fields import both
from core.language.text import reads_chinese
from core.records.models import in_readers_language
from core.templatetags import texts
from reforms.choices import Stage
from sources.models import row_of
from zones.templatetags import figures

register = template.Library()

COUNT_SHADES = (1, 2, 4, 7)  # the least count of each shade; the legend has the same
SYMBOLS = {"planned": "○", "pilot": "◐", "in-force": "●"}
KEPT = 1024  # cached texts and addresses of each kind in a process
HERE = "__slug__"


# The limits of a figure besides its period; a page has few distinct ones.
LIMITS = (
    *("status", "basis", "growth_base", "base_period", "prices", "realisation", "release"),
    *("rank", *both("rank_reason"), "scope", *both("detail")),
)
Conditions = namedtuple("Conditions", LIMITS)
limits_of = attrgetter(*LIMITS)


@register.filter
def figure_conditions(figure: Figure) -> SafeString:
    return _conditions(get_language(), Conditions(*limits_of(figure)))


@lru_cache(maxsize=KEPT)
def _conditions(language: str, limits: Conditions) -> SafeString:
    return figures.figure_conditions(limits)


@register.filter
def note(fact: Fact, evidence: Evidence) -> SafeString:
    """The number of the fact's place in the evidence."""
    number = evidence.number(fact)
    is_first = evidence.is_first_mark(number)
    return _rendered("comparisons/_note.html", note=number, is_first=is_first)


@register.filter
def by_source(evidence: Evidence) -> list[tuple[Citation, dict]]:
    """The evidence under the first citation of each source, there by place: its row, its notes."""
    found: dict[str, tuple[Citation, dict[str, tuple[str, list]]]] = {}
    for number, citation in evidence:
        _first, places = found.setdefault(citation.source, (citation, {}))
        page = address("sources:detail", citation.source)
        row = row_of(page, evidence.first_facts[number].fact_key)
        places.setdefault(citation.locator, (row, []))[1].append((number, citation))
    return list(found.values())


@register.filter
def beside(names: Sequence[str], cells: Sequence) -> Iterator[tuple]:
    """Each cell with the name of its column."""
    return zip(names, cells, strict=True)


@register.filter
def definition(record) -> str:
    """What a metric or a type means, without markup."""
    return in_readers_language(record, "definition")


@register.simple_tag
def evidence_item(number: int, citation: Citation, evidence: Evidence, page: str) -> SafeString:
    """A note for papers made of the page at that full address, which lead to the site.

    The only source is named once above.
    """
    row = row_of(address("sources:detail", citation.source), evidence.first_facts[number].fact_key)
    there = escape(urljoin(page, row))
    place = _place(citation.locator, get_language())
    if not (evidence.is_of_one_source and place):
        place = f"{_marked(in_readers_language(citation, 'title'), get_language())} {place}"
    return SafeString(
        f'<li id="note-{number}" value="{number}"><a href="{there}">{place}</a>'
        f"{_words_cited(citation, number, evidence)}</li>"
    )


@register.simple_tag
def note_of_source(number: int, citation: Citation, evidence: Evidence) -> SafeString:
    """A note: its number, which leads back to where it is read, and the words of the source."""
    back = escape(gettext("back to where evidence %(n)s is read") % {"n": number})
    return SafeString(
        f'<li id="note-{number}"><a href="#cite-{number}" target="_self"'
        f' aria-label="{back}">{number}</a>{_words_cited(citation, number, evidence)}</li>'
    )


def _words_cited(citation: Citation, number: int, evidence: Evidence) -> str:
    html = ""
    if citation.quote:
        html += f' <q class="citation__quote" lang="zh-Hans">{escape(citation.quote)}</q>'
    if not reads_chinese() and (gloss := evidence.gloss(number)):
        ours = gettext("In our words: %(words)s") % {"words": gloss}
        html += f' <span class="citation__gloss">{_marked(ours, get_language())}</span>'
    if citation.is_broken_off:
        html += f' <span class="flag">{escape(gettext("passage broken off in print"))}</span>'
    return html


@register.filter
def date_cell(date: str, name: str) -> SafeString:
    """A cell with a date, or the word for its blank; `name` is that of the column."""
    words = escape(texts.partial_date(date))
    blank = "" if date else ' class="is-not-stated"'
    words = words if date else f'<span class="blank">{words}</span>'
    return SafeString(f'<td data-label="{escape(name)}"{blank}>{words}</td>')


@register.filter
def cell_class(cell) -> str:
    """How far a reform has come, or the kind of a blank."""
    if not cell.facts:
        return f"is-{cell.state}"
    return f"adopts--{cell.stage}" if isinstance(cell, AdoptionCell) else ""


@register.simple_tag
def compared_cell(row: SharedRow, cell, evidence: Evidence) -> SafeString:
    """What a zone reports in a row of the profile, of a type of reform or of a metric."""
    if not cell.facts:
        return _blank(cell)
    if isinstance(cell, AdoptionCell):
        return _reform_cell(cell, row.kind.slug, evidence)
    return _figure_cell(cell, evidence) if isinstance(cell, Cell) else _said(cell, evidence)


def _said(cell: ProfileCell, evidence: Evidence) -> SafeString:
    parts = []
    for said in cell.said:
        text = conditional_escape(texts.chinese(said.text))
        parts.append(f'<a href="{escape(said.address)}">{text}</a>' if said.address else text)
    return SafeString(" · ".join(parts) + note(cell.zone, evidence))


def _figure_cell(cell: Cell, evidence: Evidence) -> SafeString:
    """The picked figure, other values for the same thing, and a link to all others."""
    picked = cell.picked
    parts = ['<div class="figure"><p>', figures.figure_value(picked), note(picked, evidence)]
    parts += [note(figure, evidence) for figure in cell.reprints]
    if cell.rank:
        place = gettext("no. %(n)s") % {"n": cell.rank}
        parts.append(f' <span class="rank">{escape(place)}</span>')
    parts.append("</p>")
    if cell.share is not None:
        share = round(cell.share * 100)
        parts.append(f'<meter class="bar" min="0" max="100" value="{share}">{share} %</meter>')
    if cell.state == BlankState.NONE:
        words = escape(gettext("reported as none"))
        parts.append(f'<p><a class="blank" href="{reverse("method")}#none">{words}</a></p>')
    parts.append(f'<p class="small">{_limits(picked)}</p>')
    if cell.reprints:
        sources = {figure.citation.source for figure in (picked, *cell.reprints)}
        words = gettext("one text, printed in %(n)s sources") % {"n": len(sources)}
        parts.append(f'<p class="small">{escape(words)}</p>')
    if cell.same_thing:
        words = gettext("%(n)s values") if cell.is_disputed else gettext("%(n)s sources agree")
        words %= {"n": len(cell.same_thing) + 1}
        lines = [_line(f, evidence, figure_conditions(f)) for f in cell.same_thing]
        parts.append(_folded(words, lines, is_open=cell.is_disputed))
    if count := len(cell.others):
        words = ngettext("%(n)s more figure", "%(n)s more figures", count) % {"n": count}
        if cell.lists_others:
            lines = [_part(f) + _line(f, evidence, _limits(f)) for f in cell.others]
            parts.append(_folded(words, lines))
        else:
            every = address("figures:detail", picked.key)
            link = f'<a href="{every}#others">{escape(words)}</a>'
            parts.append(f'<p class="more-elsewhere">{link}</p>')
    return SafeString("".join([*parts, "</div>"]))


def _reform_cell(cell: AdoptionCell, kind: str, evidence: Evidence) -> SafeString:
    """The furthest stage and the measures."""
    name, label = "_partials/stage.html", Stage(cell.stage).label
    stage = _rendered(name, stage=cell.stage, label=label)
    parts = [f'<p class="adopts__head">{stage}']
    count = len(cell.measures)
    if count > 1:
        words = gettext("%(n)s measures") % {"n": count}
        parts.append(f' <span class="muted">{escape(words)}</span>')
    parts.append("</p><ul>")
    for reform in cell.listed:
        there = address("reforms:detail", reform.slug)
        title = conditional_escape(texts.tr(reform, "title"))
        summary = conditional_escape(texts.tr(reform, "summary"))
        parts.append(
            f'<li><a href="{there}">{title}</a>{note(reform, evidence)}'
            f' <span class="note">{summary}</span></li>'
        )
    if unlisted := cell.unlisted:
        there = reforms_of(cell.column.key, "type", kind)
        words = ngettext("and %(n)s more", "and %(n)s more", unlisted) % {"n": unlisted}
        parts.append(f'<li class="more-elsewhere"><a href="{there}">{escape(words)}</a></li>')
    return SafeString("".join([*parts, "</ul>"]))


@register.simple_tag
def matrix_cell(cell: Measures, parameter: str, kind: str) -> SafeString:
    """The furthest stage and a linked count, shaded by the count, or a blank.

    `parameter` is the filter for `kind`.
    """
    if not cell.count:
        return _rendered("comparisons/_matrix_blank.html")
    there = reforms_of(cell.zone, parameter, kind)
    mark = SYMBOLS.get(cell.stage, "⊘")
    shade = bisect(COUNT_SHADES, cell.count)
    return SafeString(
        f'<td class="shade-{shade}"><a href="{there}"><span class="stage"'
        f' aria-hidden="true"><span>{mark}</span></span> {cell.count}</a></td>'
    )


def _line(figure: Figure, evidence: Evidence, limits: str) -> str:
    value = figures.figure_value(figure)
    return f'{value}{note(figure, evidence)} <span class="small">{limits}</span>'


def _folded(words: str, lines: Sequence[str], *, is_open: bool = False) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    opened = " open" if is_open else ""
    return f'<details class="more"{opened}><summary>{escape(words)}</summary>{paragraphs}</details>'


def _part(figure: Figure) -> str:
    words = escape(gettext("(part)"))
    return f'<span class="muted">{words}</span> ' if figure.part_of else ""


def _limits(figure: Figure) -> str:
    return f"{escape(figures.period_label(figure))} · {figure_conditions(figure)}"


def _blank(cell) -> SafeString:
    return _rendered("comparisons/_blank.html", state=cell.state)


def _rendered(name: str, **context) -> SafeString:
    return _kept(name, get_language(), tuple(context.items()))


@lru_cache(maxsize=4 * KEPT)
def _kept(name: str, language: str, context: tuple) -> SafeString:
    return SafeString(render_to_string(name, dict(context)).strip())


@lru_cache(maxsize=KEPT)
def _marked(text: str, language: str) -> str:
    return conditional_escape(texts.chinese(text))


@lru_cache(maxsize=KEPT)
def _place(locator: str, language: str) -> str:
    return conditional_escape(texts.place(locator))


def address(name: str, slug: str) -> str:
    """The address of a record's page; `reverse` runs once for each name."""
    return _path(name, get_language(), get_script_prefix(), HERE).replace(HERE, slug)


def reforms_of(zone: str, parameter: str, kind: str) -> str:
    path = _path("reforms:list", get_language(), get_script_prefix())
    return escape(f"{path}?zone={zone}&{parameter}={kind}")


@lru_cache(maxsize=KEPT)
def _path(name: str, language: str, prefix: str, *args: str) -> str:
    return reverse(name, args=args)
