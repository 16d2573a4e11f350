"""Pages under /admin/ for importing files: upload, preview, log, undo."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from history.models import ImportRun
from history.wording import described
from intake.choices import RowAction
from intake.forms import UploadForm
from intake.imports.applying import MOST_ERRORS, applied, may_be_applied
from intake.imports.preparing import KEPT_DAYS, prepared
from intake.imports.progress import Done, respond
from intake.imports.showing import row_filters, shown_rows
from intake.imports.undoing import changed_since, changes_of, may_be_undone, undone
from intake.tables.kinds import kind_named

PAGE_SIZE = 50
IMPORT, UNDO, LOOK = "history.import_records", "history.undo_import", "history.view_importrun"


def _context(request: HttpRequest, title: str, **more) -> dict:
    return {**admin.site.each_context(request), "title": title, **more}


def _address(run: ImportRun) -> str:
    return reverse("intake:run", args=[run.pk])


def _page(request: HttpRequest, rows):
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@permission_required(IMPORT, raise_exception=True)
def upload(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        form = UploadForm(initial={"kind": request.GET.get("kind", "")})
        return _upload_page(request, form)
    data, files = request.POST, request.FILES  # reads the upload
    is_too_large = getattr(request, "is_upload_too_large", False)
    form = UploadForm(data, files, is_too_large=is_too_large)
    if not form.is_valid():
        return _upload_page(request, form)

    def steps():
        file, kind = form.cleaned_data["file"], kind_named(form.cleaned_data["kind"])
        for step in prepared(file, name=file.name, kind=kind, user=request.user):
            is_end = isinstance(step, ImportRun)
            message = _("The file was read. Nothing is written yet.")
            yield Done(message, _address(step)) if is_end else step

    def refused(message: str) -> HttpResponseBase:
        form.add_error("file", message)
        return _upload_page(request, form)

    return respond(
        request,
        steps(),
        title=_("Reading the file"),
        back=request.get_full_path(),
        refused=refused,
        context=_context(request, ""),
    )


def _upload_page(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    status = 400 if form.errors else 200
    context = _context(request, _("Import a file"), form=form)
    return render(request, "admin/imports/upload.html", context, status=status)


@permission_required(LOOK, raise_exception=True)
def log(request: HttpRequest) -> HttpResponseBase:
    runs = ImportRun.objects.filter(checked__isnull=False).select_related("actor")
    page = _page(request, runs)
    context = _context(request, _("Imports"), page=page, kept_days=KEPT_DAYS)
    return render(request, "admin/imports/log.html", context)


@permission_required(LOOK, raise_exception=True)
def run_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun.objects.select_related("actor"), pk=pk, checked__isnull=False)
    if run.applied:
        return _applied_page(request, run)
    choices = {one.code: one for one in row_filters(run)}
    wanted = request.GET.get("show", "")
    if wanted not in choices:
        wanted = next((code for code, one in choices.items() if one.count), RowAction.UNCHANGED)
    page = _page(request, choices[wanted].rows)
    context = _context(
        request,
        _("Preview of an import"),
        run=run,
        page=page,
        rows=shown_rows(page.object_list),
        wanted=wanted,
        filters=choices.values(),
        is_own=run.actor_id == request.user.pk,
        may_be_applied=may_be_applied(run) and request.user.has_perm(IMPORT),
        stopped_at=MOST_ERRORS if run.error_count >= MOST_ERRORS else 0,
    )
    return render(request, "admin/imports/preview.html", context)


def _applied_page(request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    page = _page(request, changes_of(run).with_context())
    may_undo = may_be_undone(run) and request.user.has_perm(UNDO)
    again = changed_since(run) if may_undo else run.changes.none()
    context = _context(
        request,
        _("An import"),
        run=run,
        page=page,
        views=described(page.object_list, request.user),
        may_undo=may_undo,
        again=described(again.with_context()[:PAGE_SIZE], request.user),
        again_count=again.count(),
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
        yield Done(_("The import was applied."), _address(run))

    return _do(request, run, steps, _("Applying the import"))


@require_POST
@permission_required(UNDO, raise_exception=True)
def undo_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun, pk=pk)

    def steps(reason: str):
        for done in undone(run, user=request.user, reason=reason):
            yield _("Records taken back: %(done)s") % {"done": f"{done:,}"}
        yield Done(_("The import was undone."), _address(run))

    return _do(request, run, steps, _("Undoing the import"))


def _do(request: HttpRequest, run: ImportRun, steps, title: str) -> HttpResponseBase:
    reason = request.POST.get("change_reason", "").strip()[:200]
    if not reason:
        return _back(request, run, _("Say why: the reason stands in the history of each record."))
    return respond(
        request,
        steps(reason),
        title=title,
        back=_address(run),
        refused=lambda message: _back(request, run, message),
        context=_context(request, title),
    )


def _back(request: HttpRequest, run: ImportRun, problem: str) -> HttpResponseBase:
    messages.error(request, problem)
    return HttpResponseRedirect(_address(run))


@require_POST
@permission_required(IMPORT, raise_exception=True)
def discard_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = _own_waiting_run(request, pk)
    if run.applied:
        return _back(request, run, _("This import was applied: it can only be undone."))
    run.delete()
    messages.success(request, _("The file was thrown away. Nothing was written."))
    return HttpResponseRedirect(reverse("intake:log"))
