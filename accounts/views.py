"""Pages of staff for their own account."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import names, second_factor, throttle
from accounts.forms import CodeForm, NameForm
from core.admin.pages import page_context


def login(request):
    response = admin.site.login(request)
    if request.method == "POST" and response.status_code == 302:
        throttle.remember_device(response, request.user)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def display_name_page(request):
    form = NameForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        names.choose(request.user, form.cleaned_data["name"])
        messages.success(request, _("Saved: the public history shows it from now on."))
        return redirect(request.path)
    context = page_context(request, _("Name in the public history"), form=form)
    return render(request, "admin/display_name.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request):
    """Show the state; set up a key with its QR code; confirm or remove it."""
    asked = request.POST.get("do", "")
    if asked == "begin":
        second_factor.begin(request.user)
        return redirect(request.path)
    form = CodeForm(request.POST if asked in ("confirm", "remove") else None)
    if asked == "confirm" and form.is_valid():
        codes = second_factor.confirm(request.user, form.cleaned_data["code"], request.session)
        if codes is not None:
            return page(request, form, codes=codes)
        form.add_error("code", _("That code is not of this key: is your device's clock right?"))
    elif asked == "remove" and form.is_valid():
        try:
            second_factor.check(request.user, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            second_factor.forget(request.user, request.session)
            messages.success(request, _("Your account needs no second factor any more."))
            return redirect(request.path)
    return page(request, form)


def page(request, form: CodeForm, codes: list[str] | None = None):
    device = second_factor.device_of(request.user)
    begun = request.user.totpdevice_set.filter(confirmed=False).first() if device is None else None
    context = page_context(
        request,
        _("Second factor"),
        form=form,
        device=device,
        codes=codes,
        picture=second_factor.picture(begun) if begun else "",
        key=second_factor.key_in_words(begun) if begun else "",
    )
    return render(request, "admin/second_factor.html", context)
