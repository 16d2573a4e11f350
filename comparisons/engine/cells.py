"""Cells of a comparison's files: words for people, or codes and keys for programs."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from comparisons.engine.facts import BlankState
from comparisons.engine.verdicts import VERDICT_LABELS, Verdict
from core.language.units import UNITS
from core.records.models import in_readers_language


@dataclass(frozen=True)
class Cells:
    """How a file says what has a code: as the code, or in the reader's language."""

    in_codes: bool

    def named(self, slug: str, name) -> str:
        """A record, by its key or by its name."""
        return slug if self.in_codes else str(name)

    def code(self, choices: type[TextChoices], code: str) -> str:
        return code if self.in_codes or not code else str(choices(code).label)

    def unit(self, code: str) -> str:
        return code if self.in_codes or not code else in_readers_language(UNITS[code], "symbol")

    def yes(self, is_so: bool) -> str:
        if self.in_codes:
            return "true" if is_so else "false"
        return _("yes") if is_so else _("no")

    def state(self, state: BlankState) -> str:
        if self.in_codes:
            return state.value
        return {
            BlankState.REPORTED: _("reported"),
            BlankState.NONE: _("reported as none"),
            BlankState.NOT_REPORTED: _("not reported"),
            BlankState.NOT_APPLICABLE: _("not applicable"),
            BlankState.NOT_STATED: _("not stated"),
        }[state]

    def verdict(self, verdict: Verdict | None) -> str:
        if self.in_codes:
            return "" if verdict is None else verdict.code
        return str(VERDICT_LABELS[verdict])
