"""The verdicts on figures, with their symbols and words."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _


class Verdict(IntEnum):
    """From best to worst; several pairs get their worst verdict."""

    COMPARABLE = 0
    CONVERTIBLE = 1
    CAUTION = 2
    NOT_COMPARABLE = 3

    @property
    def code(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def allows_ranking(self) -> bool:
        return self <= Verdict.CONVERTIBLE


# Their symbols and words; None: only one zone reports.
SHOWN = {
    Verdict.COMPARABLE: ("=", _("comparable")),
    Verdict.CONVERTIBLE: ("≈", _("convertible")),
    Verdict.CAUTION: ("!", _("with caution")),
    Verdict.NOT_COMPARABLE: ("≠", _("not comparable")),
    None: ("·", _("one zone only")),
}
