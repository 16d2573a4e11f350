"""The codebook: every column and code of the data set in both languages."""

from collections.abc import Iterator

from core.web.tables import Column, Kind
from opendata import about
from opendata.about import in_both
from opendata.resources import Resource

HEADER = [
    "table",
    "column",
    "code",
    "type",
    "is_required",
    "refers_to",
    "title",
    "title_zh",
    "description",
    "description_zh",
    "blank_means",
    "blank_means_zh",
]
BOTH = tuple(about.LANGUAGES)


def codebook(resources: tuple[Resource, ...]) -> Iterator[list[str]]:
    """A line for each table, each column, and each code of a column."""
    for resource in resources:
        yield _line(resource.name, titles=in_both(resource.title), texts=in_both(resource.about))
        for column in resource.columns:
            yield _column(resource, column)
            if column.kind == Kind.CODE:
                for code, label in column.choices:
                    yield _line(resource.name, column.name, code, titles=in_both(label))


def _column(resource: Resource, column: Column) -> list[str]:
    return _line(
        resource.name,
        column.name,
        kind=column.kind.value,
        is_required="" if column.blank else "true",
        refers_to=resource.references.get(column.name, ""),
        titles=in_both(column.label),
        texts=in_both(column.about),
        blanks=in_both(column.blank),
    )


def _line(
    table: str,
    column: str = "",
    code: str = "",
    *,
    titles: dict[str, str],
    texts: dict[str, str] | None = None,
    blanks: dict[str, str] | None = None,
    **more: str,
) -> list[str]:
    said = [of.get(language, "") for of in (titles, texts or {}, blanks or {}) for language in BOTH]
    known = [more.get(name, "") for name in ("kind", "is_required", "refers_to")]
    return [table, column, code, *known, *said]


def as_markdown(resources: tuple[Resource, ...], version: about.Version) -> Iterator[str]:
    """The codebook as a document, with the data set's description. One query."""
    for text in (about.TITLE, about.DESCRIPTION, about.RIGHTS, about.GUARD):
        said = in_both(text)
        mark = "# " if text is about.TITLE else ""
        yield f"{mark}{said['en']}\n\n{mark}{said['zh']}\n\n"
    yield f"Version · 版本: {version.label}\n\n## Sources · 来源\n\n"
    for source in about.sources():
        yield f"- {source.title}, {source.publisher or '—'} ({source.title_en})\n"
    for resource in resources:
        yield from _table(resource)


def _table(resource: Resource) -> Iterator[str]:
    titles, texts = in_both(resource.title), in_both(resource.about)
    yield f"\n## {resource.name}\n\n{titles['en']} · {titles['zh']}\n\n"
    yield "".join(f"{text}\n\n" for text in texts.values() if text)
    yield "| column | type | English | 中文 | empty means · 空白表示 |\n|---|---|---|---|---|\n"
    for column in resource.columns:
        yield _row(resource, column)


def _row(resource: Resource, column: Column) -> str:
    titles, texts, blanks = (in_both(t) for t in (column.label, column.about, column.blank))
    other = resource.references.get(column.name)
    kind = f"{column.kind.value} → {other}" if other else column.kind.value
    cells = [f"`{column.name}`", kind]
    codes = _codes(column)
    for language in BOTH:
        parts = (titles[language], texts[language], codes[language])
        cells.append("<br>".join(part for part in parts if part))
    cells.append(" · ".join(text for text in blanks.values() if text))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _codes(column: Column) -> dict[str, str]:
    if column.kind != Kind.CODE:
        return dict.fromkeys(BOTH, "")
    said = [(code, in_both(label)) for code, label in column.choices]
    return {
        language: "; ".join(f"`{code}`: {labels[language]}" for code, labels in said)
        for language in BOTH
    }
