"""Records as tables: columns, reading files, writing files."""
