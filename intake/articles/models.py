"""Articles under review: what is proposed of a text, what became of it, and rules that persist."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.records.models import not_blank, one_of, user_who
from intake.articles.proposing.whys import in_words
from sources.models import Source


class ProposalKind(models.TextChoices):
    """What can be proposed of an article (`intake.articles.proposing`)."""

    ZONE = "zone", _("zone")
    FIGURE = "figure", _("figure")
    REFORM = "reform", _("reform")
    POLICY = "policy", _("policy")
    TARGET = "target", _("target of a policy")


class ProposalState(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    CORRECTED = "corrected", _("corrected and accepted")
    REJECTED = "rejected", _("rejected")


NOTHING = models.Value({}, models.JSONField())
ENTERED = (ProposalState.ACCEPTED, ProposalState.CORRECTED)  # a record was made of it


class ArticleReview(models.Model):
    """An article under review: somebody goes through what is proposed of its text.

    `sha256`: of the text that the spans of its proposals count in. `seconds`: time between
    decisions, pauses left out; `decided`: the last decision, or the review's beginning. `aside`:
    numbers that count nothing, as `proposals.Aside`; they are set aside as everywhere
    (`sources.SetAsideNumber`).
    """

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, related_name="+", verbose_name=_("source")
    )
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    sent_to = models.CharField(_("sent to"), max_length=200, blank=True)  # a model's address
    aside = models.JSONField(_("proposed to set aside"), default=list)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)
    actor = user_who(_("who"))
    begun = models.DateTimeField(_("begun"), auto_now_add=True)
    decided = models.DateTimeField(_("last decision"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("article under review")
        verbose_name_plural = _("articles under review")
        ordering = ["-decided", "-pk"]

    def __str__(self) -> str:
        return str(self.source)


class ArticleProposal(models.Model):
    """A fact that is proposed of an article, and what became of it.

    `start` and `end` count characters of the text, where `quote` stands unless the text was
    replaced by one without it; `before`: the words before it, which tell equal ones apart.
    `values`: the record's plain form as proposed; a record that is proposed too is named by its
    proposal's key ("#12"). `choices`: the likeliest values by field. `recorded`: facts like it, as
    `proposals.Recorded`. `is_missed`: marked by a person where nothing was proposed. `by_model`: a
    language model's, not a rule's. `why`: as `proposing.whys` keeps it; `reason`: in English if it
    is an offered one. `settled_by`: who has looked at it; nobody at what this source had already,
    nor at a zone that was made a draft because a fact needs it. `model`, `record` and `slug`: what
    it became, with `unit`, its change in the history. `awaits`: the keys of proposals that were
    open when it was accepted, by field: it is linked with what they become (`linking`).
    """

    review = models.ForeignKey(ArticleReview, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=8, choices=ProposalKind)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("words"))
    before = models.CharField(_("words before it"), max_length=20, blank=True)
    values = models.JSONField(_("values"), default=dict)
    choices = models.JSONField(_("choices"), default=dict)
    recorded = models.JSONField(_("recorded facts like it"), default=list)
    confidence = models.FloatField(_("confidence"), default=0)
    why = models.TextField(_("why"), blank=True)
    is_missed = models.BooleanField(_("marked by hand"), default=False)
    by_model = models.BooleanField(_("proposed by a model"), default=False)
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState, default=ProposalState.OPEN
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    corrected = models.JSONField(_("corrected fields"), default=list)
    model = models.CharField(_("kind of record"), max_length=60, blank=True)
    record = models.BigIntegerField(_("record's number"), null=True)
    slug = models.CharField(_("slug"), max_length=80, blank=True)
    unit = models.UUIDField(_("made together"), null=True)
    awaits = models.JSONField(_("to be linked"), default=dict, db_default=NOTHING)
    settled_by = user_who(_("settled by"))
    settled = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("proposal of an article")
        verbose_name_plural = _("proposals of articles")
        ordering = ["start", "end", "pk"]
        constraints = [
            one_of("kind", ProposalKind),
            one_of("state", ProposalState),
            models.UniqueConstraint(
                fields=["review", "kind", "start", "end", "by_model"],
                condition=Q(is_missed=False),  # a person may see two facts in the same words
                name="curation_proposal_once",
                violation_error_message=_("That is proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & ~Q(quote=""),
                name="curation_proposal_has_words",
                violation_error_message=_("A proposal needs words of the text."),
            ),
            models.CheckConstraint(
                condition=Q(confidence__range=(0, 1)),
                name="curation_proposal_confidence",
                violation_error_message=_("Confidence is a number from 0 to 1."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, settled__isnull=True)
                | (~Q(state=ProposalState.OPEN) & Q(settled__isnull=False)),
                name="curation_proposal_settled",
                violation_error_message=_("What is settled has its time, and only that."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=ENTERED, record__isnull=False) & ~Q(model="") & ~Q(slug=""))
                | (~Q(state__in=ENTERED) & Q(record__isnull=True, model="", slug="")),
                name="curation_proposal_has_record",
                violation_error_message=_("What is accepted has its record, and only that."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.REJECTED) | ~Q(reason=""),
                name="curation_proposal_rejected_why",
                violation_error_message=_("Say why it is rejected."),
            ),
        ]

    def __str__(self) -> str:
        return self.quote

    @property
    def said_why(self) -> str:
        """Why it is proposed, in the reader's language."""
        return in_words(self.why)

    @property
    def said_reason(self) -> str:
        """Why it was rejected: what was typed, or an offered reason in the reader's language."""
        return gettext(self.reason)


class AsideRule(models.Model):
    """Words around a number that always make it count nothing ("always" of a rejection).

    `before` and `after` stand beside the number in the folded text; `wording` is the number's own,
    or "" for any.
    """

    before = models.CharField(_("words before it"), max_length=30, blank=True)
    wording = models.CharField(_("number"), max_length=60, blank=True)
    after = models.CharField(_("words after it"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    actor = user_who(_("who"))
    made = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("rule for numbers set aside")
        verbose_name_plural = _("rules for numbers set aside")
        ordering = ["before", "wording", "after"]
        constraints = [
            not_blank("reason", _("Say why this number is not recorded.")),
            models.UniqueConstraint(
                fields=["before", "wording", "after"],
                name="curation_aside_rule_once",
                violation_error_message=_("There is such a rule already."),
            ),
            models.CheckConstraint(
                condition=~Q(before="") | ~Q(after=""),
                name="curation_aside_rule_has_words",
                violation_error_message=_("Give words before or after the number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before}[{self.wording or '…'}]{self.after}"
