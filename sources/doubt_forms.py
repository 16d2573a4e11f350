"""Forms that ask about doubts before saving."""

import hashlib

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.forms import RecordForm
from core.records.changes import current_context
from core.records.doubts import Doubt
from sources.doubts import confirm, open_doubts
from sources.models import ConfirmedDoubt


class CheckedForm(RecordForm):
    """A form that refuses new doubts until the editor gives a reason."""

    when_needed = ("doubts_reason", "doubts_shown")

    doubts_reason = forms.CharField(
        label=gettext_lazy("It is right all the same, because"),
        required=False,
        max_length=ConfirmedDoubt._meta.get_field("reason").max_length,
        widget=forms.HiddenInput,
    )
    doubts_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.confirmed: list[Doubt] = []

    def _post_clean(self):
        super()._post_clean()  # from here on the record has the form's values
        if not self.errors:
            self._ask([doubt for doubt in open_doubts([self.instance])[0] if self._is_new(doubt)])

    def _is_new(self, doubt: Doubt) -> bool:
        return not self.instance.pk or not set(doubt.columns).isdisjoint(self.changed_data)

    def _ask(self, doubts: list[Doubt]) -> None:
        digest = _digest(doubts)
        reason = self.cleaned_data.get("doubts_reason", "").strip()
        if not doubts or (reason and self.cleaned_data.get("doubts_shown") == digest):
            self.confirmed = doubts
            return
        self.fields["doubts_reason"].widget = forms.TextInput(attrs={"class": "vTextField"})
        self.data = self.data.copy()
        self.data[self.add_prefix("doubts_shown")] = digest
        for doubt in doubts:
            self.add_error(doubt.columns[0], doubt.sentence)
        self.add_error(
            "doubts_reason", _("Correct it, or say here why it is right, and save again.")
        )

    def _save_m2m(self):
        super()._save_m2m()
        if self.confirmed:
            confirm(
                type(self.instance),
                [(self.instance.slug, doubt) for doubt in self.confirmed],
                reason=self.cleaned_data["doubts_reason"].strip(),
                actor=current_context().actor,
            )


def _digest(doubts: list[Doubt]) -> str:
    shown = sorted((doubt.kind, doubt.about) for doubt in doubts)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
