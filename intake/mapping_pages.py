"""Pages under /admin/ between the upload of a file and its preview: what its columns mean."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin.pages import page_context
from history.models import ImportRun
from history.reverting import RefusedError
from intake.imports.progress import Done, respond
from intake.imports.waiting import Waiting
from intake.mapping.mapping import without_open_columns
from intake.mapping_form import MappingForm
from intake.mapping_posted import posted, posted_layout
from intake.models import SavedMapping, Upload

IMPORT = "history.import_records"
LISTED = 50  # saved mappings on a page


def own_upload(request: HttpRequest, pk: int) -> Upload:
    """A waiting file is its uploader's alone: nobody else is told of it."""
    return get_object_or_404(
        Upload.objects.select_related("saved", "run"), pk=pk, actor=request.user
    )


@permission_required(IMPORT, raise_exception=True)
def mapping_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    waiting = Waiting(own_upload(request, pk))
    if request.method != "POST":
        return _page(request, waiting)
    try:
        refusal = _change(request, waiting)
    except RefusedError as error:  # of a sheet that cannot be read
        return _page(request, Waiting(own_upload(request, pk)), [str(error)])
    waiting.upload.save(update_fields=["sheet", "picture", "mapping", "saved"])
    if refusal:
        return _page(request, waiting, [refusal])
    if request.POST.get("do") == "preview":
        return _preview(request, waiting)
    return HttpResponseRedirect(_address(waiting.upload))


def _address(upload: Upload) -> str:
    return reverse("intake:map", args=[upload.pk])


def _change(request: HttpRequest, waiting: Waiting) -> str:
    """Take over what was posted. What cannot be done, in words."""
    data, upload = request.POST, waiting.upload
    action, _colon, what = data.get("do", "").partition(":")
    sheet = data.get("sheet", str(upload.sheet))
    if sheet != str(upload.sheet):
        if not (sheet.isdecimal() and int(sheet) < len(waiting.grids)):
            raise Http404(_("There is no such sheet."))
        upload.sheet = int(sheet)
        waiting.begin(kind=upload.kind)
        return ""
    if action == "proposal":
        waiting.begin(kind=upload.kind, is_fresh=True)
        return ""
    if action == "use":
        waiting.use(get_object_or_404(SavedMapping, pk=what if what.isdecimal() else 0))
        return ""
    old = waiting.mapping
    numbers = [number for number, _cells in upload.picture["top"] + upload.picture["end"]]
    layout = posted_layout(old.layout, data, numbers)
    new = posted(waiting, data)
    kind = data.get("kind", old.kind)
    if kind != old.kind or layout != old.layout:
        waiting.propose(layout, kind)
        proposal = waiting.mapping
        constants = {**proposal.constants, **new.constants}
        new = replace(proposal, constants=constants, answers=new.answers)
    if action == "ignore":
        new = without_open_columns(new)
    waiting.keep(new)
    return _save(request, waiting) if action == "save" else ""


def _save(request: HttpRequest, waiting: Waiting) -> str:
    name = " ".join(request.POST.get("save_as", "").split())[:100]
    if not name:
        return _("Give the mapping a name: the next file of this shape finds it by itself.")
    used = SavedMapping.objects.filter(name=name).first()
    if used and used != waiting.upload.saved:
        return _("Another mapping is called “%(name)s”: choose another name.") % {"name": name}
    waiting.upload.saved = waiting.save_as(name, request.user)
    messages.success(request, _("The mapping was saved as “%(name)s”.") % {"name": name})
    return ""


def _page(request: HttpRequest, waiting: Waiting, problems=()) -> HttpResponseBase:
    form = MappingForm(waiting)
    context = page_context(
        request,
        _("What the columns mean"),
        form=form,
        upload=waiting.upload,
        problems=problems,
        others=SavedMapping.objects.exclude(pk=waiting.upload.saved_id).select_related("actor")[
            :LISTED
        ],
    )
    status = 400 if problems else 200
    return render(request, "admin/imports/mapping.html", context, status=status)


def _preview(request: HttpRequest, waiting: Waiting) -> HttpResponseBase:
    if problems := MappingForm(waiting).problems:
        return _page(request, waiting, problems)

    def steps():
        for step in waiting.prepared(request.user):
            if isinstance(step, ImportRun):
                waiting.previewed(step)
                message = _("The file was read. Nothing is written yet.")
                step = Done(message, reverse("intake:run", args=[step.pk]))
            yield step

    context = page_context(request, _("Reading the file"))
    return respond(
        request,
        steps(),
        context,
        back=_address(waiting.upload),
        refused=lambda message: _page(request, waiting, [message]),
    )


@require_POST
@permission_required(IMPORT, raise_exception=True)
def forget(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throws a waiting file away, and its preview."""
    upload = own_upload(request, pk)
    run = upload.run
    upload.delete()
    if run and not run.applied:
        run.delete()
    messages.success(request, _("The file was thrown away. Nothing was written."))
    return HttpResponseRedirect(reverse("intake:log"))


@require_POST
@permission_required(IMPORT, raise_exception=True)
def forget_mapping(request: HttpRequest, pk: int) -> HttpResponseBase:
    saved = get_object_or_404(SavedMapping, pk=pk)
    saved.delete()
    messages.success(request, _("The mapping “%(name)s” was deleted.") % {"name": saved.name})
    return HttpResponseRedirect(reverse("intake:upload"))
