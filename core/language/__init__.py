"""Partial dates, units and Chinese numbers: parsing and formatting. No models, no requests."""
