"""Admin of articles' texts and of numbers set aside in them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from core.admin.forms import OneRecord
from intake.articles.attaching import clean_text, decode
from sources.models import ArticleText


class ArticleTextForm(forms.ModelForm):
    """A text, pasted or uploaded.

    Carries the text's digest at opening, so that a concurrent change is not overwritten.
    """

    file = forms.FileField(
        label=_("file"),
        required=False,
        help_text=_("Plain text in UTF-8 or GB18030. It takes the place of what is pasted."),
    )
    read_sha256 = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ArticleText
        fields = ["source", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["read_sha256"] = self.instance.sha256
        if "text" in self.fields:
            self.fields["text"].required = False  # a file may be given instead

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("text")
        try:
            if file:
                cleaned["text"] = decode(file.read())[0]
            elif pasted:
                cleaned["text"] = clean_text(pasted)
            elif "file" not in self.errors:
                raise ValidationError(_("Paste the text of the article, or choose its file."))
        except ValidationError as error:
            self.add_error("file" if file else "text", error)
        if self.instance.pk and cleaned.get("read_sha256") != self.instance.sha256:
            self._refuse_overwriting()
        return cleaned

    def _refuse_overwriting(self):
        self.data = self.data.copy()
        self.data["read_sha256"] = self.instance.sha256
        self.add_error(
            None,
            _(
                "Somebody else has attached another text since you opened this page. Nothing was "
                "overwritten; saving again replaces that text with yours."
            ),
        )


class ArticleTextAdmin(admin.ModelAdmin):
    """Attach, replace or remove a source's text. Saving leads to its report."""

    form = ArticleTextForm
    list_display = ["source", "attached", "attached_by"]
    list_select_related = ["source", "attached_by"]
    list_per_page = 50
    search_fields = ["source__slug", "source__title", "source__title_en"]
    autocomplete_fields = ["source"]
    fields = ["source", "file", "text", "read_sha256", "sha256", "attached", "attached_by"]
    readonly_fields = ["sha256", "attached", "attached_by"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        of_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.defer("text") if of_list else rows

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "source":
            kwargs["widget"] = OneRecord(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.attached_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return self._to_the_report(request, obj) or response

    def response_change(self, request, obj):
        return self._to_the_report(request, obj) or super().response_change(request, obj)

    def _to_the_report(self, request, obj):
        stays = {"_addanother", "_continue", "_popup"} & set(request.POST)
        return None if stays else HttpResponseRedirect(obj.get_absolute_url())


class SetAsideNumberAdmin(admin.ModelAdmin):
    """View and undo; numbers are set aside on the page of the article's text."""

    list_display = ["wording", "source", "reason", "set_aside", "set_aside_by"]
    list_select_related = ["source", "set_aside_by"]
    list_filter = [("source", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    search_fields = ["wording", "reason", "source__slug", "source__title"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
