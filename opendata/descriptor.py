"""datapackage.json: the tables for programs (Data Package, version 2)."""

from core.web.files import GUARD
from core.web.tables import Column, Kind
from opendata import about
from opendata.about import in_both
from opendata.resources import Resource

PROFILES = "https://datapackage.org/profiles/2.0"
TYPES = {
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
}


def descriptor(version: about.Version, written: list[tuple[Resource, dict]]) -> dict:
    """The whole description, with each table's file properties. One query."""
    found = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": about.NAME,
        **_in_both("title", about.TITLE),
        **_in_both("description", about.DESCRIPTION),
        **_in_both("rights", about.RIGHTS),
        **_in_both("guard", about.GUARD),
        "guardPattern": GUARD.pattern,  # to be replaced by nothing
        "version": version.label,
        "keywords": ["China", "development zones", "reform", "policy", "开发区", "改革"],
        "sources": [_source(source) for source in about.sources()],
        "resources": [_resource(resource, file) for resource, file in written],
    }
    if version.changed:
        found["created"] = version.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
    if about.homepage():
        found["homepage"] = about.homepage()
    return found


def _in_both(name: str, text) -> dict[str, str]:
    said = in_both(text)
    return {name: said["en"], f"{name}@zh": said["zh"]} if said["en"] else {}


def _source(source) -> dict:
    found = {"title": source.title_en or source.title, "title@zh": source.title}
    if source.publisher:
        found |= {
            "publisher": source.publisher_en or source.publisher,
            "publisher@zh": source.publisher,
        }
    return found | ({"path": source.url} if source.url else {})


def _resource(resource: Resource, file: dict) -> dict:
    keys = [
        {"fields": [column], "reference": _reference(resource, other)}
        for column, other in resource.references.items()
    ]
    schema = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(column) for column in resource.columns],
        "missingValues": [""],
        "primaryKey": list(resource.key),
    }
    return {
        "name": resource.name,
        "type": "table",
        "path": f"data/{resource.name}.csv",
        **_in_both("title", resource.title),
        **_in_both("description", resource.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **file,
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _reference(resource: Resource, other: str) -> dict:
    """Per the specification, a key to the table itself has no table name."""
    key = {"fields": ["code" if other == "units" else "slug"]}
    return key if other == resource.name else {"resource": other, **key}


def _field(column: Column) -> dict:
    """The type and rules of a column, and why its cells may be blank."""
    found = {
        "name": column.name,
        "type": TYPES.get(column.kind, "string"),
        **_in_both("title", column.label),
        **_in_both("description", column.about),
    }
    if column.kind == Kind.ADDRESS:
        found["format"] = "uri"
    if column.choices and column.kind == Kind.CODE:
        found["categories"] = [
            {"value": code, "label": in_both(label)["en"]} for code, label in column.choices
        ]
    if column.blank:
        why = in_both(column.blank)
        found["missingValues"] = [{"value": "", "label": f"{why['en']} / {why['zh']}"}]
    constraints = _constraints(column)
    return found | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict:
    found = {}
    if not column.blank:
        found["required"] = True
    if column.kind == Kind.CODE:
        found["enum"] = [code for code, _label in column.choices]
    elif column.kind not in TYPES and column.field is not None and column.field.max_length:
        found["maxLength"] = column.field.max_length + 1  # with the apostrophe of a guarded text
    return found
