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
from intake.articles.models import ENTERED, ArticleProposal, ProposalKind, ProposalState
from intake.articles.review_forms import CITATION, FIRST, LEFT_OUT, OPEN_MARK, as_key, name_of
from intake.articles.review_forms import in_words as open_words
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
    others = {f"{OPEN_MARK}{one.pk}": one for one in review.proposals.all()}
    for key, words in open_words(others.values()).items():
        one = others[key]
        names[MODELS[one.kind], key] = words if one.state == ProposalState.OPEN else name_of(one)
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
        self.tell_unlinked(chosen)
        for one, why in done.left:
            messages.warning(request, f"“{one.quote}”: {why}")
        return self.to(self.next_open(None))


@dataclass
class Untranslated:
    """A Chinese text of records made in this review, and where it has no English.

    `places`: each record with the name of its column, one at least. `english`: of the same words
    in other records, if there is any.
    """

    chinese: str
    places: list[tuple[models.Model, str]]
    english: str = ""

    @property
    def key(self) -> str:
        record, column = self.places[0]
        return f"{record._meta.model_name}-{record.pk}-{column}"

    @property
    def named(self) -> list[str]:
        """Where it stands: the kind of record, and the field."""
        found = (
            {"kind": capfirst(record._meta.verbose_name), "field": _of(record, column).verbose_name}
            for record, column in self.places
        )
        return list(dict.fromkeys(_("%(kind)s, %(field)s") % words for words in found))

    @property
    def is_long(self) -> bool:
        return any(isinstance(_of(*place), models.TextField) for place in self.places)


def _of(record: models.Model, column: str) -> models.Field:
    return record._meta.get_field(f"{column}_en")


def _called_elsewhere(texts: Sequence[Untranslated]) -> None:
    """Fill in the English that other records have for the same words. A query for each column."""
    columns = {}
    for one in texts:
        for record, column in one.places:
            columns.setdefault((type(record), column), []).append(one)
    for (model, column), some in columns.items():
        by_words = {one.chinese: one for one in some}
        rows = model.objects.filter(**{f"{column}__in": by_words}).exclude(**{f"{column}_en": ""})
        for chinese, english in rows.order_by("-pk").values_list(column, f"{column}_en"):
            by_words[chinese].english = english


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
        """Each text once, however many records say it. Queries: those of `records`."""
        found: dict[str, Untranslated] = {}
        for record in self.records():
            may_change = may(self.request.user, "change", type(record))
            if not may_change or not (record.is_draft or may_publish(self.request.user)):
                continue
            for name in texts_in_two_languages(type(record)):
                chinese = getattr(record, name)
                if chinese and not getattr(record, f"{name}_en"):
                    one = found.setdefault(chinese, Untranslated(chinese, []))
                    one.places.append((record, name))
        return list(found.values())

    def get(self, request, slug):
        return self.show({})

    def show(self, errors: dict[str, list[str]], status=200):
        became = [lessons.became(one) for one in self.proposals]
        post = self.request.POST
        texts = self.untranslated()
        _called_elsewhere(texts)
        rows = [(one, post.get(one.key, one.english), errors.get(one.key, ())) for one in texts]
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
        typed: dict[models.Model, list[tuple[str, str, str]]] = {}
        errors: dict[str, list[str]] = {}
        saved: set[str] = set()
        for one in self.untranslated():
            if text := request.POST.get(one.key, "").strip():
                for record, column in one.places:
                    typed.setdefault(record, []).append((one.key, f"{column}_en", text))
        with unit(actor=request.user, route=Route.ADMIN):
            for seen, said in typed.items():
                # As it is now: others may have changed, published or deleted it meanwhile.
                rows = type(seen)._base_manager.select_for_update()
                record = rows.filter(pk=seen.pk, is_draft=seen.is_draft).first()
                if record is None:
                    continue
                names = {name for _key, name, _text in said}
                for _key, name, text in said:
                    setattr(record, name, text)
                try:
                    record.clean_fields(
                        exclude={field.name for field in record._meta.fields} - names
                    )
                    record.save()
                    saved |= {key for key, _name, _text in said}
                except ValidationError as error:
                    for key, name, _text in said:
                        errors.setdefault(key, []).extend(error.message_dict.get(name, []))
        if number := len(saved):
            words = ngettext("%(n)s text was saved.", "%(n)s texts were saved.", number)
            messages.success(request, words % {"n": number})
        if errors:
            return self.show(errors, status=400)
        return HttpResponseRedirect(self.address("review-end"))
