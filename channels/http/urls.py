"""The address of a shop as people type it, and the rules for following a redirect."""

from urllib.parse import urljoin, urlsplit, urlunsplit

from hub.errors import ConfigError
from hub.sentences import say

_DEFAULT_PORTS = {"http": 80, "https": 443}


def shop_url(typed: str) -> str:
    """The shop's address without a trailing slash; https is assumed. Raises `ConfigError`."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _bad(typed) from None
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc or " " in text:
        raise _bad(typed)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{shown}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), "", ""))


def joined(url: str, location: str) -> str:
    """Where a `Location` header points; the header itself where it is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def may_follow(source: str, target: str) -> bool:
    """Whether a key may travel from one URL to the other: the same host, never from https to http."""
    try:
        old, new = urlsplit(source), urlsplit(target)
        if new.scheme not in _DEFAULT_PORTS or old.hostname != new.hostname:
            return False
        ports = [part.port or _DEFAULT_PORTS[part.scheme] for part in (old, new)]
    except ValueError:
        return False
    upgrade = (old.scheme, new.scheme, ports) == ("http", "https", [80, 443])
    return upgrade or (old.scheme == new.scheme and ports[0] == ports[1])


def _bad(typed: str) -> ConfigError:
    shown = typed.rpartition("@")[2][:100]
    return ConfigError(
        "bad_address",
        say("{typed} is not the address of a shop.", typed=repr(shown)),
        say("Enter it as in the browser, for example https://www.example.com (no user name, no spaces)."),
    )
