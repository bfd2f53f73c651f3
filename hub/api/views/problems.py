"""Addresses outside the API proper: what a problem type means, and everything that does not exist."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

from hub.api.problems import TYPES, problem


def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind a problem's `type`: status, title and what to do."""
    kind = TYPES.get(code)
    return JsonResponse(asdict(kind)) if kind else problem(request, "not-found")


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Everything under /api/ that is no address; one that only lacks its last slash is sent there."""
    slashed = resolve(f"{request.path_info}/")
    if request.method in ("GET", "HEAD") and slashed.func is not unknown_address:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return problem(request, "not-found")
