"""Where platforms call the hub, and whether they can: the address must be public and under TLS."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from hub.errors import ConfigError
from hub.models import Shop
from hub.sentences import say

_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


def address_of(shop: Shop) -> str:
    """The shop's webhook address, as the world sees it."""
    path = reverse("webhook", kwargs={"channel": shop.channel, "slug": shop.slug})
    return f"{settings.BASE_URL}{path}"


def require_reachable(shop: Shop) -> None:
    """Raises `ConfigError` when no platform on the internet can call `BASE_URL` safely.

    Names are not looked up: inside the house they may lead elsewhere than outside. A shop that allows private
    hosts is inside itself.
    """
    if shop.account.allow_private_hosts:
        return
    parts = urlsplit(str(settings.BASE_URL))
    if parts.scheme == "https" and is_public_host(parts.hostname or ""):
        return
    raise ConfigError(
        "base_url_not_public",
        say(
            "Webhooks of shop {shop} cannot reach the hub at {address}.",
            shop=shop.slug,
            address=settings.BASE_URL,
        ),
        say("Set BASE_URL to the hub's public address, beginning with https://, and restart all processes."),
    )


def is_public_host(host: str) -> bool:
    """Whether the name or IP address may be on the public internet."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").lower().endswith(_PRIVATE_SUFFIXES)
