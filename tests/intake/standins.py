"""Simple finders and rows for tests of mapped tables, until the real ones are there."""

import pytest
from django.utils.text import slugify

from core.language.text import pinyin, split_terms
from intake.mapping import figures, naming, rows
from intake.mapping.records import Found
from intake.mapping.vocabulary import key_of
from intake.tables.layouts import DataRow
from zones.models import Observation
from zones.querysets import ONE_THING

NAMES = {"slug", "name", "title", "short_name", "aliases", "catalogue_code"}


def data_rows(grid, layout):
    for n, cells in grid.rows():
        if n >= layout.first and (layout.last is None or n <= layout.last):
            yield DataRow(n, [*cells])


class Finder:
    def __init__(self, model):
        names = {field.name for field in model._meta.concrete_fields} & NAMES
        self.keys, self.new = {}, {}
        for one in model._base_manager.all():
            for word in (word for name in names for word in split_terms(getattr(one, name))):
                self.keys.setdefault(key_of(word), one.slug)

    def find(self, words, *, province="", code=""):
        known = self.keys.get(key_of(code)) if code else None
        known = known or self.keys.get(key_of(words))
        if known:
            return Found(known, "name")
        new = self.new.get((key_of(words), province))
        return Found(new, "file") if new else None

    def new_key(self, values):
        name = values.get("name") or values.get("title")
        slug = slugify(pinyin(name))
        self.new[key_of(name), values.get("province", "")] = slug
        return slug


class FigureKeys:
    def __init__(self, sources):
        self.known = {}
        for one in Observation.objects.filter(source__slug__in=sources):
            said = (getattr(one, name) for name in (*ONE_THING, "source"))
            self.known[tuple(str(getattr(it, "slug", it) or "") for it in said)] = one.slug

    def key(self, values):
        said = tuple(str(values.get(name) or "") for name in (*ONE_THING, "source"))
        words = f"{values['zone']} {values['metric']} {values.get('period', '')}"
        return self.known.setdefault(said, slugify(words))


@pytest.fixture(autouse=True)
def standins(monkeypatch):
    monkeypatch.setattr(rows, "data_rows", data_rows)
    monkeypatch.setattr(naming, "Finder", Finder)
    monkeypatch.setattr(figures, "FigureKeys", FigureKeys)
    monkeypatch.setattr(figures, "context", lambda _grid, _layout: ())
