"""Proving who calls: an API key of the site's owner, or the short-lived token of an installed OAuth app."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.http import Signer
from hub.errors import ConfigError
from hub.ports import Account
from hub.sentences import say


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the account's owner, and the site it is used on."""

    key: str = field(repr=False)
    site_id: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """An app of one's own, installed on the site as `instance_id`."""

    client_id: str
    client_secret: str = field(repr=False)
    instance_id: str = ""


def access_of(account: Account) -> ApiKey | App:
    """The way in that the shop's form describes, the API key first; raises `ConfigError` for half of one."""
    said = {name: text.strip() for name, text in account.credentials.items()}
    key, site = said.get("api_key", ""), said.get("site_id", "")
    app = [said.get(name, "") for name in ("client_id", "client_secret", "instance_id")]
    if key and site:
        return ApiKey(key, site)
    if all(app):
        return App(*app)
    raise ConfigError(
        "credentials_missing",
        say(
            "Shop {shop}: neither an API key with its site id nor an app's id, secret and instance id.",
            shop=account.shop,
        ),
        say("Fill in one of the two groups completely in the shop's form."),
    )


def by_key(access: ApiKey) -> Signer:
    """Signs with key and site. Never together with an account id: Wix takes one of the two."""
    return _headers({"Authorization": access.key, "wix-site-id": access.site_id})


def by_token(token: str) -> Signer:
    """Signs with an app's access token, which names the site by itself."""
    return _headers({"Authorization": token})


def _headers(headers: Mapping[str, str]) -> Signer:
    # What no header can hold would be refused by the library, in its own words and with the key in them.
    fit = {
        name: text.encode("ascii", "replace").decode().replace("\n", "?") for name, text in headers.items()
    }
    sound = {
        name: "".join(sign if sign.isprintable() else "?" for sign in text) for name, text in fit.items()
    }

    def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, sound

    return sign
