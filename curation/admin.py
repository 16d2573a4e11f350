"""What curation adds to the admin: actions on many records."""

from curation import actions

actions.offer()
