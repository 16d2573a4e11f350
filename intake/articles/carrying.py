"""What a person has just corrected, offered for the next proposal that errs in the same way."""

from collections.abc import Iterable
from types import SimpleNamespace

from core.language.units import UNITS
from core.records.plain import plain_rows
from history.wording import FieldChange, field_changes, names_in
from intake.articles.entering import differing
from intake.articles.models import ENTERED, ArticleProposal, ProposalKind
from intake.articles.reviewing import MODELS
from zones.models import Observation

# Fields that neighbours share. An article has one zone, a paragraph has its time and its kind.
OF_THE_ARTICLE = ("zone",)
OF_THE_PARAGRAPH = ("metric", "period", "basis", "status", "realisation", "stage", "started")
NEARBY = 3  # metrics that are offered


def carried(proposal: ArticleProposal, others: Iterable[ArticleProposal]) -> dict:
    """Plain values by field, as the last like proposals were corrected. A query at most.

    Alike in a field are proposals of one kind and paragraph to which the same was proposed there.
    """
    settled = [one for one in others if one.kind == proposal.kind and one.state in ENTERED]
    settled = sorted((one for one in settled if one.settled_by_id), key=lambda one: one.settled)
    found = {}
    for name in (*OF_THE_ARTICLE, *OF_THE_PARAGRAPH):
        last = next((one for one in reversed(settled) if _is_like(one, proposal, name)), None)
        if last and name in last.corrected:
            found[name] = last.record
    model = MODELS[proposal.kind]
    rows = model._base_manager.filter(pk__in=set(found.values()))
    saved = dict(plain_rows(rows)) if found else {}
    values = {name: saved[key][name] for name, key in found.items() if key in saved}
    return {name: values[name] for name in differing(model, proposal.values, values)}


def _is_like(one: ArticleProposal, proposal: ArticleProposal, name: str) -> bool:
    ours, theirs = proposal.values, one.values
    if name not in OF_THE_ARTICLE and ours.get("locator") != theirs.get("locator"):
        return False
    if name == "metric" and not ours.get(name):
        return False  # that both were not understood makes them no likes
    return ours.get(name) == theirs.get(name)


def metrics_nearby(proposal: ArticleProposal, others: Iterable[ArticleProposal]) -> list[str]:
    """Metrics of the unit's dimension, of figures recorded here, the nearest first. One query."""
    figures = [one for one in others if one.kind == proposal.kind and one.state in ENTERED]
    unit = UNITS.get(proposal.values.get("unit", ""))
    if proposal.kind != ProposalKind.FIGURE or unit is None or not figures:
        return []
    rows = Observation.objects.filter(pk__in=[one.record for one in figures])
    saved = {
        key: (slug, code) for key, slug, code in rows.values_list("pk", "metric__slug", "unit")
    }
    figures.sort(key=lambda one: (one.start > proposal.start, abs(one.start - proposal.start)))
    metrics = [saved[one.record] for one in figures if one.record in saved]
    fit = (
        slug for slug, code in metrics if code in UNITS and UNITS[code].dimension == unit.dimension
    )
    return list(dict.fromkeys(fit))[:NEARBY]


def described(proposal: ArticleProposal, values: dict, user) -> list[FieldChange]:
    """A query for each kind of record that the values refer to."""
    model = MODELS[proposal.kind]
    before = {name: proposal.values.get(name) for name in values}
    said = SimpleNamespace(model=model._meta.label_lower, slug="", before=before, after=values)
    return list(field_changes(model, before, values, names_in([said], user)))
