"""The admin of proposed changes: a list, and the page on which a curator settles one."""

from functools import cached_property

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.lists import RecordList
from core.admin.pages import admin_address, page_context, reason_in, record_address
from core.records.access import may
from core.records.doubts import Doubt
from core.records.models import StaleRecordError
from core.records.plain import assign, editable_fields
from history.models import Proposal
from history.proposals import DELETE, ProposedField, accept, in_words, record_of, settle
from history.wording import names_in
from sources.admin import WrittenByTheSite
from sources.doubts import confirm, mark_of, open_doubts
from sources.drafts import may_publish

CHANGED = _("The record was changed while you looked at this page. Look again.")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("accepted", _("accepted")), ("declined", _("declined"))]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.open()
        settled = queryset.exclude(settled=None)
        kept = {"accepted": settled.exclude(accepted=[]), "declined": settled.filter(accepted=[])}
        return kept.get(self.value(), queryset)


class OwnFilter(admin.SimpleListFilter):
    title = _("who")
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("mine"))]

    def queryset(self, request, queryset):
        return queryset.filter(actor=request.user) if self.value() == "mine" else queryset


class ProposalList(RecordList):
    def get_results(self, request):
        super().get_results(request)
        names = names_in(self.result_list, request.user)
        for row in self.result_list:
            row.name = names.get((apps.get_model(row.model), row.slug), row.slug)


class Settling:
    """A proposal with the record as it is, and what a curator has chosen so far."""

    def __init__(self, request: HttpRequest, proposal: Proposal):
        self.request, self.proposal, self.posted = request, proposal, request.POST
        self.user, self.model = request.user, apps.get_model(proposal.model)
        self.record = record_of(proposal)
        self.is_deletion = proposal.after is None
        self.is_own = proposal.actor_id == self.user.pk
        action = "delete" if self.is_deletion else "change"
        self.may_settle = may_publish(self.user) and may(self.user, action, self.model)

    @cached_property
    def fields(self) -> list[ProposedField]:
        [fields] = in_words([(self.proposal, self.record)], self.user)
        return fields

    @property
    def name(self) -> str:
        return str(self.record or self.proposal.slug)

    @property
    def kind(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def has_stale(self) -> bool:
        return any(field.is_stale for field in self.fields)

    @cached_property
    def chosen(self) -> list[str]:
        if self.is_deletion:
            return [*DELETE]
        asked = self.posted.getlist("field") if "accept" in self.posted else None
        return [
            field.change.name
            for field in self.fields
            if (not field.is_stale if asked is None else field.change.name in asked)
        ]

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Open doubts about the record with the chosen fields."""
        record = None if self.is_deletion else record_of(self.proposal)
        if record is None:
            return []
        try:
            assign(record, {name: self.proposal.after[name] for name in self.chosen})
        except ValidationError:
            return []  # accepting says so
        return [d for d in open_doubts([record])[0] if not set(d.columns).isdisjoint(self.chosen)]

    @cached_property
    def deletion(self) -> dict:
        """What goes with the record, and what forbids that."""
        model_admin = admin.site.get_model_admin(self.model)
        names, counts, _forbidden, protected = model_admin.get_deleted_objects(
            [self.record], self.request
        )
        return {"names": names, "model_count": counts.items(), "protected": protected}

    @property
    def is_acceptable(self) -> bool:
        return bool(self.record) and not (self.is_deletion and self.deletion["protected"])

    @property
    def form_address(self) -> str:
        """The record's form with the proposed values."""
        return f"{record_address(self.record)}?proposal={self.proposal.pk}"

    def settle(self) -> str:
        """Do what was posted; the sentence that says so. Raises ValidationError."""
        answer = reason_in(self.request, "answer")
        if "withdraw" in self.posted and self.is_own:
            Proposal.objects.open().filter(pk=self.proposal.pk).delete()
            return gettext("Withdrawn.")
        if not self.may_settle:
            raise PermissionDenied
        if "decline" in self.posted:
            settle(self.proposal, by=self.user, answer=answer)
            return gettext("Declined. Nothing was changed.")
        self._check()
        with transaction.atomic():
            accept(self.proposal, self.chosen, by=self.user, answer=answer)
            reason = reason_in(self.request, "doubts_reason")
            confirm([(self.record, self.doubts)], reason=reason, actor=self.user)
        return gettext("Accepted. Readers see it now.")

    def _check(self) -> None:
        if self.record is None:
            return  # accepting says so
        if self.posted.get("read_revision") != str(self.record.revision):
            raise ValidationError(CHANGED)
        if not self.chosen:
            raise ValidationError(gettext("Choose one field at least, or decline the proposal."))
        is_seen = self.posted.get("doubts_shown") == mark_of(self.doubts)
        if self.doubts and not (is_seen and reason_in(self.request, "doubts_reason")):
            raise ValidationError(gettext("Say why what is doubtful is right, or leave it out."))


@admin.register(Proposal)
class ProposalAdmin(WrittenByTheSite):
    """What editors would change in public records. Curators settle it."""

    list_display = ["record_name", "kind", "what", "who", "at", "state", "answer"]
    list_filter = [StateFilter, OwnFilter]
    search_fields = ["slug", "reason", "answer"]
    ordering = [F("settled").desc(nulls_first=True), "-pk"]

    class Media:
        css = {"all": ["admin-extra.css"]}

    def get_changelist(self, request, **kwargs):
        return ProposalList

    @admin.display(description=_("record"), ordering="slug")
    def record_name(self, proposal) -> str:
        return proposal.name

    @admin.display(description=_("kind of record"), ordering="model")
    def kind(self, proposal) -> str:
        return capfirst(apps.get_model(proposal.model)._meta.verbose_name)

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, proposal) -> str:
        return proposal.actor_name

    @admin.display(description=_("what would change"))
    def what(self, proposal) -> str:
        if proposal.after is None:
            return gettext("deletion")
        fields = editable_fields(apps.get_model(proposal.model))
        return ", ".join(str(one.verbose_name) for one in fields if one.name in proposal.after)

    @admin.display(description=_("state"), ordering="settled")
    def state(self, proposal) -> str:
        if proposal.settled is None:
            return gettext("open")
        if not proposal.accepted:
            return gettext("declined")
        is_whole = set(proposal.accepted) >= set(proposal.after or DELETE)
        return gettext("accepted") if is_whole else gettext("accepted in part")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one proposal. About ten queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        settling = Settling(request, proposal)
        if request.method == "POST":
            try:
                messages.success(request, settling.settle())
                return redirect(admin_address(Proposal, "changelist", state="open"))
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            except StaleRecordError:
                messages.error(request, CHANGED)
            settling.record = record_of(proposal)  # it may be half changed
        context = page_context(
            request,
            capfirst(self.opts.verbose_name),
            opts=self.opts,
            settling=settling,
            proposal=proposal,
            state=self.state(proposal),
            doubts_shown=mark_of(settling.doubts),
        )
        return TemplateResponse(request, "admin/proposal.html", context)
