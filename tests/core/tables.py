"""Tables of what is read, and of the texts that say it."""


def spread(table: dict) -> list[tuple]:
    """Each text of a table from what is read to the texts, divided by |, that say it."""
    return [(text, read) for read, texts in table.items() for text in texts.split("|")]
