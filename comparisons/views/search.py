"""The search page, and suggestions while typing."""

import re
from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext
from django.views.generic import TemplateView
from pyroaring import BitMap

from comparisons.finding.finder import find
from comparisons.finding.findings import Findings
from comparisons.finding.results import groups
from core.language.text import in_simplified, name_key, normalise
from core.records.indexes import Indexes
from core.records.live import indexes
from core.records.rows import Rows
from core.web.facets import SEARCH_LENGTH, words_of
from core.web.files import ignored_parameters
from core.web.pages import WithProblems
from policies.filters import PolicyFilterSet
from policies.models import Policy
from reforms.filters import ReformFilterSet, ReformGroupFilterSet, ReformTypeFilterSet
from reforms.models import Reform, ReformGroup, ReformType
from sources.filters import SourceFilterSet
from sources.models import Source
from zones.filters import MetricFilterSet, ScopeFilterSet, ZoneFilterSet
from zones.models import Metric, Scope, Zone

SHORT = 4  # letters
WITHIN_SYLLABLE = "(?![zcs]h)[b-df-hj-np-tw-z](?:[^aeiouv]|$)"  # linfen|gman
MOST_READ = 500  # texts that are looked through for the beginnings of words
# Where texts are searched, and the list that shows all that have the words.
TEXTS = {
    Zone: (ZoneFilterSet, "zones:list"),
    ReformType: (ReformTypeFilterSet, ""),
    ReformGroup: (ReformGroupFilterSet, ""),
    Reform: (ReformFilterSet, "reforms:list"),
    Policy: (PolicyFilterSet, "policies:list"),
    Metric: (MetricFilterSet, "metrics:list"),
    Scope: (ScopeFilterSet, ""),
    Source: (SourceFilterSet, "sources:list"),
}


class Searched(WithProblems, TemplateView):
    """What a reader typed, and what was found for it by names."""

    shown = 6

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "")
        problem = ""
        if len(query) > SEARCH_LENGTH or "\0" in query or "\ufffd" in query:  # not UTF-8
            problem = gettext("Please search for at most %(limit)s ordinary characters.") % {
                "limit": SEARCH_LENGTH
            }
            query = ""
        found = self.found(query) if normalise(query) else {}
        return super().get_context_data(
            query=query,
            problems=[problem] if problem else [],
            ignored=ignored_parameters(self.request, ("q",)),
            **found,
            **kwargs,
        )

    def found(self, query: str) -> dict:
        here = indexes()
        findings = find(here, query)
        return {"groups": groups(here, findings, self.shown), "meant": findings.meant}


class Search(Searched):
    """The best of each kind, and their number. A query for each kind, word and searched text."""

    template_name = "comparisons/search.html"

    def found(self, query):
        return search(indexes(), query, self.shown)


class Suggestions(Searched):
    """The same for a part of a query, by names only: no page but a list of options."""

    template_name = "comparisons/suggestions.html"
    shown = 4


def search(here: Indexes, query: str, shown: int) -> dict:
    """What the page says: groups with the lists that show all, and what was meant instead."""
    findings, asked = find(here, query), in_simplified(query)
    texts, meant = with_words(here, asked), findings.meant
    is_replaced = bool(meant) and not texts
    if is_replaced:
        asked, texts = meant, with_words(here, meant)
    elif meant:  # it is no slip where a text has the words
        findings = Findings(words=[asked, *asked.split()])
    found = groups(here, findings, shown, texts)
    lists = {group.model: TEXTS[group.model][1] for group in found if group.model in TEXTS}
    return {
        "is_searched": True,
        "is_in_chinese": not name_key(query).isascii(),
        "groups": [(group, lists.get(group.model, "")) for group in found],
        "meant": meant,
        "is_replaced": is_replaced,
        "is_partial": findings.is_partial and not texts,
        "asked": asked,
    }


def with_words(here: Indexes, text: str) -> dict[type[Model], BitMap]:
    """The public records of each kind that have every word in their texts."""
    filters = {model: filterset.base_filters["q"] for model, (filterset, _page) in TEXTS.items()}
    found = {model: one.keys(Rows(here, model), text) for model, one in filters.items()}
    latin = [word for word in words_of(text) if word.isascii()]
    found = {model: _of_whole_words(model, keys, latin) for model, keys in found.items()}
    return {model: keys for model, keys in found.items() if keys}


def _of_whole_words(model: type[Model], keys: BitMap, words: Sequence[str]) -> BitMap:
    """Without the records whose texts have Latin words only within others: VAT in innovation.

    A longer word may be pinyin within that of a title, not within its syllables. One query; none
    where there are too many, which then have a usual word.
    """
    has_text = any(field.name == "search_text" for field in model._meta.fields)
    if not words or not has_text or not 0 < len(keys) <= MOST_READ:
        return keys
    texts = model._default_manager.filter(pk__in=keys).order_by("pk")
    whole = {word: re.compile(_whole(word)) for word in words}
    wrong = BitMap(
        key
        for key, text in texts.values_list("pk", "search_text")
        if any(word in text and not way.search(text) for word, way in whole.items())
    )
    return keys - wrong


def _whole(word: str) -> str:
    begun = rf"(?<![a-z0-9]){re.escape(word)}"
    return begun if len(word) <= SHORT else rf"{begun}|{re.escape(word)}(?!{WITHIN_SYLLABLE})"
