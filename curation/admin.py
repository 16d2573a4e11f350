"""What curation adds to the admin: roles in words, and actions on many records."""

from curation import actions, users

__all__ = ["actions", "users"]

actions.offer()
