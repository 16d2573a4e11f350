"""Words of a table that name records: found, answered by a person, or to be asked."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from core.language.text import split_terms
from intake.mapping.records import Finder, Near
from intake.mapping.vocabulary import key_of
from intake.tables.cells import CellError, short
from zones.models import Scope

MOST = 200  # questions about one file
NEW, LEAVE_OUT = "new", "leave-out"


class LeftOutError(CellError):
    """A person said that rows with this name are to be left out."""


@dataclass
class Question:
    """A printed name that names no record for certain.

    `key`: its key in the mapping's `answers`; `kind`: of the wanted record; `words`: as printed;
    `near`: slugs and names of records that may be meant; `may_be_new`: whether "new" is an answer;
    `rows`: the first rows where it stands.
    """

    key: str
    kind: str
    words: str
    near: tuple[tuple[str, str], ...] = ()
    may_be_new: bool = False
    rows: list[int] = field(default_factory=list)


class Naming:
    """The records that words mean. Two queries for each kind of record."""

    def __init__(self, answers: dict[str, str]):
        self.answers = answers
        self.asked: dict[str, Question] = {}
        self.row = 0  # that is being read
        self._finders: dict[type[models.Model], Finder] = {}
        self._scopes: dict[str, dict[str, str]] | None = None

    def finder(self, model: type[models.Model]) -> Finder:
        if model not in self._finders:
            self._finders[model] = Finder(model)
        return self._finders[model]

    def slug(
        self, model: type[models.Model], words: str, province: str = "", code: str = ""
    ) -> str:
        """The key of the one record that these words name. Raises CellError, and asks."""
        found = self.known(model, words, province=province, code=code)
        if found is None:
            raise self._unclear(model, words, None, province, may_be_new=False)
        return found

    def known(
        self,
        model: type[models.Model],
        words: str,
        *,
        province: str = "",
        code: str = "",
        may_be_new: bool = False,
        could_be_new: bool = False,
    ) -> str | None:
        """The key of the record that words name; None if it is new. Raises CellError, and asks.

        `may_be_new`: all that a new one needs is said; `could_be_new`: it can be said.
        """
        found = self.finder(model).find(words, province=province, code=code)
        if isinstance(found, str):
            return found
        answer = self.answers.get(question_key(model, words, province))
        if answer == LEAVE_OUT:
            raise LeftOutError(_("as was chosen"))
        if answer and answer != NEW:
            return answer
        if answer == NEW:
            return None
        if found is None and may_be_new:
            found = self.finder(model).sharing(words, province)
            if found is None:
                return None
        could_be_new = could_be_new or may_be_new
        raise self._unclear(model, words, found, province, may_be_new=could_be_new)

    def _unclear(
        self,
        model: type[models.Model],
        words: str,
        found: Near | None,
        province: str,
        *,
        may_be_new: bool,
    ) -> CellError:
        """What is said of such words, which are asked about."""
        key = question_key(model, words, province)
        if key not in self.asked and len(self.asked) < MOST:
            proposed = found or self.finder(model).alike(words, province)
            near = tuple((one.slug, f"{one.label} ({one.why})") for one in proposed.candidates)
            self.asked[key] = Question(key, model._meta.label_lower, words, near, may_be_new)
        if (question := self.asked.get(key)) and len(question.rows) < 3:
            question.rows.append(self.row)
        shown = {"kind": model._meta.verbose_name, "words": short(words)}
        if not question or not question.near:
            return CellError(_("there is no %(kind)s “%(words)s”.") % shown)
        shown["near"] = "; ".join(label for _slug, label in question.near)
        return CellError(
            _("“%(words)s” may be this %(kind)s: %(near)s. Choose one on the page before.") % shown
        )

    def scope(self, words: str, metric: str) -> str:
        """The key of the metric's scope that is called so; else the words. One query in all."""
        if self._scopes is None:
            self._scopes = {}
            rows = Scope._base_manager.annotate(of=F("metric__slug")).order_by("slug")
            for of, slug, *names in rows.values_list("of", "slug", "name", "name_en", "aliases"):
                terms = (slug, *names[:2], *split_terms(names[2]))
                known = self._scopes.setdefault(of, {})
                for word in filter(None, terms):
                    known.setdefault(key_of(word), slug)
        return self._scopes.get(metric, {}).get(key_of(words), words)


def question_key(model: type[models.Model], words: str, province: str = "") -> str:
    """The key of a question: one name in one province is asked about once."""
    return ":".join(filter(None, (model._meta.model_name, province, short(words))))
