"""Abstract models, plain form, changes, drafts, search, data version."""
