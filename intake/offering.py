"""Which bulk actions the admin's lists can enable, by name."""

from functools import partial

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from intake.actions import (
    NewTypeForm,
    RankForm,
    ReasonForm,
    ScopeForm,
    TypesForm,
    plan_drafts,
    plan_new_type,
    plan_ranks,
    plan_scopes,
    plan_types,
    show_and_do,
)
from intake.merging import MergeForm, plan_merge


def offer() -> None:
    """Register the actions with the admin by name; each list enables its own."""
    publishing, undoing = partial(plan_drafts, False), partial(plan_drafts, True)
    again = _("Make drafts again…"), _("Make drafts again")
    ranks = _("Rank figures that disagree…"), _("Rank figures that disagree")
    scopes = _("Give a scope…"), _("Give figures a scope")
    types = _("Change types…"), _("Change the types of reforms")
    merging = _("Merge records of one zone…"), _("Merge records of one zone")
    new_type = _("Make a type of it…"), _("Make a type of reforms")
    for name, permission, words, form, plan in (
        ("publish", "publish", (_("Publish drafts…"), _("Publish drafts")), ReasonForm, publishing),
        ("back_to_draft", "publish", again, ReasonForm, undoing),
        ("re_rank", "change", ranks, RankForm, plan_ranks),
        ("re_scope", "change", scopes, ScopeForm, plan_scopes),
        ("re_type", "change", types, TypesForm, plan_types),
        ("new_type", "publish", new_type, NewTypeForm, plan_new_type),
        ("merge", "publish", merging, MergeForm, plan_merge),
    ):
        action = partial(show_and_do, name, words[1], form, plan)
        action.short_description, action.allowed_permissions = words[0], [permission]
        admin.site.add_action(action, name)
        admin.site.disable_action(name)
