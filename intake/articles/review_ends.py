"""Pages of a review besides its proposals: accepting all that are sure, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.pages import page_context
from core.records.access import may
from core.records.changes import unit
from core.records.gaps import texts_in_two_languages
from history.models import Route
from history.wording import FieldChange, field_changes, names_in
from intake.articles import deciding, lessons
from intake.articles.models import ENTERED, ArticleProposal, ProposalKind
from intake.articles.review_forms import CITATION, FIRST, LEFT_OUT, OPEN_MARK, as_key, name_of
from intake.articles.review_view import ReviewView
from intake.articles.reviewing import MODELS
from sources.drafts import may_publish


def in_words(proposals: Sequence[ArticleProposal], user) -> list[tuple]:
    """Proposals of one kind, each with what would be recorded. A query for each related kind."""
    if not proposals:
        return []
    model = MODELS[proposals[0].kind]
    kind, unsaid = model._meta.label_lower, {*LEFT_OUT, *CITATION}
    after = [
        {name: value for name, value in one.values.items() if name not in unsaid}
        for one in proposals
    ]
    names = names_in(
        [SimpleNamespace(model=kind, slug="", before=None, after=a) for a in after], user
    )
    review = proposals[0].review
    for one in review.proposals.filter(kind__in=(ProposalKind.ZONE, ProposalKind.REFORM)):
        names[MODELS[one.kind], f"{OPEN_MARK}{one.pk}"] = name_of(one)
    order = [name for row in FIRST[proposals[0].kind] for name in row]
    return [
        (one, sorted(field_changes(model, None, values, names), key=lambda it: place_in(order, it)))
        for one, values in zip(proposals, after, strict=True)
    ]


def place_in(order: list[str], field: FieldChange) -> int:
    return order.index(field.name) if field.name in order else len(order)


class SureOnes(ReviewView):
    """All open proposals of one kind that are sure, to be looked at and accepted together."""

    def dispatch(self, request, slug, kind):
        if kind not in ProposalKind:
            raise Http404
        self.kind = ProposalKind(kind)
        return super().dispatch(request, slug)

    def get(self, request, slug):
        some = self.sure(self.kind)
        if not some:
            return self.to(self.next_open(None))
        context = page_context(
            request,
            _("Accept what is sure"),
            source=self.source,
            kind=self.kind,
            rows=[(*self.around(one), one, fields) for one, fields in in_words(some, request.user)],
            progress=self.progress(),
        )
        return render(request, "admin/review/sure.html", context)

    def post(self, request, slug):
        """Accept those that were shown and ticked, and are still open and sure."""
        if self.is_outdated:
            return HttpResponseRedirect(self.address())
        chosen = {as_key(key) for key in request.POST.getlist("chosen")}
        done = deciding.accept_sure(self.review, self.kind, request.user, only=chosen)
        number = len(done.records)
        words = ngettext("Accepted: %(n)s.", "Accepted: %(n)s.", number) % {"n": number}
        messages.success(request, words)
        for one, why in done.left:
            messages.warning(request, f"“{one.quote}”: {why}")
        return self.to(self.next_open(None))


@dataclass
class Untranslated:
    """A text of a record made in this review that has no English."""

    record: models.Model
    column: str

    @property
    def key(self) -> str:
        return f"{self.record._meta.model_name}-{self.record.pk}-{self.column}"

    @property
    def kind(self) -> str:
        return capfirst(self.record._meta.verbose_name)

    @property
    def field(self) -> models.Field:
        return self.record._meta.get_field(f"{self.column}_en")

    @property
    def chinese(self) -> str:
        return getattr(self.record, self.column)

    @property
    def is_long(self) -> bool:
        return isinstance(self.field, models.TextField)


class End(ReviewView):
    """What became of the article's proposals; English texts that are missing; on to publishing."""

    def records(self) -> list[models.Model]:
        """The source, and what was recorded of it here. A query for each kind of fact."""
        keys: dict[str, list[int]] = {}
        for one in self.proposals:
            if one.state in ENTERED:
                keys.setdefault(one.model, []).append(one.record)
        found = [
            record
            for kind, some in keys.items()
            for record in apps.get_model(kind)._base_manager.filter(pk__in=some).order_by("pk")
        ]
        return [self.source, *found]

    def untranslated(self) -> list[Untranslated]:
        return [
            Untranslated(record, name)
            for record in self.records()
            for name in texts_in_two_languages(type(record))
            if getattr(record, name) and not getattr(record, f"{name}_en")
            if may(self.request.user, "change", type(record))
            if record.is_draft or may_publish(self.request.user)
        ]

    def get(self, request, slug):
        return self.show({})

    def show(self, errors: dict[str, list[str]], status=200):
        became = [lessons.became(one) for one in self.proposals]
        post = self.request.POST
        rows = [
            (one, post.get(one.key, ""), errors.get(one.key, ())) for one in self.untranslated()
        ]
        context = page_context(
            self.request,
            _("End of the review"),
            source=self.source,
            review=self.review,
            progress=self.progress(),
            first=self.next_open(None),
            counts=[(label, became.count(label)) for label in dict.fromkeys(became)],
            missed=sum(one.is_missed for one in self.proposals),
            minutes=round(self.review.seconds / 60),
            rows=rows,
        )
        return render(self.request, "admin/review/end.html", context, status=status)

    def post(self, request, slug):
        """Save the English texts that were typed; what is refused stays in the form."""
        typed: dict[models.Model, list[tuple[Untranslated, str]]] = {}
        errors: dict[str, list[str]] = {}
        number = 0
        for one in self.untranslated():
            if text := request.POST.get(one.key, "").strip():
                typed.setdefault(one.record, []).append((one, text))
        with unit(actor=request.user, route=Route.ADMIN):
            for seen, said in typed.items():
                # As it is now: others may have changed, published or deleted it meanwhile.
                rows = type(seen)._base_manager.select_for_update()
                record = rows.filter(pk=seen.pk, is_draft=seen.is_draft).first()
                if record is None:
                    continue
                texts = [one for one, _text in said]
                for one, text in said:
                    setattr(record, one.field.name, text)
                try:
                    record.clean_fields(
                        exclude={field.name for field in record._meta.fields}
                        - {one.field.name for one in texts}
                    )
                    record.save()
                    number += len(texts)
                except ValidationError as error:
                    for one in texts:
                        errors[one.key] = error.message_dict.get(one.field.name, [])
        if number:
            words = ngettext("%(n)s text was saved.", "%(n)s texts were saved.", number)
            messages.success(request, words % {"n": number})
        if errors:
            return self.show(errors, status=400)
        return HttpResponseRedirect(self.address("review-end"))
