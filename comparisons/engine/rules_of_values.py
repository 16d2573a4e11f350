"""The rules on how final and how exact a value is, and on how much of a zone it tells."""

from django.utils.translation import gettext_lazy as _

from comparisons.engine.verdicts import Rule, Verdict, rules_of

CAUTION = Verdict.CAUTION
RULES_OF_VALUES: tuple[Rule, ...] = (
    *rules_of(
        "release",
        CAUTION,
        (
            "preliminary",
            _("A preliminary figure"),
            _("preliminary figures are still to be revised"),
            _("a preliminary value of 2019, and the final one"),
        ),
        (
            "revised",
            _("A revised figure"),
            _("one figure has been revised, the other not, or not yet"),
            _("2018 as revised by a census, and as first published"),
        ),
    ),
    *rules_of(
        "bound",
        CAUTION,
        (
            "bound",
            _("Not every value is exact"),
            _("a limit or an approximate value is no size to rank or to draw"),
            _("at least 60 %, and 65 %"),
        ),
        (
            "range",
            _("A range, not one value"),
            _("a range is no single size to rank or to draw"),
            _("2–3 months, and 2 months"),
        ),
    ),
    *rules_of(
        "territory",
        CAUTION,
        (
            "changed-since",
            _("The extent of a zone has changed since"),
            _("a zone that has since taken in others or land, or been split, is not the same zone"),
            _("the output in 2012 of a zone that took in another one in 2014, and of another zone"),
        ),
    ),
)
