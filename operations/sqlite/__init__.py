"""SQLite as Django has it, whose file no other user of the machine can read."""
