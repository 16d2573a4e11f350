"""What needs an editor's attention: counts, each linked to a list of exactly these records."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin.pages import admin_address
from core.records.access import may_view
from core.records.models import english_missing
from history.models import Change
from history.wording import ChangeView, described
from policies.models import Target
from sources.drafts import may_publish
from sources.evidence.overview import overview
from sources.models import ArticleText, CitedModel
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
    parts: tuple[Part, ...]
    is_publishable: bool = False

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


# For every kind of fact: filter, parameters of the admin list, title, reason.
OF_FACTS = {
    "drafts": (
        lambda model: Q(is_draft=True),
        {"is_draft__exact": 1},
        _("Drafts"),
        _("Only staff see them, until a curator publishes them."),
    ),
    "no-english": (
        english_missing,
        {"english": "missing"},
        _("Without English"),
        _("English readers see the Chinese text instead."),
    ),
    "no-place": (
        lambda model: Q(locator=""),
        {"locator__isempty": 1},
        _("Without a place in their source"),
        _("Nobody can look them up: section and paragraph are missing."),
    ),
}
# For one kind of record: count, model, the rest as above.
OF_A_KIND = {
    "disagreements": (
        lambda: Observation.objects.undecided().count(),
        Observation,
        {"disagrees": "undecided"},
        _("Sources that disagree"),
        _("Two values for one thing, and no rank says which to prefer."),
    ),
    "overdue": (
        lambda: Target.objects.overdue().count(),
        Target,
        {"overdue": "yes"},
        _("Targets due without a follow-up"),
        _("Their day is over: look for a source that says what came of them."),
    ),
}


def attention(user) -> list[Concern]:
    """Concerns, most pressing first.

    A query for each kind of fact and two; for each counted article one for each kind and one.
    """
    found: dict[str, list[Part]] = {name: [] for name in (*OF_FACTS, *OF_A_KIND)}
    for model in apps.get_models():
        if issubclass(model, CitedModel) and may_view(user, model):
            counts = model.objects.aggregate(
                **{name: Count("pk", filter=of(model)) for name, (of, *_rest) in OF_FACTS.items()}
            )
            for name, count in counts.items():
                found[name].append(_part(model, count, OF_FACTS[name][1]))
    for name, (count, model, filters, *_words) in OF_A_KIND.items():
        if may_view(user, model):
            found[name].append(_part(model, count(), filters))
    words = {name: more[-2:] for name, more in {**OF_FACTS, **OF_A_KIND}.items()}
    concerns = [
        Concern(
            name,
            *words[name],
            tuple(part for part in parts if part.count),
            is_publishable=name == "drafts" and may_publish(user),
        )
        for name, parts in found.items()
    ]
    return [one for one in (*concerns, open_numbers(user)) if one.count]


def _part(model, count: int, filters: dict) -> Part:
    label = capfirst(model._meta.verbose_name_plural)
    return Part(label, count, admin_address(model, "changelist", **filters))


def open_numbers(user) -> Concern:
    parts = []
    if may_view(user, ArticleText):
        texts = ArticleText.objects.select_related("source").order_by("-attached")
        for text in texts[:ARTICLES_COUNTED]:
            count = overview(text.source, text.text, with_drafts=True).numbers.open
            address = f"{reverse('articles:text', args=[text.source.slug])}#open-numbers"
            parts.append(Part(str(text.source), count, address))
    return Concern(
        "open-numbers",
        _("Open numbers in articles"),
        _("Printed in the article, neither recorded nor set aside. The latest articles are read."),
        tuple(part for part in parts if part.count),
    )


def last_changes(user) -> list[ChangeView]:
    """The latest changes, drafts included. Two queries, and one for each kind they name."""
    changes = Change.objects.visible_to(user).with_context().order_by("-pk")
    return described(list(changes[:CHANGES_SHOWN]), user)
