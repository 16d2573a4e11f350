"""Cells that name a scope: by its key, or by one of its names within the row's metric."""

from difflib import get_close_matches

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.language.formatting import spaced
from core.language.prose.folding import fold
from core.language.text import reads_chinese, split_terms
from history.models import ImportRun
from intake.tables.cells import CellError, short
from zones.models import Observation, Scope

SHOWN = 8  # scopes named in a refusal
NAMES = ("name", "name_en", "aliases")


class ScopeNames:
    """The scopes of each metric, with those that the file itself adds or renames. Two queries."""

    def __init__(self, run: ImportRun):
        stored = Scope._base_manager.values("slug", *NAMES, of=F("metric__slug"))
        scopes = {one["slug"]: one for one in stored}
        rows = run.rows.filter(kind=Scope._meta.label_lower, after__isnull=False)
        for slug, after in rows.values_list("slug", "after"):
            known = scopes.get(slug, {"slug": slug})
            scopes[slug] = {**known, **after, "of": after.get("metric", known.get("of"))}
        self.keys: dict[tuple[str, str], set[str]] = {}  # by metric and folded name
        self.shown: dict[str, dict[str, str]] = {}  # by metric and key, in the reader's language
        for scope in scopes.values():
            metric, key = scope["of"], scope["slug"]
            name, name_en, aliases = (scope.get(column) or "" for column in NAMES)
            for word in filter(None, (key, name, name_en, *split_terms(aliases))):
                self.keys.setdefault((metric, _folded(word)), set()).add(key)
            shown = (name or name_en) if reads_chinese() else (name_en or name)
            self.shown.setdefault(metric, {})[key] = shown

    def key(self, cell: str, metric: str) -> str:
        """The key of the scope that the cell names. Raises CellError."""
        if cell in self.shown.get(metric, ()):
            return cell
        keys = self.keys.get((metric, _folded(cell)), set())
        if len(keys) == 1:
            return next(iter(keys))
        words = {"value": short(cell), "metric": metric, "keys": ", ".join(sorted(keys))}
        words["detail"] = capfirst(Observation._meta.get_field("detail").verbose_name)
        if keys:
            sentence = _("“%(value)s” can stand for several scopes: give the key, one of %(keys)s.")
            raise CellError(sentence % words)
        raise CellError(
            spaced(
                _("“%(value)s” is no scope of the metric “%(metric)s”.") % words,
                *self._offered(cell, metric),
                _("What is singular to one figure goes into the column “%(detail)s”.") % words,
            )
        )

    def _offered(self, cell: str, metric: str) -> list[str]:
        if not (shown := self.shown.get(metric)):
            return [_("It has no scopes yet.")]
        words = [word for of, word in self.keys if of == metric]
        near = get_close_matches(_folded(cell), words, n=1, cutoff=0.5)
        keys = sorted(self.keys[metric, near[0]]) if near else []
        told = [_("Did you mean “%(nearest)s”?") % {"nearest": shown[key]} for key in keys[:1]]
        named = [*shown.values()][:SHOWN] + ["…"] * (len(shown) > SHOWN)
        return [*told, _("Its scopes are: %(known)s.") % {"known": ", ".join(named)}]


def _folded(text: str) -> str:
    return fold(text).text.lower()
