"""Records that are edited on the page of the record they belong to."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from core.admin.forms import RecordFields


class RecordFormSet(BaseInlineFormSet):
    """The rows of an inline."""

    def clean(self):
        super().clean()
        if any(form.instance._state.adding for form in self.initial_forms):
            # Such a row is not shown any more, so that its own error would not be read.
            raise ValidationError(
                _("Somebody has deleted one of these records meanwhile. Open this page anew.")
            )


class RecordInline(RecordFields, admin.StackedInline):
    """Records edited on the page of another. `select_related` names what a row shows."""

    formset = RecordFormSet
    select_related: tuple[str, ...] = ()
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.select_related)
