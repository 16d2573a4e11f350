"""Records as tables in files: their columns, reading any file, writing our own."""
