"""The connection test: what works, what does not, and where to click to mend it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.http import Http
from channels.shopify import api
from channels.shopify.errors import APP
from channels.text import one_line
from hub.ports import Finding
from hub.sentences import say

_TOLERATED_SKEW = timedelta(seconds=60)
_ADD_SCOPE = say(
    "{app} › Versions › Access scopes: add it, release the version, approve it in the shop.", app=APP
)
_SCOPES = {
    "read_orders": say("no order can be read"),
    "read_all_orders": say("only orders of the last 60 days can be seen"),
    "read_customers": say("customers and their VAT ids cannot be read"),
    "read_products": say("products and variants of order lines cannot be read"),
}


def findings(http: Http) -> Iterator[Finding]:
    """Each finding as soon as it is known; an error that stops the test is raised."""
    reply = api.ask(http, "HubShop", {})
    shop = _fields(reply.data.get("shop"))
    yield Finding(
        name=say("address"),
        ok=True,
        detail=say("The shop “{name}” answers.", name=one_line(str(shop.get("name")), 60)),
    )
    yield _version(reply)
    yield _clock(reply.clock, datetime.now(UTC))
    yield from _scopes(_fields(api.ask(http, "HubApp", {}).data.get("currentAppInstallation")))
    yield from _orders(http)
    currency = one_line(str(shop.get("currencyCode")), 10)
    yield Finding(
        name=say("currency"),
        ok=True,
        detail=(
            say("Books are kept in {currency}, prices including tax.", currency=currency)
            if shop.get("taxesIncluded")
            else say("Books are kept in {currency}, prices excluding tax.", currency=currency)
        ),
    )


def _version(reply: api.Reply) -> Finding:
    spoken = one_line(reply.answer.headers.get("X-Shopify-API-Version", api.VERSION), 20)
    living = sorted(_living(reply.data.get("publicApiVersions")))
    if spoken != api.VERSION or (living and api.VERSION not in living):
        return Finding(
            name="version",
            ok=False,
            detail=say(
                "API version {version} is no longer served; Shopify answers in version {other}.",
                version=api.VERSION,
                other=spoken,
            ),
            remedy=say("Update the hub: fields may be missing or mean something else in the other version."),
        )
    if living and living[0] == api.VERSION and len(living) > 1:
        return Finding(
            name="version",
            ok=True,
            detail=say(
                "API version {version} is the oldest that Shopify serves: it is the next to end.",
                version=api.VERSION,
            ),
            remedy=say("Update the hub within the next three months."),
        )
    leaving = one_line(reply.answer.headers.get("X-Shopify-API-Deprecated-Reason", ""), 200)
    if leaving:
        return Finding(
            name="version",
            ok=True,
            detail=say(
                "API version {version} is served; Shopify announces that something asked will leave: "
                "{announced}.",
                version=api.VERSION,
                announced=leaving,
            ),
            remedy=say("Update the hub before the next version of Shopify's API."),
        )
    return Finding(
        name="version", ok=True, detail=say("API version {version} is served.", version=api.VERSION)
    )


def _living(listed: Any) -> set[str]:
    """Versions that are served, without `unstable`; sorted by name they are sorted by age."""
    entries = [_fields(entry) for entry in listed] if isinstance(listed, list) else []
    return {
        str(entry.get("handle"))
        for entry in entries
        if entry.get("supported") is True and str(entry.get("handle"))[:2] == "20"
    }


def _clock(theirs: datetime, ours: datetime) -> Finding:
    skew = theirs - ours
    if abs(skew) <= _TOLERATED_SKEW:
        return Finding(name=say("clock"), ok=True, detail=say("Shopify's clock agrees with this machine's."))
    seconds = f"{abs(skew).total_seconds():.0f}"
    return Finding(
        name=say("clock"),
        ok=False,
        detail=(
            say("Shopify's clock is {seconds} s ahead of this machine's.", seconds=seconds)
            if skew > timedelta()
            else say("Shopify's clock is {seconds} s behind this machine's.", seconds=seconds)
        ),
        remedy=say("Let this machine set its clock by the network (NTP). No order is lost by it."),
    )


def _scopes(installation: dict[str, Any]) -> Iterator[Finding]:
    """One finding per scope that is missing."""
    listed = installation.get("accessScopes")
    held = {str(_fields(entry).get("handle")) for entry in listed} if isinstance(listed, list) else set()
    missing = [scope for scope in _SCOPES if scope not in held]
    for scope in missing:
        yield Finding(
            name=say("scope {scope}", scope=scope),
            ok=False,
            detail=say("The app lacks the scope {scope}: {loss}.", scope=scope, loss=_SCOPES[scope]),
            remedy=_ADD_SCOPE,
        )
    if not missing:
        yield Finding(
            name=say("scopes"),
            ok=True,
            detail=say("The app has all scopes: {scopes}.", scopes=", ".join(_SCOPES)),
        )


def _orders(http: Http) -> Iterator[Finding]:
    rows = api.listing(http, "", None, first=1).rows
    yield Finding(
        name=say("orders"),
        ok=True,
        detail=say("Orders can be read.") if rows else say("Orders can be read; there are none."),
    )
    if rows and _hidden(_fields(rows[0])):
        yield Finding(
            name=say("customer data"),
            ok=False,
            detail=say("Names, streets, postcodes and e-mails are hidden from the app."),
            remedy=say(
                "{app} › API access requests › Protected customer data access: request name, "
                "address, e-mail and phone. Some plans of Shopify do not allow it.",
                app=APP,
            ),
        )


def _hidden(order: dict[str, Any]) -> bool:
    address = _fields(order.get("shippingAddress")) or _fields(order.get("billingAddress"))
    return bool(address.get("countryCodeV2")) and not any(
        address.get(field) for field in ("name", "address1", "zip")
    )


def _fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
