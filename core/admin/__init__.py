"""Base classes of every record's admin."""
