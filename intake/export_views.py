"""Files of the admin's lists, and the workbook."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.pages import admin_address
from core.records.access import may_view
from core.web.xlsx import CONTENT_TYPE
from intake.tables.exporting import FORMATS, plain_records
from intake.tables.kinds import kind_named, kinds
from intake.tables.workbook import everything, part, workbook
from zones.models import Province


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
    if form == "workbook":
        return _file(workbook(part(rows)), model._meta.model_name)
    content_type, made = FORMATS[form]
    return _file(made(model, plain_records(rows)), model._meta.model_name, form, content_type)


def _check_may_view(request: HttpRequest, *models) -> None:
    if not all(may_view(request.user, model) for model in models):
        raise PermissionDenied


def workbook_page(request: HttpRequest) -> HttpResponseBase:
    _check_may_view(request, *kinds())
    chosen = request.GET.getlist("province")
    provinces = Province.objects.filter(slug__in=chosen)
    if "all" in request.GET:
        return _file(workbook(everything()), "workbook")
    if chosen and provinces:
        return _file(workbook(part(provinces)), "workbook")
    context = {
        **admin.site.each_context(request),
        "title": _("The workbook"),
        "provinces": Province.objects.all(),
        "problem": _("There is no such province.") if chosen else "",
        "sheets": [str(capfirst(model._meta.verbose_name_plural)) for model in kinds()],
    }
    return render(request, "admin/imports/workbook.html", context)


def _file(pieces, name: str, form="xlsx", content_type=CONTENT_TYPE) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{form}"'
    return response
