"""The cells of a comparison as HTML.

A template takes ten times as long for a cell, so only cached pieces are rendered by templates.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from comparisons.engine.adoption import AdoptionCell
from comparisons.engine.facts import BlankState, Citation, Figure
from comparisons.presenting import FigureCell, ReformCell
from core.records.models import in_readers_language
from core.templatetags import texts
from reforms.choices import Stage
from zones.templatetags import figures

register = template.Library()

SYMBOLS = {"planned": "○", "pilot": "◐", "in-force": "●"}
KEPT = 1024  # cached pieces of each kind in a process
HERE = "__slug__"


class Conditions(NamedTuple):
    """The limits of a figure besides its period; a page has few distinct ones."""

    status: str
    basis: str
    rank: str
    rank_reason: str
    rank_reason_en: str
    scope: str
    scope_en: str


@register.filter
def figure_value(figure: Figure) -> SafeString:
    """The value, converted and as printed, from `_partials/value.html`."""
    html = f'<span class="value">{conditional_escape(figures.value(figure))}</span>'
    if converted := figures.converted(figure):
        html += f' <span class="value__converted">{escape(converted)}</span>'
    if printed := figures.as_printed(figure):
        html += f' <span class="value__printed" lang="zh-Hans">{escape(printed)}</span>'
    return SafeString(html)


@register.filter
def figure_conditions(figure: Figure) -> SafeString:
    limits = Conditions(*(getattr(figure, name) for name in Conditions._fields))
    return _conditions(limits, get_language())


@register.filter
def note_mark(number: int) -> SafeString:
    label = escape(gettext("evidence %(note)s") % {"note": number})
    return SafeString(
        f'<sup class="note-mark"><a href="#note-{number}" target="_self"'
        f' aria-label="{label}">{number}</a></sup>'
    )


@register.filter
def evidence_item(citation: Citation, number: int) -> SafeString:
    language = get_language()
    title = _marked(in_readers_language(citation, "title"), language)
    parts = [
        f'<li id="note-{number}" value="{number}">',
        f'<a href="{address("sources:detail", citation.source)}">{title}</a>',
        f' <span class="citation__locator">{_marked(citation.locator, language)}</span>',
    ]
    if citation.quote:
        quote = escape(citation.quote)
        parts.append(f' <q class="citation__quote" lang="zh-Hans">{quote}</q>')
    if citation.is_broken_off:
        parts.append(f' <span class="flag">{escape(gettext("passage broken off in print"))}</span>')
    return SafeString("".join([*parts, "</li>"]))


@register.filter
def figure_cell(cell: FigureCell) -> SafeString:
    """The picked figure, other values for the same thing, and a link to all others."""
    within, picked, rank, share = cell.compared
    if picked is None:
        return _blank(within.state, within.sources_read, get_language())
    parts = [f'<div class="figure"><p>{figure_value(picked)}{note_mark(cell.note)}']
    if rank:
        place = escape(gettext("no. %(n)s") % {"n": rank})
        parts.append(f' <span class="rank">{place}</span>')
    parts.append("</p>")
    if share is not None:
        share = round(share * 100)
        parts.append(f'<meter class="bar" min="0" max="100" value="{share}">{share} %</meter>')
    if within.state == BlankState.NONE:
        words = escape(gettext("reported as none"))
        parts.append(f'<p><a class="blank" href="{reverse("method")}#none">{words}</a></p>')
    parts.append(f'<p class="small">{_limits(picked)}</p>')
    if cell.same_thing:
        words = gettext("%(n)s values") % {"n": len(cell.same_thing) + 1}
        lines = [_line(figure, note, figure_conditions(figure)) for figure, note in cell.same_thing]
        parts.append(_folded(words, lines, is_open=cell.is_disputed))
    if cell.others:
        words = _more_figures(len(cell.others))
        lines = [_part(f) + _line(f, note, _limits(f)) for f, note in cell.others]
        parts.append(_folded(words, lines))
    if cell.unlisted:
        every = address("figures:detail", picked.key)
        words = escape(_more_figures(cell.unlisted))
        parts.append(f'<p class="more-elsewhere"><a href="{every}#others">{words}</a></p>')
    return SafeString("".join([*parts, "</div>"]))


@register.filter
def reform_cell(cell: ReformCell) -> SafeString:
    """The furthest stage and the measures, or a blank."""
    within = cell.cell
    if not within.measures:
        return _blank(within.state, within.sources_read, get_language())
    parts = [f'<p class="adopts__head">{_stage(within.stage, str(Stage(within.stage).label))}']
    count = len(within.measures)
    if count > 1:
        words = escape(gettext("%(n)s measures") % {"n": count})
        parts.append(f' <span class="muted">{words}</span>')
    parts.append("</p><ul>")
    for reform, note in cell.measures:
        there = address("reforms:detail", reform.slug)
        title = conditional_escape(texts.chinese(in_readers_language(reform, "title")))
        parts.append(f'<li><a href="{there}">{title}</a>{note_mark(note)}</li>')
    if cell.unlisted:
        there = reforms_of(within.column, "type", cell.kind)
        words = ngettext("and %(n)s more", "and %(n)s more", cell.unlisted) % {"n": cell.unlisted}
        parts.append(f'<li class="more-elsewhere"><a href="{there}">{escape(words)}</a></li>')
    return SafeString("".join([*parts, "</ul>"]))


@register.simple_tag
def matrix_cell(cell: AdoptionCell, parameter: str, kind: str) -> SafeString:
    """The furthest stage and a linked count, or a blank; `parameter` is the filter for `kind`."""
    if not cell.measures:
        return _unreported(get_language())
    mark = SYMBOLS.get(cell.stage, "⊘")
    there = reforms_of(cell.column, parameter, kind)
    return SafeString(
        f'<td class="adopts--{cell.stage}"><a href="{there}"><span class="stage"'
        f' aria-hidden="true"><span>{mark}</span></span> {len(cell.measures)}</a></td>'
    )


def _line(figure: Figure, note: int, limits: str) -> str:
    return f'{figure_value(figure)}{note_mark(note)} <span class="small">{limits}</span>'


def _folded(words: str, lines: Sequence[str], *, is_open: bool = False) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    opened = " open" if is_open else ""
    return f'<details class="more"{opened}><summary>{escape(words)}</summary>{paragraphs}</details>'


def _more_figures(count: int) -> str:
    return ngettext("%(n)s more figure", "%(n)s more figures", count) % {"n": count}


def _part(figure: Figure) -> str:
    words = escape(gettext("(part)"))
    return f'<span class="muted">{words}</span> ' if figure.part_of else ""


def _limits(figure: Figure) -> str:
    return f"{escape(figures.period_label(figure))} · {figure_conditions(figure)}"


@lru_cache(maxsize=KEPT)
def _conditions(limits: Conditions, language: str) -> SafeString:
    return SafeString(render_to_string("_partials/conditions.html", {"figure": limits}).strip())


@lru_cache(maxsize=KEPT)
def _stage(stage: str, label: str) -> str:
    return render_to_string("_partials/stage.html", {"stage": stage, "label": label}).strip()


@lru_cache(maxsize=KEPT)
def _blank(state: BlankState, sources_read: tuple[str, ...], language: str) -> SafeString:
    context = {"state": state, "sources_read": sources_read}
    return SafeString(render_to_string("comparisons/_blank.html", context).strip())


@lru_cache(maxsize=KEPT)
def _marked(text: str, language: str) -> str:
    return conditional_escape(texts.chinese(text))


@lru_cache(maxsize=KEPT)
def _unreported(language: str) -> SafeString:
    words = escape(gettext("not reported"))
    return SafeString(
        f'<td class="matrix__blank"><span class="visually-hidden">{words}</span>'
        '<span aria-hidden="true">·</span></td>'
    )


def address(name: str, slug: str) -> str:
    """The address of a record's page; `reverse` runs once for each name."""
    before, after = _around(name, get_language(), get_script_prefix())
    return f"{before}{escape(slug)}{after}"


def reforms_of(zone: str, parameter: str, kind: str) -> str:
    path = _path("reforms:list", get_language(), get_script_prefix())
    return escape(f"{path}?zone={zone}&{parameter}={kind}")


@lru_cache(maxsize=KEPT)
def _path(name: str, language: str, prefix: str) -> str:
    return reverse(name)


@lru_cache(maxsize=KEPT)
def _around(name: str, language: str, prefix: str) -> tuple[str, str]:
    before, _here, after = reverse(name, args=[HERE]).partition(HERE)
    return before, after
