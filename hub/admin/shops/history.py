"""The History of a shop: what people did with it in the back office."""

from django.http import HttpRequest

from hub.models import Shop
from hub.people import audit


def log_change(request: HttpRequest, shop: Shop, text: str, *, reason: str = "") -> None:
    """Who did this, now."""
    audit.note(request, [shop], "", what=text, reason=reason)
