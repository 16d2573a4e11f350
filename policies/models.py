"""Provincial chemical-park policies, who issued them, their targets and follow-ups."""

import datetime
from decimal import Decimal
from operator import ge, gt, le

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, SearchTextField, both, fill_in_days
from core.language import edtf
from core.language.units import convert
from core.records.models import NamedModel, SluggedModel, not_blank, one_of, short_quote
from policies.choices import PolicyStage, TargetKind, TargetState
from policies.querysets import FollowUpQuerySet, PolicyQuerySet, TargetQuerySet
from sources.models import CitedModel
from zones.choices import Bound
from zones.models import Metric, Province
from zones.reported import LARGEST, ReportedValue, number_fits, number_has_unit

REACHES = {Bound.AT_LEAST: ge, Bound.OVER: gt, Bound.AT_MOST: le}


def is_over(last_day: datetime.date | None) -> bool:
    return bool(last_day and last_day < timezone.localdate())


class Agency(NamedModel):
    """A body that issues policies. National bodies have no province."""

    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("province"),
    )

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["slug"]
        constraints = [not_blank("name", _("Give the name of the agency in Chinese."))]


class Instrument(NamedModel):
    """A kind of policy instrument: capacity control, siting, relocation, insurance …"""

    definition = models.TextField(_("definition in Chinese"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["position", "slug"]
        constraints = [
            not_blank("name", _("Give the name of the instrument in Chinese.")),
            not_blank("definition", _("Say in Chinese what the instrument is.")),
        ]


class Policy(SluggedModel, CitedModel):
    """A provincial policy on chemical parks, as its source reports it."""

    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="policies", verbose_name=_("province")
    )
    agencies = models.ManyToManyField(
        Agency, related_name="policies", verbose_name=_("issuing agencies")
    )
    instruments = models.ManyToManyField(
        Instrument, related_name="policies", verbose_name=_("instruments")
    )
    title = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=250, blank=True)
    summary = models.TextField(
        _("summary in Chinese"), help_text=_("In our own words, not the article's sentences.")
    )
    summary_en = models.TextField(_("summary in English"), blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=PolicyStage)
    issued = EdtfField(_("issued"))
    issued_earliest = EdtfBoundField(of="issued", side="earliest")
    issued_latest = EdtfBoundField(of="issued", side="latest")
    effective = EdtfField(_("takes effect"))
    effective_earliest = EdtfBoundField(of="effective", side="earliest")
    effective_latest = EdtfBoundField(of="effective", side="latest")
    ends = EdtfField(_("ends"))
    ends_earliest = EdtfBoundField(of="ends", side="earliest")
    ends_latest = EdtfBoundField(of="ends", side="latest")
    covers = models.TextField(_("what it covers, Chinese"), blank=True)
    covers_en = models.TextField(_("what it covers, English"), blank=True)
    exceptions = models.TextField(_("exceptions in Chinese"), blank=True)
    exceptions_en = models.TextField(_("exceptions in English"), blank=True)
    triggers = models.TextField(
        _("triggers in Chinese"), blank=True, help_text=_("Events that set an obligation off.")
    )
    triggers_en = models.TextField(_("triggers in English"), blank=True)
    legal_basis = models.CharField(
        _("legal or document basis in Chinese"), max_length=200, blank=True
    )
    legal_basis_en = models.CharField(
        _("legal or document basis in English"), max_length=250, blank=True
    )
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    search_text = SearchTextField(of=both("title", "summary", "covers", "exceptions", "triggers"))

    objects = PolicyQuerySet.as_manager()
    names_apart = ("title",)
    apart_within = ("province",)
    detail_url = "policies:detail"

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["province__code", "issued_earliest", "slug"]
        constraints = [
            one_of("stage", PolicyStage),
            not_blank("title", _("Give the title of the policy in Chinese.")),
            not_blank("summary", _("Say in Chinese what the policy does.")),
            short_quote(),
            models.CheckConstraint(
                condition=Q(ends_latest__isnull=True)
                | Q(effective_earliest__isnull=True)
                | Q(effective_earliest__lte=F("ends_latest")),
                name="policies_policy_ends_after_it_begins",
                violation_error_message=_("The policy ends before it takes effect."),
            ),
        ]

    def clean(self) -> None:
        fill_in_days(self, "effective_earliest", "ends_latest")

    def period_is_over(self) -> bool:
        return is_over(self.ends_latest)

    @property
    def stage_when_reported(self) -> str:
        """What its source knew: "In force when reported (2019)"."""
        if self.stage != PolicyStage.IN_FORCE:
            return self.get_stage_display()
        issued = edtf.parse(self.source.issued) if self.source.issued else None
        reported = gettext("In force when reported")
        if issued and issued.year_is_stated:
            words = gettext("In force when reported (%(when)s)")
            reported = words % {"when": issued.describe()}
        return reported

    @property
    def stage_in_words(self) -> str:
        """The same with what the calendar adds: "…, period ended December 2020"."""
        if self.stage != PolicyStage.IN_FORCE or not self.period_is_over():
            return self.stage_when_reported
        words = gettext("%(reported)s, period ended %(end)s")
        end = edtf.parse(self.ends).describe()
        return words % {"reported": self.stage_when_reported, "end": end}


class Target(CitedModel, ReportedValue):
    """What a policy commits to: a number with its metric, or words, and a due date."""

    policy = models.ForeignKey(
        Policy, on_delete=models.CASCADE, related_name="targets", verbose_name=_("policy")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=TargetKind, default=TargetKind.TARGET)
    title = models.CharField(_("commitment in Chinese"), max_length=200)
    title_en = models.CharField(_("commitment in English"), max_length=250, blank=True)
    metric = models.ForeignKey(
        Metric,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("metric"),
        help_text=_("Needed when the target is a number."),
    )
    due = EdtfField(_("due"))
    due_earliest = EdtfBoundField(of="due", side="earliest")
    due_latest = EdtfBoundField(of="due", side="latest")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TargetQuerySet.as_manager()
    detail_url = "targets:detail"
    waits_for = ("policy",)
    told_by = ("policy",)
    apart_within = ("policy",)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["position", "slug"]
        constraints = [
            one_of("kind", TargetKind),
            one_of("bound", Bound),
            not_blank("title", _("Say in Chinese what the policy commits to.")),
            short_quote(),
            number_has_unit(),
            number_fits(),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(metric__isnull=False),
                name="policies_target_number_has_metric",
                violation_error_message=_("A target that is a number needs its metric."),
            ),
            models.UniqueConstraint(
                fields=["policy", "title"],
                name="policies_target_title_once_per_policy",
                violation_error_message=_("This policy already has that commitment."),
            ),
        ]

    @property
    def deadline(self) -> datetime.date | None:
        """The last day to meet it; of an open span the first."""
        return self.due_latest or self.due_earliest

    @property
    def state(self) -> TargetState:
        """The state today: the latest follow-up with a verdict decides, “missed” only after `due`.

        One query unless `follow_ups` is prefetched.
        """
        verdicts = [v for one in self.follow_ups.all() if (v := one.verdict) is not None]
        if verdicts and verdicts[-1]:
            return TargetState.MET
        if is_over(self.due_latest):
            return TargetState.MISSED if verdicts else TargetState.DUE_UNKNOWN
        return TargetState.PENDING if self.due_latest else TargetState.STANDING


class FollowUp(SluggedModel, CitedModel):
    """What a later source says of a target: its own verdict, or the value reached."""

    target = models.ForeignKey(
        Target, on_delete=models.CASCADE, related_name="follow_ups", verbose_name=_("target")
    )
    reported = EdtfField(_("as of"))
    reported_earliest = EdtfBoundField(of="reported", side="earliest")
    met = models.BooleanField(
        _("met"), null=True, blank=True, help_text=_("Only where the source itself says so.")
    )
    value = models.DecimalField(
        _("value reached, in the target's unit"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-LARGEST), MaxValueValidator(LARGEST)],
    )
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    objects = FollowUpQuerySet.as_manager()
    waits_for = ("target",)
    named_after = ("target",)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = [F("reported_earliest").asc(nulls_first=True), "pk"]
        constraints = [
            short_quote(),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__range=(-LARGEST, LARGEST)),
                name="policies_followup_number_fits",
                violation_error_message=_("The value is too large."),
            ),
            models.CheckConstraint(
                condition=Q(met__isnull=False) | Q(value__isnull=False),
                name="policies_followup_says_something",
                violation_error_message=_("Give the value reached, or what the source says."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.reported}"

    def get_absolute_url(self) -> str:
        return self.target.get_absolute_url()

    def words_for_slug(self) -> str:
        return f"{self.target.slug} {self.reported}"

    @property
    def canonical_value(self) -> Decimal | None:
        """The value reached, in the unit that the target's value is kept in."""
        if self.value is None or self.target.metric is None or not self.target.unit:
            return None
        return convert(self.value, self.target.unit, self.target.canonical_unit)

    @property
    def verdict(self) -> bool | None:
        """Whether the target was met: by the source's own verdict, or by the value reached."""
        reached, wanted = self.canonical_value, self.target.canonical_value
        if self.met is not None or reached is None or wanted is None:
            return self.met
        if self.target.bound in REACHES:
            return REACHES[self.target.bound](reached, wanted)
        # "About" and "exactly" do not say which side counts as met; only the source can.
        return True if reached == wanted else None

    def clean(self) -> None:
        # A target that is saved with its follow-up has no key yet.
        if self.value is not None and hasattr(self, "target") and self.target.value is None:
            raise ValidationError(
                {"value": _("That target is not a number: say whether it is met.")}
            )
