"""What needs an editor's attention: counts, each linked to a list of exactly these records."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin.pages import admin_address
from core.records.access import may_view
from core.records.models import english_missing
from history.models import Change
from history.wording import ChangeView, described
from policies.models import Target
from sources.drafts import may_publish
from sources.evidence.citations import cited_models
from sources.evidence.numbers import overview
from sources.models import ArticleText
from zones.models import Observation

CHANGES_SHOWN = 10
ARTICLES_COUNTED = 5  # the latest; reading one takes up to 0.1 s


@dataclass(frozen=True)
class Part:
    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Concern:
    name: str
    title: str
    why: str
    parts: list[Part]
    is_publishable: bool = False

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


# Most pressing first: title, reason, parameters of the admin's list.
CONCERNS = {
    "drafts": (
        _("Drafts"),
        _("Only staff see them, until a curator publishes them."),
        {"is_draft__exact": 1},
    ),
    "no-english": (
        _("Without English"),
        _("English readers see the Chinese text instead."),
        {"english": "missing"},
    ),
    "no-place": (
        _("Without a place in their source"),
        _("Nobody can look them up: section and paragraph are missing."),
        {"locator__isempty": 1},
    ),
    "disagreements": (
        _("Sources that disagree"),
        _("Two values for one thing, and no rank says which to prefer."),
        {"disagrees": "undecided"},
    ),
    "overdue": (
        _("Targets due without a follow-up"),
        _("Their day is over: look for a source that says what came of them."),
        {"overdue": "yes"},
    ),
    "open-numbers": (
        _("Open numbers in articles"),
        _("Printed in the article, neither recorded nor set aside. The latest articles are read."),
        {},  # their pages are listed
    ),
}


def attention(user) -> list[Concern]:
    """Concerns that have any records.

    A query for each kind of fact and two; for each counted article one for each kind and one.
    """
    parts: dict[str, list[Part]] = {name: [] for name in CONCERNS}
    for model in cited_models():
        if may_view(user, model):
            counts = {"drafts": Q(is_draft=True), "no-place": Q(locator="")}
            counts["no-english"] = english_missing(model)
            counts = {name: Count("pk", filter=those) for name, those in counts.items()}
            _add(parts, model, model.objects.aggregate(**counts))
    if may_view(user, Observation):
        _add(parts, Observation, {"disagreements": Observation.objects.undecided().count()})
    if may_view(user, Target):
        _add(parts, Target, {"overdue": Target.objects.overdue().count()})
    if may_view(user, ArticleText):
        parts["open-numbers"] = open_numbers()
    return [
        Concern(name, title, why, parts[name], name == "drafts" and may_publish(user))
        for name, (title, why, _parameters) in CONCERNS.items()
        if parts[name]
    ]


def _add(parts: dict[str, list[Part]], model, counts: dict[str, int]) -> None:
    for name, count in counts.items():
        if count:
            address = admin_address(model, "changelist", **CONCERNS[name][-1])
            parts[name].append(Part(capfirst(model._meta.verbose_name_plural), count, address))


def open_numbers() -> list[Part]:
    parts = []
    texts = ArticleText.objects.select_related("source").order_by("-attached")
    for text in texts[:ARTICLES_COUNTED]:
        count = overview(text.source, text.text, with_drafts=True).numbers.open
        if count:
            parts.append(Part(str(text), count, f"{text.get_absolute_url()}#open-numbers"))
    return parts


def last_changes(user) -> list[ChangeView]:
    """The latest changes, drafts included. Two queries, and one for each kind they name."""
    changes = Change.objects.visible_to(user).with_context().order_by("-pk")
    return described(list(changes[:CHANGES_SHOWN]), user)
