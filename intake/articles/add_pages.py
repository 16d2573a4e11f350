"""The page under /admin/ that takes an article in: paste or upload, confirm, review."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from core.admin.pages import page_context, reason_in
from core.formfields import PartialDateField
from intake.articles import adding
from intake.articles.entering import Because, DoubtfulError
from intake.articles.files import ACCEPTED, Extract, extract, too_large
from intake.articles.heads import head_of
from intake.articles.texts import clean_text
from sources.choices import SourceKind
from sources.models import ArticleText, Source

OF_SOURCE = (
    "title",
    "title_en",
    "publisher",
    "author",
    "issued",
    "kind",
    "url",
    "access_note",
    "slug",
)
OFFERED = 300  # sources without a text


class TextForm(forms.Form):
    """An article, pasted or as a file, which takes the place of what is pasted."""

    text = forms.CharField(
        label=_("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "zh-Hans", "class": "vLargeTextField"}),
    )
    file = forms.FileField(
        label=_("or its file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Plain text, Word (.docx), PDF with a text layer, or a saved web page."),
    )

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("text", "")
        try:
            if file:
                self.found = extract(file.read())
            elif pasted.strip():
                self.found = Extract(clean_text(pasted))
            elif "file" not in self.errors:
                raise ValidationError(_("Paste the text of the article, or choose its file."))
        except ValidationError as error:
            self.add_error("file" if file else "text", error)
        return cleaned


class ArticleForm(TextForm):
    """The article with its source: a new one, whose details were read from its head, or another."""

    title = forms.CharField(label=_("Title in Chinese"), required=False, max_length=300)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=300)
    publisher = forms.CharField(label=_("Publisher in Chinese"), required=False, max_length=200)
    author = forms.CharField(label=_("Author"), required=False, max_length=200)
    issued = PartialDateField(label=_("Issued"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices)
    url = forms.URLField(label=_("Address"), required=False, max_length=500, assume_scheme="https")
    access_note = forms.CharField(
        label=_("Access note in Chinese"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans", "class": "vLargeTextField"}),
        help_text=Source._meta.get_field("access_note").help_text,
    )
    slug = forms.SlugField(
        label=_("Key"),
        required=False,
        max_length=Source._meta.get_field("slug").max_length,
        help_text=_("It stands in addresses for good. Empty: publisher and date."),
    )
    source = forms.CharField(
        label=_("or the source that it is"),
        required=False,
        widget=forms.TextInput(attrs={"list": "sources-without-text"}),
        help_text=_("The key of a source without a text: then nothing else is needed here."),
    )
    field_order = [*OF_SOURCE, "source", "text"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("title", "").strip() and not self.data.get("source", "").strip():
            self.add_error("title", _("Give the title of the source in Chinese."))
        return cleaned

    def clean_issued(self):
        issued = self.cleaned_data["issued"]
        Source._meta.get_field("issued").run_validators(issued)
        return issued

    def clean_source(self):
        key = self.cleaned_data["source"].strip()
        found = Source.objects.filter(slug=key).first() if key else None
        if key and found is None:
            raise ValidationError(_("There is no source “%(key)s”."), params={"key": key})
        return found


class AddArticle(View):
    """Paste or upload; then confirm what was read of the source. A few queries."""

    def dispatch(self, request):
        if not adding.may_add(request.user):
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        return self.show(TextForm())

    def post(self, request):
        form = (ArticleForm if "save" in request.POST else TextForm)(request.POST, request.FILES)
        if getattr(request, "is_upload_too_large", False):
            form.errors["file"] = form.error_class([too_large()])
        if not form.is_valid():
            return self.show(form, status=400)
        return self.save(form) if "save" in request.POST else self.confirm(form)

    def confirm(self, form: TextForm):
        """The form of the source, filled; what was typed there before stays."""
        found, typed = form.found, self.request.POST
        if same := adding.same_text(found.text):
            messages.info(self.request, gettext("This article is there already: here it is."))
            return self.to(same)
        head = vars(head_of(found)) | {"kind": SourceKind.NEWSPAPER}
        head["slug"] = adding.key_for(head["publisher"], head["title"], head["issued"])
        asked = {"source": self.request.GET.get("source", "")}
        initial = head | asked | {name: typed[name] for name in OF_SOURCE if typed.get(name)}
        return self.show(ArticleForm(initial={**initial, "text": found.text}))

    def save(self, form: ArticleForm):
        request, cleaned = self.request, form.cleaned_data
        text, source = form.found.text, cleaned["source"]
        if same := adding.same_text(text):
            messages.info(request, gettext("This article is there already: here it is."))
            return self.to(same)
        likes = [] if source else adding.alike(text, cleaned["title"])
        if {like.source.slug for like in likes} - {*request.POST.getlist("seen")}:
            return self.show(form, likes=likes)
        try:
            if source:
                adding.add_to(source, text, request.user)
            else:
                because = Because(request.POST.get("mark", ""), reason_in(request, "because"))
                values = {name: cleaned[name] for name in OF_SOURCE}
                said = (values[name] for name in ("publisher", "title", "issued"))
                values["slug"] = values["slug"] or adding.key_for(*said)
                source = adding.add(text, request.user, values=values, because=because)
        except DoubtfulError as doubtful:
            return self.show(form, likes=likes, doubtful=doubtful, status=400)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
            return self.show(form, likes=likes, status=400)
        return self.to(source)

    def to(self, source: Source):
        return HttpResponseRedirect(reverse("intake:review", args=[source.slug]))

    def show(self, form, *, likes=None, doubtful=None, status=200):
        is_confirming = isinstance(form, ArticleForm)
        if is_confirming and likes is None:
            text, title = (form[name].value() or "" for name in ("text", "title"))
            likes = adding.alike(text, title)
        context = page_context(
            self.request,
            gettext("Add an article"),
            form=form,
            is_confirming=is_confirming,
            likes=likes or [],
            doubtful=doubtful,
            because=reason_in(self.request, "because"),
            free=_without_text() if is_confirming else (),
        )
        return render(self.request, "admin/articles/add.html", context, status=status)


def _without_text():
    """Keys and titles of the newest sources that have no text."""
    taken = ArticleText.objects.values("source")
    rows = Source.objects.exclude(pk__in=taken).order_by("-pk")
    return rows.values_list("slug", "title")[:OFFERED]
