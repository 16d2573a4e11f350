"""Base classes of every record's admin: forms, lists, pages, inlines."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.forms import NOTHING, RecordForm
from core.admin.inlines import RecordFormSet, RecordInline
from core.admin.layout import both, fieldset
from core.admin.lists import Referred, counted
from core.admin.pages import RecordAdmin, to_the_site
from core.admin.widgets import ManyRecords, OneRecord

__all__ = [
    "NOTHING",
    "ManyRecords",
    "OneRecord",
    "RecordAdmin",
    "RecordForm",
    "RecordFormSet",
    "RecordInline",
    "Referred",
    "both",
    "counted",
    "fieldset",
    "to_the_site",
]

admin.site.site_header = settings.SITE_TITLE
admin.site.site_title = settings.SITE_TITLE
admin.site.index_title = _("Records")
admin.site.empty_value_display = NOTHING
