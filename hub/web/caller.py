"""Who asks: the address that limits are counted by."""

from django.conf import settings
from django.http import HttpRequest


def caller(request: HttpRequest) -> str:
    """The client's address: what the outermost of our own proxies saw (`PROXIES`), else who connected."""
    seen = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.PROXIES and len(seen) >= settings.PROXIES:
        return seen[-settings.PROXIES][:64]
    return str(request.META.get("REMOTE_ADDR", ""))
