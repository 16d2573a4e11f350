"""What a decision teaches for the next article ("always"): a name, or words that count nothing."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.language.text import split_terms
from core.records.access import may, may_publish
from core.records.changes import unit
from core.records.plain import plain
from history.models import Route
from history.proposals import propose
from intake.articles.models import AsideRule


@dataclass(frozen=True)
class AlwaysAside:
    """A number between these words counts nothing; `wording` "" is any number."""

    before: str
    after: str
    wording: str = ""

    def save(self, user, reason: str) -> None:
        """Raises ValidationError. A rule that there is already stays as it is."""
        if not may(user, "add", AsideRule):
            raise ValidationError(_("You may not make such a rule."))
        said = {"before": self.before, "wording": self.wording, "after": self.after}
        if not AsideRule.objects.filter(**said).exists():
            rule = AsideRule(**said, reason=reason, actor=user)
            rule.full_clean()
            rule.save()


@dataclass(frozen=True)
class AlwaysCalled:
    """These words are another name of a record: a zone, a metric, a scope or a reform type."""

    record: models.Model
    words: str

    def save(self, user, reason: str) -> None:
        """Add the name; proposed where the user may not publish. Raises ValidationError."""
        record, words = self.record, self.words.strip()
        names = split_terms(record.aliases)
        if not words or words in [record.name, getattr(record, "short_name", ""), *names]:
            return
        if not may(user, "change", type(record)):
            raise ValidationError(_("You may not change such a record."))
        record.aliases = "、".join([*names, words])
        record.full_clean()
        if record.is_draft or may_publish(user):
            with unit(actor=user, route=Route.ADMIN, reason=reason):
                record.save()
        else:
            propose(record, plain(record), actor=user, reason=reason)
            record.refresh_from_db()


Always = AlwaysAside | AlwaysCalled
