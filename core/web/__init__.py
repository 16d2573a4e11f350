"""Building blocks of pages: lists, facets, details, tables and their files."""
