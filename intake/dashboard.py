"""What needs an editor's attention: counts, each linked to a list of exactly these records.

A concern is an entry of CONCERNS and a function of FINDERS that gives its parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.pages import admin_address, record_address
from core.records.access import may_view
from core.records.cache import cached
from core.records.changes import kinds
from core.records.gaps import english_missing
from core.records.models import has_drafts
from history.models import Change, Proposal
from history.remarks import sent_back_to
from history.wording import ChangeView, described
from intake.articles.models import ArticleReview, ProposalState
from intake.articles.review_view import may_review
from intake.models import Upload
from policies.models import Target
from reforms.models import Reform
from sources.doubts import confirmed_within
from sources.drafts import drafts_by_source, may_publish
from sources.evidence.access import keeps_articles, sees_draft_facts
from sources.evidence.citations import cited_models
from sources.evidence.numbers import overview
from sources.models import ArticleText, SetAsideNumber, Source
from zones.models import Observation

CHANGES_SHOWN = 10
LISTED = 10  # sources with drafts, drafts sent back
DAYS = 30  # in which a doubt was set aside
ANSWERED_DAYS = 14
COMPARED = 20_000  # figures
ARTICLES_COUNTED = 5  # the latest; reading one takes up to 0.1 s


@dataclass(frozen=True)
class Part:
    label: str
    count: int | None
    address: str
    note: str = ""


@dataclass(frozen=True)
class Concern:
    name: str
    title: str
    why: str
    parts: list[Part]
    is_publishable: bool = False

    @property
    def has_counts(self) -> bool:
        """Whether its parts are many records each; otherwise each is one."""
        return self.name not in ("being-mapped", "sent-back")

    @property
    def count(self) -> int:
        """0 if it is not known."""
        return sum(part.count or 0 for part in self.parts)


# Begun work first, then the most pressing: title, reason, parameters of the admin's list.
CONCERNS = {
    "under-review": (
        _("Articles under review"),
        _("What is proposed of an article and not settled yet."),
        {},
    ),
    "being-mapped": (
        _("Tables under mapping"),
        _("Your files that wait for what their columns mean."),
        {},
    ),
    "sent-back": (
        _("Sent back to you"),
        _("A curator says what they lack. Saving a draft offers it again."),
        {},
    ),
    "to-publish": (
        _("Drafts by source"),
        _("All drafts of an article on one page, with their quotations and what is doubtful."),
        {},
    ),
    "proposed": (
        _("Proposed changes"),
        _("Readers see the public version until a curator accepts them."),
        {"state": "open"},
    ),
    "answered": (
        _("Answers to your proposals"),
        _("What curators have settled in the last two weeks."),
        {"whose": "mine"},
    ),
    "drafts": (
        _("Drafts"),
        _("Only staff see them, until a curator publishes them."),
        {"is_draft__exact": 1},
    ),
    "not-classified": (
        _("Not classified yet"),
        _("Draft reforms without a type: choose one, or make a type of them."),
        {"types__isnull": True, "is_draft__exact": 1},
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
        {},
    ),
    "doubts": (
        _("Doubts set aside with a reason"),
        _("In the last 30 days: saved, imported or published all the same. Are the reasons good?"),
        {"days": DAYS},
    ),
}
Found = Iterator[tuple[str, Part]]  # with the name of the concern


def attention(user) -> list[Concern]:
    """Concerns that have any records. About thirty queries; more after a change of the data."""
    parts: dict[str, list[Part]] = {name: [] for name in CONCERNS}
    for find in FINDERS:
        for name, part in find(user):
            parts[name].append(part)
    return [
        Concern(name, title, why, parts[name], name == "drafts" and may_publish(user))
        for name, (title, why, _parameters) in CONCERNS.items()
        if parts[name]
    ]


def of_records(model, **counts: int) -> Found:
    """A part for each concern with any records, linked to the admin's list of them."""
    for name, count in counts.items():
        name = name.replace("_", "-")
        if count:
            address = admin_address(model, "changelist", **CONCERNS[name][-1])
            yield name, Part(capfirst(model._meta.verbose_name_plural), count, address)


def articles_under_review(user) -> Found:
    """The latest ones, with the number of open proposals. Two queries."""
    if not may_review(user):
        return
    is_open = Q(proposals__state=ProposalState.OPEN)
    rows = ArticleReview.objects.filter(finished=None).select_related("source", "actor")
    rows = rows.filter(Exists(ArticleText.objects.filter(source=OuterRef("source"))))
    rows = rows.annotate(still_open=Count("proposals", filter=is_open))
    for review in rows[:LISTED]:
        address = reverse("intake:review", args=[review.source.slug])
        yield "under-review", Part(str(review), review.still_open, address, str(review.actor or ""))
    if (more := rows.count() - LISTED) > 0:
        label = gettext("%(n)s more articles") % {"n": more}
        yield "under-review", Part(label, None, reverse("intake:articles"))


def tables_being_mapped(user) -> Found:
    for upload in Upload.objects.filter(run=None, actor=user).only("file_name")[:LISTED]:
        yield "being-mapped", Part(str(upload), 1, reverse("intake:map", args=[upload.pk]))


def sent_back(user) -> Found:
    """The drafts that the user entered or changed, each with the curator's word."""
    every = list(sent_back_to(user))
    remarks = every[:LISTED]
    for kind in dict.fromkeys(remark.model for remark in remarks):
        model = apps.get_model(kind)
        keys = {remark.record: remark.text for remark in remarks if remark.model == kind}
        rows = model.objects.filter(pk__in=keys)
        for record in rows.select_related(*model.named_after) if model.named_after else rows:
            yield "sent-back", Part(str(record), 1, record_address(record), keys[record.pk])
    if more := len(every) - len(remarks):
        label = gettext("%(n)s more drafts") % {"n": more}
        yield "sent-back", Part(label, more, reverse("intake:to-publish"))


def proposed_changes(user) -> Found:
    """The open ones for curators; for the others how theirs were answered."""
    if may_publish(user):
        yield from of_records(Proposal, proposed=Proposal.objects.open().count())
    elif may_view(user, Proposal):
        since = timezone.now() - timedelta(days=ANSWERED_DAYS)
        answered = Proposal.objects.filter(actor=user, settled__gt=since).count()
        yield from of_records(Proposal, answered=answered)


def sources_with_drafts(user) -> Found:
    if not sees_draft_facts(user):
        return
    counts = drafts_by_source()
    for source in Source.objects.filter(pk__in=counts).order_by("-pk")[:LISTED]:
        address = reverse("intake:publish", args=[source.slug])
        yield "to-publish", Part(str(source), counts.pop(source.pk), address)
    if counts:
        label = gettext("%(n)s more sources") % {"n": len(counts)}
        yield "to-publish", Part(label, sum(counts.values()), reverse("intake:to-publish"))


def facts(user) -> Found:
    for model in cited_models():
        if may_view(user, model):
            # A count each: an index has these few, all in one query would read every fact.
            found = {"drafts": Q(is_draft=True), "no_place": Q(locator="")}
            found["no_english"] = english_missing(model)
            counts = {name: model.objects.filter(those).count() for name, those in found.items()}
            yield from of_records(model, **counts)


def other_records(user) -> Found:
    """Draft sources, metrics and types, and concerns of one kind of record each."""
    drafts = [model for model in kinds() if has_drafts(model) and model not in cited_models()]
    found = [("drafts", model.objects.filter(is_draft=True)) for model in drafts]
    found += [
        ("not_classified", Reform.objects.filter(is_draft=True, types=None)),
        ("overdue", Target.objects.overdue()),
        ("doubts", confirmed_within(DAYS)),
    ]
    for name, rows in found:
        if may_view(user, rows.model):
            yield from of_records(rows.model, **{name: rows.count()})


def disagreements(user) -> Found:
    """Counted among so few figures that it takes no time: each is compared with others."""
    if not may_view(user, Observation):
        return
    if not Observation.objects.order_by()[COMPARED : COMPARED + 1].exists():
        yield from of_records(Observation, disagreements=Observation.objects.undecided().count())
        return
    label = capfirst(Observation._meta.verbose_name_plural)
    address = admin_address(Observation, "changelist", **CONCERNS["disagreements"][-1])
    note = gettext("not counted among so many; choose a zone or a source in the list")
    yield "disagreements", Part(label, None, address, note)


def open_numbers(user) -> Found:
    """The latest articles with open numbers or without a fact. Read again after changes only."""
    if not keeps_articles(user):
        return
    texts = ArticleText.objects.select_related("source").defer("text").order_by("-attached")
    rows = SetAsideNumber.objects.order_by().values_list("source")
    aside = {key: state for key, *state in rows.annotate(Count("pk"), Max("pk"))}
    for text in texts[:ARTICLES_COUNTED]:
        key = "open numbers", text.sha256, text.source_id, tuple(aside.get(text.source_id, ()))
        facts, count = cached(key, lambda text=text: _read(text))
        if count or not facts:
            note = "" if facts else gettext("nothing recorded yet")
            address = f"{text.get_absolute_url()}#open-numbers"
            yield "open-numbers", Part(str(text), count, address, note)


def _read(text: ArticleText) -> tuple[int, int]:
    """The facts of an article, and its open numbers. A query per kind of fact, and two."""
    seen = overview(text.source, text.text, with_drafts=True)
    return len(seen.report.citations), seen.numbers.open


FINDERS = (
    articles_under_review,
    tables_being_mapped,
    sent_back,
    proposed_changes,
    sources_with_drafts,
    facts,
    other_records,
    disagreements,
    open_numbers,
)


def last_changes(user) -> list[ChangeView]:
    """The latest changes, drafts included. Two queries, and one for each kind they name."""
    changes = Change.objects.visible_to(user).with_context().order_by("-pk")
    return described(list(changes[:CHANGES_SHOWN]), user)
