"""Admin of articles' texts and of numbers set aside in them; registers the bulk actions."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RelationFilter
from core.admin.forms import OneRecord
from core.admin.lists import ListAdmin
from intake import offering, proposals  # noqa: F401, registers the admin of proposals
from intake.articles.models import AsideRule
from intake.articles.texts import clean_text, decode
from sources.admin import WrittenByTheSite
from sources.drafts import may_publish
from sources.models import ArticleText, SetAsideNumber


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
        widgets = {"source": OneRecord(ArticleText._meta.get_field("source"), admin.site)}

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
            self.data = self.data.copy()
            self.data["read_sha256"] = self.instance.sha256
            refusal = _(
                "Somebody else has attached another text since you opened this page. Nothing was "
                "overwritten; saving again replaces that text with yours."
            )
            self.add_error(None, refusal)
        return cleaned


def _may_replace(user, text: ArticleText | None) -> bool:
    """The text of a public source is a curator's: it is in no history that could be undone."""
    return text is None or text.source.is_draft or may_publish(user)


@admin.register(ArticleText)
class ArticleTextAdmin(ListAdmin):
    """Attach, replace or remove a source's text. Saving leads to its report."""

    form = ArticleTextForm
    list_display = ["source", "attached", "attached_by", "review"]
    list_select_related = ["source", "attached_by"]
    search_fields = ["source__slug", "source__title", "source__title_en"]
    fields = ["source", "file", "text", "read_sha256", "sha256", "attached", "attached_by"]
    readonly_fields = ["sha256", "attached", "attached_by"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_replace(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_replace(request.user, obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        of_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.defer("text") if of_list else rows

    @admin.display(description=_("review"))
    def review(self, text):
        address = reverse("intake:review", args=[text.source.slug])
        return format_html('<a href="{}">{}</a>', address, _("Review"))

    def save_model(self, request, obj, form, change):
        obj.attached_by = request.user
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request, obj):
        return HttpResponseRedirect(obj.get_absolute_url())

    response_post_save_change = response_post_save_add


@admin.register(SetAsideNumber)
class SetAsideNumberAdmin(WrittenByTheSite):
    """View and undo; numbers are set aside on the page of the article's text."""

    list_display = ["wording", "source", "reason", "set_aside", "set_aside_by"]
    list_select_related = ["source", "set_aside_by"]
    list_filter = [("source", RelationFilter)]
    search_fields = ["wording", "reason", "source__slug", "source__title"]


@admin.register(AsideRule)
class AsideRuleAdmin(WrittenByTheSite):
    """View and delete; rules are made where a number is rejected."""

    list_display = ["__str__", "reason", "made", "actor"]
    list_select_related = ["actor"]
    search_fields = ["before", "wording", "after", "reason"]


offering.offer()
