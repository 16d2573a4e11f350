"""The vocabulary of what the figures of a metric can cover."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import SearchTextField, both
from core.records.cache import cached
from core.records.models import NamedModel, draft_mark, not_blank, one_of, other_names
from zones.choices import ScopeAspect
from zones.querysets import ScopeQuerySet


class Scope(NamedModel):
    """What a figure of a metric can cover: 规模以上工业, 施工许可, an edition of a ranking.

    Figures compare within one scope; a `broader` one contains this one.
    """

    metric = models.ForeignKey(
        "zones.Metric", on_delete=models.PROTECT, related_name="scopes", verbose_name=_("metric")
    )
    aliases = other_names()
    aspect = models.CharField(
        _("what sets it apart"),
        max_length=12,
        choices=ScopeAspect,
        default=ScopeAspect.COVERAGE,
    )
    broader = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader scope"),
        help_text=_("The scope of this metric that contains it: 全部工业 for 规模以上工业."),
    )
    definition = models.TextField(_("definition in Chinese"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    assessor = models.CharField(
        _("ranked by, Chinese"), max_length=100, blank=True, help_text=_("商务部")
    )
    assessor_en = models.CharField(_("ranked by, English"), max_length=150, blank=True)
    edition = models.CharField(
        _("edition"), max_length=20, blank=True, help_text=_("Of a ranking: 2021.")
    )
    out_of = models.PositiveIntegerField(
        _("out of how many"), null=True, blank=True, help_text=_("Of a ranking: 217 zones.")
    )
    is_draft = draft_mark(db_default=False)
    search_text = SearchTextField(
        of=(*both("name"), "aliases", *both("definition", "assessor"), "pinyin_keys")
    )

    objects = ScopeQuerySet.as_manager()
    belongs_to = "metric"
    told_by = ("metric",)
    apart_within = ("metric",)

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        ordering = ["metric__slug", "slug"]
        constraints = [
            one_of("aspect", ScopeAspect),
            not_blank("name", _("Give the name of the scope in Chinese.")),
            models.UniqueConstraint(
                fields=["metric", "name"],
                name="zones_scope_once",
                violation_error_message=_("The metric has a scope of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(broader__isnull=True) | ~Q(broader=models.F("id")),
                name="zones_scope_not_its_own_broader",
                violation_error_message=_("A scope cannot be broader than itself."),
            ),
            models.CheckConstraint(
                condition=Q(out_of__isnull=True) | Q(out_of__gt=0),
                name="zones_scope_out_of_some",
                violation_error_message=_("A ranking has one place at least."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{self.metric.get_absolute_url()}?scope={self.slug}"

    def clean(self) -> None:
        """Refuse to leave its figures' metric, a broader scope of another metric, and a circle.

        A query, and one for each level.
        """
        super().clean()
        if self.pk and self.observations.exclude(metric=self.metric_id).exists():
            message = _("Figures of its metric have this scope: give them another one first.")
            raise ValidationError({"metric": message})
        above = self.broader
        if above == self:
            return  # the constraint says so
        if above and above.metric_id != self.metric_id:
            raise ValidationError({"broader": _("That scope is of another metric.")})
        seen = {self.pk}
        while above:
            if above.pk in seen:
                raise ValidationError({"broader": _("That scope is a part of this one.")})
            seen.add(above.pk)
            above = above.broader


class ScopeTerm(NamedTuple):
    """A scope for comparing and printing; `ancestors` are the keys of all broader ones."""

    key: str
    name: str
    name_en: str
    aspect: str
    assessor: str
    assessor_en: str
    edition: str
    out_of: int | None
    ancestors: tuple[str, ...] = ()


def scope_terms() -> dict[int, ScopeTerm]:
    """Every scope by its primary key. One query, none while the data stay the same."""
    return cached("scopes", _read_terms)


def _read_terms() -> dict[int, ScopeTerm]:
    names = ("slug", *ScopeTerm._fields[1:-1])
    rows = Scope.objects.order_by().values_list("pk", "broader", *names)
    terms, broader = {}, {}
    for key, above, *values in rows:
        terms[key], broader[key] = ScopeTerm(*values), above
    return {key: one._replace(ancestors=_above(key, broader, terms)) for key, one in terms.items()}


def _above(key: int, broader: dict, terms: dict[int, ScopeTerm]) -> tuple[str, ...]:
    found: dict[int, None] = {}
    while (key := broader[key]) and key not in found:
        found[key] = None
    return tuple(terms[one].key for one in found)
