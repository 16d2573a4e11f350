"""Four roles, each a Django group with exactly these permissions; users also need staff status.

`manage.py make_roles` writes them; other groups are left alone.
"""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "viewer": _("viewer"),
    "editor": _("editor"),
    "curator": _("curator"),
    "administrator": _("administrator"),
}
MEANINGS = {
    "viewer": _("looks at every record, drafts included, and changes nothing"),
    "editor": _("enters drafts and proposes changes of what is public; a curator publishes them"),
    "curator": _(
        "publishes, settles proposals, keeps the taxonomy, imports files and undoes imports"
    ),
    "administrator": _("does everything, and says who has which role"),
}

NONE, LOOK, EDIT = (), ("view",), ("view", "add", "change", "delete")
LOOK_AND_DELETE = ("view", "delete")
ADD_OR_DELETE = ("view", "add", "delete")

# Permissions of each role on each kind of record, in the order of NAMES:
#   viewer, editor, curator, administrator
RECORDS = {
    # facts
    "zones.zone": (LOOK, EDIT, EDIT, EDIT),
    "zones.zonename": (LOOK, EDIT, EDIT, EDIT),
    "zones.zoneevent": (LOOK, EDIT, EDIT, EDIT),
    "zones.observation": (LOOK, EDIT, EDIT, EDIT),
    "reforms.reform": (LOOK, EDIT, EDIT, EDIT),
    "policies.policy": (LOOK, EDIT, EDIT, EDIT),
    "policies.target": (LOOK, EDIT, EDIT, EDIT),
    "policies.followup": (LOOK, EDIT, EDIT, EDIT),
    # referred to by facts
    "sources.source": (LOOK, EDIT, EDIT, EDIT),
    "sources.articletext": (LOOK, EDIT, EDIT, EDIT),  # of a public source a curator's
    "sources.setasidenumber": (LOOK, EDIT, EDIT, EDIT),
    "zones.province": (LOOK, LOOK, EDIT, EDIT),
    "zones.metric": (LOOK, EDIT, EDIT, EDIT),
    "zones.scope": (LOOK, EDIT, EDIT, EDIT),
    "reforms.reformgroup": (LOOK, LOOK, EDIT, EDIT),
    "reforms.reformtype": (LOOK, EDIT, EDIT, EDIT),
    "policies.agency": (LOOK, LOOK, EDIT, EDIT),
    "policies.instrument": (LOOK, LOOK, EDIT, EDIT),
    # written by the site
    "history.change": (LOOK, LOOK, LOOK, LOOK),
    "history.importrun": (LOOK, LOOK, LOOK, LOOK),
    "history.proposal": (LOOK, LOOK, LOOK, LOOK),
    "history.remark": (LOOK, LOOK, LOOK, LOOK),
    "sources.seedrecord": (LOOK, LOOK, LOOK, LOOK),
    "sources.confirmeddoubt": (LOOK, LOOK, LOOK_AND_DELETE, LOOK_AND_DELETE),
    "sources.changedrow": (NONE, NONE, NONE, NONE),
    "sources.dataversion": (NONE, NONE, NONE, NONE),
    "curation.stagedrow": (NONE, NONE, NONE, NONE),
    "curation.upload": (NONE, NONE, NONE, NONE),
    "curation.savedmapping": (NONE, NONE, NONE, NONE),
    "curation.articlereview": (NONE, NONE, NONE, NONE),
    "curation.articleproposal": (NONE, NONE, NONE, NONE),
    # made on the page of a review
    "curation.asiderule": (LOOK, ADD_OR_DELETE, ADD_OR_DELETE, ADD_OR_DELETE),
    # accounts
    "auth.user": (NONE, NONE, NONE, EDIT),
    "auth.group": (NONE, NONE, NONE, EDIT),
}

# Permissions that are not about one kind of record, with their roles.
BESIDES = {
    "sources.publish_facts": ("curator", "administrator"),
    "history.import_records": ("curator", "administrator"),
    "history.undo_import": ("curator", "administrator"),
}


def permissions_of(role: str) -> set[str]:
    """As "app.codename". No queries."""
    place = list(NAMES).index(role)
    of_records = {
        f"{app}.{action}_{model}"
        for label, actions in RECORDS.items()
        for app, model in [label.split(".")]
        for action in actions[place]
    }
    return of_records | {name for name, roles in BESIDES.items() if role in roles}
