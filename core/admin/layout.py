"""How a form is laid out, and what a list searches."""


def both(*names: str) -> list[str]:
    """Columns that hold a text in Chinese, each with the one in English."""
    return [name + end for name in names for end in ("", "_en")]


def fieldset(title: str | None, *fields: str | tuple[str, ...], is_closed: bool = False) -> tuple:
    """A group of fields under a title, as Django wants it. A tuple of fields stands in one line."""
    options = {"fields": list(fields)}
    return title, options | ({"classes": ["collapse"]} if is_closed else {})
