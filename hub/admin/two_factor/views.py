"""Status, set-up and the question for the code. The QR code is drawn here, on no other host."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import segno
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login
from unfold.widgets import UnfoldAdminTextInputWidget

from hub.admin.labels import moment
from hub.people import audit, second_factor

_LONGEST_CODE = 32
View = Callable[[HttpRequest], HttpResponse]
_INSIDE, _OUTSIDE = "admin/base_site.html", "unfold/layouts/unauthenticated.html"


class Code(forms.Form):
    """What the app shows, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=_LONGEST_CODE,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


def _for_staff(view: View) -> View:
    """Whoever has typed the right password; nothing here is kept by browsers."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request)

    return never_cache(sensitive_post_parameters("code")(guarded))


@_for_staff
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code after the password."""
    user = _person(request)
    if _is_verified(request) or second_factor.of(user) is None:
        return HttpResponseRedirect(_wanted(request))
    form = Code(request.POST or None)
    if form.is_valid() and _accepted(request, form):
        return HttpResponseRedirect(_wanted(request))
    hint = _("The six digits that your authenticator app shows, or one of your recovery codes.")
    return _page(request, "verify", form=form, hint=hint, title=_("Two-factor login"))


@_for_staff
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the QR code; the first right code switches it on."""
    user = _person(request)
    if second_factor.of(user) is not None:
        return HttpResponseRedirect(reverse("two_factor"))
    form, row = Code(request.POST or None), second_factor.begin(user)
    if form.is_valid():
        codes = second_factor.confirm(user, form.cleaned_data["code"])
        if codes:
            row.refresh_from_db()
            _let_in(request, row)
            audit.note(request, [user], gettext_lazy("Two-factor login switched on"))
            return _codes(request, codes)
        form.add_error("code", _wrong())
    return _page(request, "set_up", form=form, qr=_drawn(row.address), row=row, title=_("Two-factor login"))


@_for_staff
def status(request: HttpRequest) -> HttpResponse:
    """Whether it is on; new recovery codes and switching off, each for a code."""
    user = _person(request)
    row = second_factor.of(user)
    if row is not None and not _is_verified(request):
        return HttpResponseRedirect(reverse("two_factor_verify"))
    form = Code(request.POST or None)
    if row is not None and form.is_valid() and _accepted(request, form):
        if "codes" in request.POST:
            audit.note(request, [user], gettext_lazy("New recovery codes"))
            return _codes(request, second_factor.new_codes(user))
        if "off" in request.POST and not second_factor.is_required(user):
            second_factor.take_away(user)
            audit.note(request, [user], gettext_lazy("Two-factor login switched off"))
            messages.success(request, _("Two-factor login is off: the password alone lets you in."))
            return HttpResponseRedirect(reverse("two_factor"))
    facts = {
        "since": moment(row.confirmed_at) if row else "",
        "left": second_factor.codes_left(user),
        "required": second_factor.is_required(user),
    }
    return _page(request, "status", form=form, on=row is not None, title=_("Two-factor login"), **facts)


def _accepted(request: HttpRequest, form: Code) -> bool:
    answer = second_factor.verify(_person(request), form.cleaned_data["code"])
    if answer.device is not None:
        _let_in(request, answer.device)
        if answer.recovered:
            left = second_factor.codes_left(_person(request))
            text = _("That recovery code is used up; %(count)d are left.")
            messages.warning(request, text % {"count": left})
        return True
    wait = answer.wait_until
    text = _("Too many wrong codes. Try again after %(when)s.")
    form.add_error("code", text % {"when": _clock(wait)} if wait else _wrong())
    return False


def _let_in(request: HttpRequest, row: Any) -> None:
    request.session.cycle_key()
    login(request, row)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "codes", codes=codes, next=_wanted(request), title=_("Recovery codes"))


def _page(request: HttpRequest, name: str, **shown: Any) -> TemplateResponse:
    layout = _INSIDE if _is_verified(request) or name == "status" else _OUTSIDE
    around = {**admin.site.each_context(request), "layout": layout, "next": _wanted(request)}
    return TemplateResponse(request, f"admin/two_factor/{name}.html", {**around, **shown})


def _drawn(address: str) -> SafeString:
    """The QR code as SVG in the page: needs no picture, no script, no other host."""
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    image = '<div class="bo-qr" role="img" aria-label="{}">{}</div>'
    return format_html(image, _("QR code"), SafeString(drawing))


def _wanted(request: HttpRequest) -> str:
    """Where the person was going, if that is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("admin:index")


def _wrong() -> str:
    return _("That code is not right, or it was used before. See whether the clock of your phone is right.")


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S")


def _person(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return] # staff, as `_for_staff` saw


def _is_verified(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_verified())
