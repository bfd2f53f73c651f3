"""Between the password and the pages: who has a second factor shows it, who must have one sets it up."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub.people import second_factor
from hub.web.login import has_second_factor

BACK_OFFICE = "/admin/"
_FREE = frozenset({"login", "logout", "jsi18n", "two_factor", "two_factor_set_up", "two_factor_verify"})
Page = Callable[[HttpRequest], HttpResponse]


class SecondFactor:
    """Middleware: no page of the back office opens before; the pages of the second factor themselves do."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before it is known which page it is."""
        return self._page(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """To the code, to the set-up, or on."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if not request.path_info.startswith(BACK_OFFICE) or name in _FREE:
            return None
        user: Any = request.user
        if not user.is_authenticated or user.is_verified():
            return None
        if has_second_factor(user):
            return _to("two_factor_verify", request)
        return _to("two_factor_set_up", request) if second_factor.is_required(user) else None


def _to(name: str, request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': wanted})}")
