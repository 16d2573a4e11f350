"""Partial dates, units, numbers in Chinese prose: reading and writing. No models, no requests."""
