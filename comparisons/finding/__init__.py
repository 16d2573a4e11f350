"""The search: what a reader types, in any script, to the records and lists that are meant."""
