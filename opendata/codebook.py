"""The codebook: every column and code of the data set in both languages."""

from collections.abc import Iterator

from core.web.tables import Column
from opendata import about
from opendata.about import in_both
from opendata.resources import Resource, codes_of
from sources.models import DataVersion

HEADER = [
    *("table", "column", "code", "type", "is_required", "refers_to"),
    *(f"{text}{end}" for text in ("title", "description", "blank_means") for end in ("", "_zh")),
]


def codebook(resources: tuple[Resource, ...]) -> Iterator[list[str]]:
    """A line for each table, each column, and each code of a column."""
    for one in resources:
        yield [one.name, "", "", "", "", "", *in_both(one.title), *in_both(one.about), "", ""]
        for column in one.columns:
            rules = [column.kind.value, "" if column.blank else "true"]
            rules.append(one.references.get(column.name, ""))
            said = [text for texts in described(column) for text in texts]
            yield [one.name, column.name, "", *rules, *said]
            for code, *labels in codes_of(column):
                yield [one.name, column.name, code, "", "", "", *labels, "", "", "", ""]


def described(column: Column) -> list[list[str]]:
    """A column's label, its description and what its blanks mean, each in both languages."""
    return [in_both(text) for text in (column.label, column.about, column.blank)]


def as_markdown(resources: tuple[Resource, ...], version: DataVersion) -> Iterator[str]:
    """The codebook as a document, with the data set's description. One query."""
    for text in (about.TITLE, about.DESCRIPTION, about.RIGHTS, about.GUARD):
        mark = "# " if text is about.TITLE else ""
        yield "".join(f"{mark}{said}\n\n" for said in in_both(text))
    yield f"Version · 版本: {version}\n\n## Sources · 来源\n\n"
    for source in about.sources():
        yield f"- {source.title}, {source.publisher or '—'} ({source.title_en})\n"
    for resource in resources:
        yield f"\n## {resource.name}\n\n{' · '.join(in_both(resource.title))}\n\n"
        yield "".join(f"{text}\n\n" for text in in_both(resource.about) if text)
        yield "| column | type | English | 中文 | empty means · 空白表示 |\n|---|---|---|---|---|\n"
        yield from (_row(resource, column) for column in resource.columns)


def _row(resource: Resource, column: Column) -> str:
    *said, blanks = described(column)
    codes = codes_of(column)
    said.append(["; ".join(f"`{one[0]}`: {one[n]}" for one in codes) for n in (1, 2)])
    other = resource.references.get(column.name)
    cells = [f"`{column.name}`", f"{column.kind.value} → {other}" if other else column.kind.value]
    cells += ["<br>".join(filter(None, parts)) for parts in zip(*said, strict=True)]
    cells.append(" · ".join(filter(None, blanks)))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
