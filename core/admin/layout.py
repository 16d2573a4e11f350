"""Fieldsets and search fields."""


def both(*names: str) -> list[str]:
    return [name + end for name in names for end in ("", "_en")]


def fieldset(title: str | None, *fields: str | tuple[str, ...], is_closed: bool = False) -> tuple:
    """A Django fieldset. A tuple of fields is shown in one line."""
    options = {"fields": list(fields)}
    return title, options | ({"classes": ["collapse"]} if is_closed else {})
