"""Called by the Makefile: standard library only, for the system's own python3."""
