"""The short form of a proposal, made of the fields of the admin's own form."""

from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from functools import cached_property

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.forms import (
    ManyRecords,
    ManyRecordsField,
    OneRecord,
    OneRecordField,
    looks_like_key,
    told_apart,
)
from core.records.plain import plain_value, slugs_in
from intake.articles import agencies
from intake.articles.entering import Because, DoubtfulError
from intake.articles.models import ArticleProposal, ProposalKind, ProposalState
from intake.articles.reviewing import MODELS
from policies.models import Agency
from reforms.models import Reform, ReformType
from zones.choices import ZoneKind
from zones.models import Metric, Observation, Province, Scope, Zone

NEW_AGENCIES = "new_agencies"
UNCLASSIFIED = "unclassified"
NUMBER = ("value", "value_high", "unit", "bound")
# What a person looks at first, in rows; the rest is folded unless something is proposed there.
FIRST = {
    ProposalKind.ZONE: [("name",), ("province", "city"), ("kind", "tier")],
    ProposalKind.FIGURE: [
        ("zone",),
        ("metric",),
        NUMBER,
        ("period", "basis", "status"),
        ("scope", "detail"),
    ],
    ProposalKind.REFORM: [
        ("zone",),
        ("types",),
        (UNCLASSIFIED,),
        ("title",),
        ("stage", "started"),
        ("legal_basis",),
    ],
    ProposalKind.POLICY: [
        ("province",),
        ("title",),
        ("agencies",),
        (NEW_AGENCIES,),
        ("instruments",),
        ("stage", "issued", "effective"),
    ],
    ProposalKind.TARGET: [
        ("policy",),
        ("title",),
        ("metric",),
        ("value", "unit", "bound"),
        ("due",),
    ],
}
LATER = ("value_high",)  # of the first rows: shown where something is proposed
# Said by the review itself, decided elsewhere, or asked for at its end.
LEFT_OUT = {
    "source",
    "sources_read",
    "slug",
    "pinyin",
    "is_draft",
    "rank",
    "rank_reason",
    "position",
}
CITATION = ("locator", "quote", "is_broken_off")
FOLDED = (*CITATION, "summary")  # said of every fact: as a rule nobody changes it
# What becomes of a proposal that is still open where another one names it.
THEN = {
    ProposalKind.ZONE: _("%(name)s (new, becomes a draft too: %(said)s)"),
    ProposalKind.REFORM: _("%(name)s (will be linked when the measure is accepted)"),
    ProposalKind.FIGURE: _("%(name)s (will be linked when the total is accepted)"),
}
ADDED_HERE = {Metric, Scope, ReformType, Agency}
MANY_OFFERED = 6
OPEN_MARK = "#"  # before the key of a proposal that is no record yet


class Offering:
    """Mixin of choosers: what they offer without a search, by value."""

    offered: dict[str, str] = {}

    def optgroups(self, name, value, attr=None):
        others = [one for one in value if one not in self.offered]
        options = super().optgroups(name, others, attr)[0][1]
        if not (self.allow_multiple_selected or options):
            options.append(self.create_option(name, "", "", selected=False, index=0))
        for key, label in self.offered.items():
            options.append(self.create_option(name, key, label, key in value, len(options)))
        return [(None, options, 0)]


class OneOffered(Offering, OneRecord):
    pass


class ManyOffered(Offering, ManyRecords):
    pass


# Of the choosers, and of the buttons beside them that add a record in a window of its own.
MEDIA = OneOffered(Observation._meta.get_field("metric"), admin.site).media + forms.Media(
    js=["admin/js/jquery.init.js", "admin/js/admin/RelatedObjectLookups.js"]
)


class OneOfferedField(OneRecordField):
    """A record, or a proposal of this review ("#12", one of `proposed`)."""

    proposed: Collection[str] = ()

    def to_python(self, value):
        return value if value in self.proposed else super().to_python(value)


class ManyOfferedField(ManyRecordsField):
    pass


class ProposalForm(forms.Form):
    """What is proposed, to be accepted as it is or corrected.

    `instead`: values in plain form that are filled in for the proposed ones; `metrics`: slugs that
    are offered too. Queries: one for each kind of record that it refers to.
    """

    mark = ""  # of the doubts that the form asks about

    def __init__(
        self,
        request,
        proposal: ArticleProposal,
        others: Sequence,
        data=None,
        *,
        instead: dict | None = None,
        metrics: Sequence[str] = (),
    ):
        self.metrics = metrics
        self.proposal, self.kind = proposal, ProposalKind(proposal.kind)
        self.filled = proposal.values | (instead or {})
        self.model = MODELS[self.kind]
        self.others = {f"{OPEN_MARK}{one.pk}": one for one in others}
        self.request = request
        super().__init__(data)
        described = admin.site.get_model_admin(self.model).get_form(request).base_fields
        for column in self._columns():
            if column.name in described:
                self.fields[column.name] = self._field(column, described[column.name])
        names = agencies.names_of(proposal)
        if names and agencies.may_add(request.user):
            self.fields[NEW_AGENCIES] = forms.CharField(
                label=_("agencies to add"), required=False, initial=names, strip=True
            )
            self.fields["agencies"].required = False

        if "types" in self.fields and (data is not None or not proposal.values.get("types")):
            self.fields[UNCLASSIFIED] = forms.BooleanField(
                label=_("no type fits: let it be a draft"), required=False
            )

    def _columns(self) -> Iterable[models.Field]:
        options = self.model._meta
        for column in (*options.concrete_fields, *options.many_to_many):
            if column.name not in LEFT_OUT and not column.name.endswith("_en"):
                yield column

    def _field(self, column: models.Field, described: forms.Field) -> forms.Field:
        value = self.filled.get(column.name)
        if column.is_relation:
            return self._chooser(column, described, slugs_in(value))
        field = deepcopy(described)
        if value not in (None, ""):
            field.initial = value
        elif column.choices and column.has_default():
            field.required = False
        return field

    def _chooser(self, column: models.Field, described: forms.Field, slugs: list[str]):
        """A chooser that offers the likeliest. What is proposed too goes by its proposal."""
        many = column.many_to_many
        widget = (ManyOffered if many else OneOffered)(column, admin.site)
        field = (ManyOfferedField if many else OneOfferedField)(
            queryset=described.queryset,
            widget=widget,
            required=described.required,
            label=described.label,
            help_text=described.help_text,
        )
        proposed = slugs_in(self.proposal.values.get(column.name))
        likely = [*slugs, *proposed, *self.proposal.choices.get(column.name, ())]
        likely += self.metrics if column.name == "metric" else []
        likely += self._reforms_nearby() if column.related_model is Reform else []
        keys = self._keys(column, dict.fromkeys(likely))
        field.widget.offered = {key: label for key, label, _short in keys.values()}
        if len(keys) > 1 or not slugs:
            field.likely = [(key, short) for key, _label, short in keys.values()][:MANY_OFFERED]
        if column.related_model in ADDED_HERE:
            self._let_add(field, column)
        chosen = [keys[slug][0] for slug in slugs if slug in keys]
        field.initial = chosen if many else next(iter(chosen), None)
        field.proposed = [
            key for key, one in self.others.items() if MODELS[one.kind] is column.related_model
        ]
        return field

    def _reforms_nearby(self) -> list[str]:
        """The article's measures, the nearest first."""
        reforms = (one for one in self.others.values() if one.kind == ProposalKind.REFORM)
        nearest = sorted(reforms, key=lambda one: abs(one.start - self.proposal.start))
        return [f"{OPEN_MARK}{one.pk}" for one in nearest]

    def _let_add(self, field: forms.Field, column: models.Field) -> None:
        """A button beside the chooser, with which a record that is missing is added."""
        related = admin.site.get_model_admin(column.related_model)
        field.widget = RelatedFieldWidgetWrapper(
            field.widget,
            column.remote_field,
            admin.site,
            can_add_related=related.has_add_permission(self.request),
        )

    def _keys(self, column: models.Field, slugs: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """The value, label and name of each record or proposal, by slug or "#12"."""
        related = column.related_model
        rows = related._default_manager.select_related(*getattr(related, "told_by", ()))
        named = {slug: self.others.get(slug) for slug in slugs}
        made = {one.slug for one in named.values() if one and one.slug}
        found = {row.slug: row for row in rows.filter(slug__in={*slugs, *made})}
        words = in_words(filter(None, named.values()))
        keys = {}
        for slug, proposal in named.items():
            record = found.get(proposal.slug if proposal else slug)
            if record:
                keys[slug] = str(record.pk), told_apart(record), str(record)
            elif proposal and proposal.state != ProposalState.REJECTED:
                keys[slug] = slug, words[slug], name_of(proposal)
        return keys

    def because(self) -> Because | None:
        """What was said to the doubts that the form showed."""
        reason = self.data.get("doubts_reason", "").strip()
        return Because(self.data.get("doubts_shown", ""), reason) if reason else None

    def add_errors(self, error: ValidationError) -> None:
        """What the record's own rules say; above the form, where it has no such field.

        Doubts are asked about: `mark` names them.
        """
        if isinstance(error, DoubtfulError):
            self.mark = error.mark
        for name, errors in getattr(error, "error_dict", {NON_FIELD_ERRORS: error}).items():
            self.add_error(name if name in self.fields else None, errors)

    # What the page shows

    @cached_property
    def rows(self) -> list[list]:
        shown = [[self[name] for name in row if self._is_shown(name)] for row in FIRST[self.kind]]
        of_rest = [name for name in self.fields if name not in self._first and self._is_said(name)]
        return [*filter(None, shown), *([self[name]] for name in of_rest)]

    @cached_property
    def rest(self) -> list:
        shown = {field.name for row in self.rows for field in row}
        return [field for field in self if field.name not in shown]

    @property
    def opens_rest(self) -> bool:
        return any(field.errors for field in self.rest)

    @property
    def wrong_first(self) -> str:
        """The control of the field that is most often to be corrected."""
        names = {ProposalKind.FIGURE: "metric", ProposalKind.REFORM: "types"}
        return self[names.get(self.kind, FIRST[self.kind][0][0])].id_for_label

    @cached_property
    def _first(self) -> set[str]:
        return {name for row in FIRST[self.kind] for name in row}

    def _is_shown(self, name: str) -> bool:
        return name in self.fields and (name not in LATER or self._is_said(name))

    def _is_said(self, name: str) -> bool:
        """Whether the proposal says something here that is not said of every fact."""
        value = self.filled.get(name)
        column = self.model._meta.get_field(name)
        return name not in FOLDED and value not in (None, "", [], column.get_default())

    def values(self) -> dict:
        """The plain form of what was posted; "#12" for a proposal, values for a new agency."""
        plain = {}
        names = self.cleaned_data.pop(NEW_AGENCIES, "")
        is_unclassified = self.cleaned_data.pop(UNCLASSIFIED, False)
        for name, value in self.cleaned_data.items():
            column = self.model._meta.get_field(name)
            if column.many_to_many:
                value = [one.slug for one in value]
            elif column.is_relation:
                value = getattr(value, "slug", value)
            elif value in (None, "") and column.has_default():
                value = column.get_default()
            plain[name] = plain_value(column, value)
        if is_unclassified:
            plain["is_draft"] = True
        if names:
            plain["agencies"] += agencies.new_agencies(names, plain["province"])
        return plain


class CalledForm(forms.Form):
    """The zone that a proposed one is."""

    prefix = "called"
    zone = OneRecordField(
        queryset=Zone.objects.all(),
        label=_("zone"),
        required=False,
        widget=OneRecord(Observation._meta.get_field("zone"), admin.site),
    )


def name_of(proposal: ArticleProposal) -> str:
    return proposal.values.get("name") or proposal.values.get("title") or proposal.quote


def in_words(proposals: Iterable[ArticleProposal]) -> dict[str, str]:
    """What choosing each of these does while it is open, by "#key". A query if one is a zone."""
    some = list(proposals)
    slugs = {one.values.get("province") for one in some if one.kind == ProposalKind.ZONE}
    rows = Province.objects.filter(slug__in=filter(None, slugs)) if slugs else ()
    provinces = {row.slug: str(row) for row in rows}
    found = {}
    for one in some:
        values, sentence = one.values, THEN.get(one.kind, "%(name)s")
        kind = dict(ZoneKind.choices).get(values.get("kind"))
        province = provinces.get(values.get("province"), _("no province yet"))
        said = filter(None, (province, values.get("city"), kind))
        words = {"name": name_of(one), "said": gettext(", ").join(map(str, said))}
        found[f"{OPEN_MARK}{one.pk}"] = sentence % words
    return found


def as_key(text: str) -> int:
    return int(text) if looks_like_key(text) else 0
