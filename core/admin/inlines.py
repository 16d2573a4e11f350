"""Inlines of records."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from core.admin.forms import RecordFields


class RecordFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        if any(form.instance._state.adding for form in self.initial_forms):
            # Django does not show such a row again, so its own error would stay unread.
            raise ValidationError(
                _("Somebody has deleted one of these records meanwhile. Open this page anew.")
            )


class RecordInline(RecordFields, admin.StackedInline):
    """A record on another record's page. `select_related` names what a row shows."""

    formset = RecordFormSet
    select_related: tuple[str, ...] = ()
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.select_related)
