"""What the Makefile calls: standard library only, for the system's own python3."""
