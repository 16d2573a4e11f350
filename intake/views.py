"""Pages under /admin/ for importing files (upload, preview, log, undo) and for exporting them."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.admin.pages import admin_address, page_context, reason_in
from core.records.access import may_view
from core.records.plain import name_column
from core.web.files import xlsx_response
from history.models import ImportRun
from history.reverting import planned, undoing
from history.wording import described, described_left, name_in, names_in
from intake.imports.progress import Done, respond
from intake.imports.runs import (
    DUPLICATES,
    KEPT_DAYS,
    MOST_ERRORS,
    applied,
    changes_of,
    may_be_applied,
    may_be_undone,
    prepared,
)
from intake.imports.waiting import Waiting, kept, own_sheets
from intake.models import RowAction, SavedMapping, Upload
from intake.tables.exporting import FORMATS, everything, part, plain_records, sheets
from intake.tables.kinds import kind_named, kinds
from intake.tables.table import UnreadableError
from zones.models import Province

PAGE_SIZE = 50
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ods,.xls,.html,.htm,.json"
IMPORT, UNDO, LOOK = "history.import_records", "history.undo_import", "history.view_importrun"


class UploadForm(forms.Form):
    """A file, or a table that is pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("or a pasted table"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Copied from a sheet or a web page, with its header."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It holds"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(m._meta.label_lower, capfirst(m._meta.verbose_name_plural)) for m in kinds()]
        self.fields["kind"].choices = [("", _("what its columns say")), *names]
        self.fields["file"].help_text = _(
            "CSV, XLSX, ODS, XLS, HTML or JSON, at most %(size)s and %(rows)s rows."
        ) % {
            "size": filesizeformat(settings.IMPORT_MAX_BYTES),
            "rows": f"{settings.IMPORT_MAX_ROWS:,}",
        }

    def clean(self):
        cleaned = super().clean()
        is_given = cleaned.get("file") or cleaned.get("pasted", "").strip()
        if not is_given and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste a table."))
        return cleaned


def _address(run: ImportRun) -> str:
    return reverse("intake:run", args=[run.pk])


def _page(request: HttpRequest, rows):
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@permission_required(IMPORT, raise_exception=True)
def upload(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        form = UploadForm(initial={"kind": request.GET.get("kind", "")})
        return _upload_page(request, form)
    form = UploadForm(request.POST, request.FILES)
    if getattr(request, "is_upload_too_large", False):
        limit = filesizeformat(settings.IMPORT_MAX_BYTES)
        problem = _("The file is too large: at most %(limit)s are taken.") % {"limit": limit}
        form.errors["file"] = form.error_class([problem])
    if not form.is_valid():
        return _upload_page(request, form)

    def refused(message: str) -> HttpResponseBase:
        form.add_error("file" if form.cleaned_data.get("file") else "pasted", message)
        return _upload_page(request, form)

    try:
        return _read(request, form, refused)
    except UnreadableError as error:
        return refused(str(error))


def _read(request: HttpRequest, form: UploadForm, refused) -> HttpResponseBase:
    """A file of our own form goes to its preview, any other to the page of its columns."""
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    user = request.user
    read = own_sheets(file, kind_named(kind)) if file else None
    if read is None:
        content = file.seek(0) or file.read() if file else form.cleaned_data["pasted"].encode()
        name = file.name if file else _("pasted table")
        upload = kept(content, name=name, user=user, kind=kind, is_pasted=not file)
        return HttpResponseRedirect(reverse("intake:map", args=[upload.pk]))

    def steps():
        for step in prepared(file, name=file.name, kind=None, user=user, read=read):
            if isinstance(step, ImportRun):
                if step.error_count and kind:  # what is printed may be read where it is mapped
                    file.seek(0)
                    kept(file.read(), name=file.name, user=user, kind=kind, run=step)
                step = Done(_("The file was read. Nothing is written yet."), _address(step))
            yield step

    context = page_context(request, _("Reading the file"))
    return respond(request, steps(), context, back=request.get_full_path(), refused=refused)


def _upload_page(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    status = 400 if form.errors else 200
    saved = SavedMapping.objects.select_related("actor")
    context = page_context(request, _("Import a file"), form=form, saved=saved)
    return render(request, "admin/imports/upload.html", context, status=status)


@permission_required(LOOK, raise_exception=True)
def log(request: HttpRequest) -> HttpResponseBase:
    runs = ImportRun.objects.filter(checked__isnull=False).select_related("actor")
    page = _page(request, runs)
    waiting = Upload.objects.filter(run__isnull=True).select_related("actor").defer("content")
    context = page_context(
        request, _("Imports"), page=page, waiting=waiting[:PAGE_SIZE], kept_days=KEPT_DAYS
    )
    return render(request, "admin/imports/log.html", context)


@permission_required(LOOK, raise_exception=True)
def run_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun.objects.select_related("actor"), pk=pk, checked__isnull=False)
    if run.applied:
        return _applied_page(request, run)
    filters = _row_filters(run)
    wanted = request.GET.get("show", "")
    if wanted not in filters:
        urgent = (code for code, one in filters.items() if one["count"])
        wanted = next(urgent, RowAction.UNCHANGED)
    page = _page(request, filters[wanted]["rows"])
    _name(page.object_list, run, request.user)
    context = page_context(
        request,
        _("Preview of an import"),
        run=run,
        page=page,
        wanted=wanted,
        filters=filters,
        is_own=run.actor_id == request.user.pk,
        may_be_applied=may_be_applied(run) and request.user.has_perm(IMPORT),
        stopped_at=MOST_ERRORS if run.error_count >= MOST_ERRORS else 0,
    )
    return render(request, "admin/imports/preview.html", context)


def _name(rows, run: ImportRun, user) -> None:
    """Give rows the names of their records and of those that they refer to, which may be new.

    A query for each kind, one for new records.
    """
    names = names_in(rows, user)
    texts = {one for row in rows for one in (row.after or {}).values() if isinstance(one, str)}
    added = run.rows.filter(action=RowAction.CREATE, slug__in=texts)
    new = added if run.created_count else ()
    told = [row for row in (*new, *rows) if row.after]
    for row in sorted(told, key=lambda one: not name_column(kind_named(one.kind))):
        names.setdefault((kind_named(row.kind), row.slug), name_in(row, names))
    for row in rows:
        row.names = names


def _row_filters(run: ImportRun) -> dict[str, dict]:
    """The filters of a preview by code, most urgent first. Three queries."""

    def of_action(action: RowAction, count: int) -> dict:
        return {"label": action.label, "rows": run.rows.filter(action=action), "count": count}

    def with_any(label: str, **condition) -> dict:
        rows = run.rows.exclude(action=RowAction.ERROR).filter(**condition)
        return {"label": label, "rows": rows, "count": rows.count()}

    return {
        RowAction.ERROR.value: of_action(RowAction.ERROR, run.error_count),
        "emptied": with_any(_("with fields that become empty"), emptied__isnull=False),
        "duplicates": with_any(_("perhaps there already"), doubts__0__kind__in=DUPLICATES),
        "doubtful": with_any(_("doubtful"), doubts__isnull=False),
        RowAction.UPDATE.value: of_action(RowAction.UPDATE, run.updated_count),
        RowAction.CREATE.value: of_action(RowAction.CREATE, run.created_count),
        RowAction.UNCHANGED.value: of_action(RowAction.UNCHANGED, run.unchanged_count),
    }


def _applied_page(request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    changes, user = changes_of(run), request.user
    page = _page(request, changes.with_context())
    plan = planned(changes, user=user) if may_be_undone(run) and user.has_perm(UNDO) else None
    context = page_context(
        request,
        _("An import"),
        run=run,
        page=page,
        views=described(page.object_list, user),
        plan=plan,
        left=described_left(plan.left, user, PAGE_SIZE) if plan else (),
    )
    return render(request, "admin/imports/applied.html", context)


def _own_waiting_run(request: HttpRequest, pk: int) -> ImportRun:
    """A preview was checked against its user's permissions, so nobody else may apply it."""
    run = get_object_or_404(ImportRun, pk=pk, checked__isnull=False)
    if run.actor_id != request.user.pk:
        raise PermissionDenied(_("Only who has uploaded a file applies it or throws it away."))
    return run


@require_POST
@permission_required(IMPORT, raise_exception=True)
def apply_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = _own_waiting_run(request, pk)
    total = f"{run.created_count + run.updated_count:,}"

    def steps(reason: str):
        confirmed = request.POST.get("confirmed") == "yes"
        for done in applied(run, user=request.user, reason=reason, confirmed=confirmed):
            yield _("Rows written: %(done)s of %(total)s") % {"done": f"{done:,}", "total": total}
        upload = Upload.objects.filter(run=run).first()
        if upload and Waiting(upload).goes_on():
            message = _(
                "The import was applied. Its sheet has another table: here are its columns."
            )
            yield Done(message, reverse("intake:map", args=[upload.pk]))
            return
        Upload.objects.filter(run=run).delete()
        yield Done(_("The import was applied."), _address(run))

    return _do(request, run, steps, _("Applying the import"))


@require_POST
@permission_required(UNDO, raise_exception=True)
def undo_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun, pk=pk)
    is_partial = request.POST.get("which") == "unchanged"

    def steps(reason: str):
        work = undoing(changes_of(run), user=request.user, reason=reason, only_unchanged=is_partial)
        for done in work:
            yield _("Records taken back: %(done)s") % {"done": f"{done:,}"}
        done = _("The import was undone, but for what is listed here.")
        yield Done(done if is_partial else _("The import was undone."), _address(run))

    return _do(request, run, steps, _("Undoing the import"))


def _do(request: HttpRequest, run: ImportRun, steps, title: str) -> HttpResponseBase:
    refused, reason = partial(_back, request, run), reason_in(request)
    if not reason:
        return refused(_("Say why: the reason stands in the history of each record."))
    context = page_context(request, title)
    return respond(request, steps(reason), context, back=_address(run), refused=refused)


def _back(request: HttpRequest, run: ImportRun, problem: str) -> HttpResponseBase:
    messages.error(request, problem)
    return HttpResponseRedirect(_address(run))


@require_POST
@permission_required(IMPORT, raise_exception=True)
def discard_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = _own_waiting_run(request, pk)
    if run.applied:
        return _back(request, run, _("This import was applied: it can only be undone."))
    Upload.objects.filter(run=run).delete()
    run.delete()
    messages.success(request, _("The file was thrown away. Nothing was written."))
    return HttpResponseRedirect(reverse("intake:log"))


def export(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """A list of the admin, filtered, as a file; "workbook" adds all related records."""
    model = kind_named(kind)
    is_known = model and admin.site.is_registered(model) and form in {*FORMATS, "workbook"}
    if not is_known:
        raise Http404(_("There is no such file."))
    _check_may_view(request, *(kinds() if form == "workbook" else [model]))
    try:
        listed = admin.site.get_model_admin(model).get_changelist_instance(request)
    except IncorrectLookupParameters:  # the list reports errors of the address
        return HttpResponseRedirect(admin_address(model, "changelist"))
    rows = model._base_manager.filter(pk__in=listed.queryset.order_by().values("pk"))
    name = _dated(model._meta.model_name)
    if form == "workbook":
        return xlsx_response(name, sheets(part(rows)))
    return FORMATS[form](name, model, plain_records(rows))


def _check_may_view(request: HttpRequest, *models) -> None:
    if not all(may_view(request.user, model) for model in models):
        raise PermissionDenied


def workbook_page(request: HttpRequest) -> HttpResponseBase:
    _check_may_view(request, *kinds())
    chosen = request.GET.getlist("province")
    provinces = Province.objects.filter(slug__in=chosen)
    if "all" in request.GET:
        return xlsx_response(_dated("workbook"), sheets(everything()))
    if chosen and provinces:
        return xlsx_response(_dated("workbook"), sheets(part(provinces)))
    context = page_context(
        request,
        _("The workbook"),
        provinces=Province.objects.all(),
        problem=_("There is no such province.") if chosen else "",
        sheets=[str(capfirst(model._meta.verbose_name_plural)) for model in kinds()],
    )
    return render(request, "admin/imports/workbook.html", context)


def _dated(name: str) -> str:
    return f"{name}-{timezone.localdate().isoformat()}"
