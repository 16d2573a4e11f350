"""Proposals in the admin: what users who may not publish change and delete in public records."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from core.admin.forms import looks_like_key
from core.records.access import may_view
from core.records.changes import current_context
from core.records.plain import plain
from history.models import Proposal
from history.proposals import in_words, propose, settle
from history.remarks import key_of
from sources.drafts import may_publish, must_propose


def shown_proposals(request) -> dict[tuple[str, int], Proposal]:
    """The open proposals whose values forms show, by record: the user's own.

    To a curator the one that the address names, to be corrected. One query a request.
    """
    if not hasattr(request, "shown_proposals"):
        rows, asked = Proposal.objects.open(), request.GET.get("proposal", "")
        if not may_publish(request.user):
            rows = rows.filter(actor=request.user)
        else:
            rows = rows.filter(pk=asked) if looks_like_key(asked) else rows.none()
        request.shown_proposals = {(row.model, row.record): row for row in rows}
    return request.shown_proposals


def propose_deletion(request, records) -> None:
    """Propose to delete these records, for the reason of the unit of work."""
    for record in records:
        propose(record, None, actor=request.user, reason=current_context().reason)
    names = "; ".join(map(str, records))
    say = gettext("Proposed: to delete %(records)s. A curator decides; until then readers see it.")
    messages.success(request, say % {"records": names})


class ProposingMixin:
    """Mixin for admins and inlines: stores proposals where the user may not publish."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.proposals = shown_proposals(request) if change else {}
        return form

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.proposals = shown_proposals(request) if obj else {}
        return formset

    def save_model(self, request, obj, form, change):
        request.proposes = form.proposes
        if not form.proposes:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.proposes:
            rows = [row for formset in formsets for row in formset.forms]
            self._say(request, [one for one in (form, *rows) if hasattr(one, "proposed")])
        elif form.proposal and form.proposal.after:
            self._settle(request, form)
        gone = [one for formset in formsets for one in formset.deleted_objects]
        if public := [one for one in gone if one.pk and must_propose(request.user, [one])]:
            propose_deletion(request, public)

    def _say(self, request, forms) -> None:
        proposed = "; ".join(str(one.instance) for one in forms if one.proposed)
        withdrawn = "; ".join(
            str(one.instance) for one in forms if one.proposal and not one.proposed
        )
        if proposed:
            say = gettext(
                "Proposed: %(records)s. Readers go on seeing the public version until a curator "
                "accepts yours."
            )
            messages.success(request, say % {"records": proposed})
        if withdrawn:
            say = gettext("Withdrawn: what you proposed for %(records)s.")
            messages.success(request, say % {"records": withdrawn})
        if not proposed and not withdrawn:
            say = gettext("“%(record)s” itself stays as it is.")
            messages.info(request, say % {"record": forms[0].instance})

    def _settle(self, request, form) -> None:
        """A curator has saved the form with the values of a proposal, corrected or not."""
        proposal, now = form.proposal, plain(form.instance)
        as_it_was = all(now[name] == value for name, value in proposal.after.items())
        answer = "" if as_it_was else gettext("Accepted with corrections.")
        try:
            settle(proposal, by=request.user, accepted=proposal.after, answer=answer)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))

    def message_user(self, request, message, *args, **kwargs):
        if not getattr(request, "proposes", False):  # Django would say that it was changed
            super().message_user(request, message, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.initial_forms
        records = {key_of(form.instance): form.instance for form in forms if form.instance.pk}
        if records and may_view(request.user, Proposal):
            found = Proposal.objects.open().about(records.values())
            rows = [(row, records[row.model, row.record]) for row in found]
            shown = shown_proposals(request).values()
            context["proposals"] = [
                {"proposal": row, "record": record, "fields": fields, "is_shown": row in shown}
                for (row, record), fields in zip(rows, in_words(rows, request.user), strict=True)
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def deletion_context(self, request, records) -> dict:
        proposes = must_propose(request.user, records)
        return super().deletion_context(request, records) | {"proposes": proposes}

    def delete_model(self, request, obj):
        if must_propose(request.user, [obj]):
            request.proposes = True
            propose_deletion(request, [obj])
        else:
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        public = [one for one in queryset if must_propose(request.user, [one])]
        if public:
            request.proposes = True
            propose_deletion(request, public)
        drafts = queryset.exclude(pk__in=[one.pk for one in public])
        if public and drafts:
            say = gettext("Deleted: %(records)s.")
            messages.success(request, say % {"records": "; ".join(map(str, drafts))})
        super().delete_queryset(request, drafts)
