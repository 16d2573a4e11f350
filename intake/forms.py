"""The upload form."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.tables.kinds import kinds


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json,.txt,.tsv"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It holds"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(m._meta.label_lower, capfirst(m._meta.verbose_name_plural)) for m in kinds()]
        self.fields["kind"].choices = [("", _("what the names of its sheets say")), *names]
        self.fields["file"].help_text = _(
            "CSV, XLSX or JSON, at most %(size)s and %(rows)s rows. Text in UTF-8 or GB18030."
        ) % {
            "size": filesizeformat(settings.IMPORT_MAX_BYTES),
            "rows": f"{settings.IMPORT_MAX_ROWS:,}",
        }
