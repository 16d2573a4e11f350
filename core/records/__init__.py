"""Shared by records: abstract models, plain form, changes, drafts, search, the data version."""
