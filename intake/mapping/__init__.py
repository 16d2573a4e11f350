"""Tables in any shape made into the plain tables that staging takes."""
