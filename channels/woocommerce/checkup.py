"""The connection test: what works, what does not, and where to click to mend it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from channels.clocks import clock_finding
from channels.http import Http, unsigned
from channels.text import one_line
from channels.woocommerce.api import API
from hub.ports import Finding
from hub.sentences import joined, say

_STABLE_SORTING = (10, 4)
_NOT_FOR_US = frozenset({401, 403, 404})


def findings(http: Http) -> Iterator[Finding]:
    """Each finding as soon as it is known; an error that stops the test is raised."""
    yield from _site(http)
    yield _encryption(http)
    yield from _orders(http)
    yield from _system(http)
    yield from _settings(http)


def _site(http: Http) -> Iterator[Finding]:
    index = _fields(http.get("wp-json/", sign=unsigned).json())
    yield Finding(
        name=say("address"),
        ok=True,
        detail=say("The shop “{name}” answers.", name=one_line(str(index.get("name")), 60)),
    )
    if "wc/v3" not in str(index.get("namespaces")):
        yield Finding(
            name="woocommerce",
            ok=False,
            detail=say("WordPress answers, but WooCommerce is switched off."),
            remedy=say("Activate the plugin WooCommerce under WordPress › Plugins."),
        )


def _encryption(http: Http) -> Finding:
    if http.base_url.startswith("https://"):
        return Finding(name=say("encryption"), ok=True, detail=say("Calls are encrypted (https)."))
    return Finding(
        name=say("encryption"),
        ok=True,
        detail=say(
            "Calls are not encrypted; they are signed (OAuth), but anyone on the way can read the orders."
        ),
        remedy=say("Use the shop's https:// address as soon as it has one."),
    )


def _orders(http: Http) -> Iterator[Finding]:
    answer = http.get(f"{API}/orders", [("per_page", "1"), ("_fields", "id,date_modified_gmt")])
    answer.json()
    count = answer.headers.get("X-WP-Total")
    if count is None:
        yield Finding(
            name=say("orders"),
            ok=False,
            detail=joined(say("Orders can be read, but the shop's count is missing."), answer.preface()),
            remedy=say(
                "A plugin or theme prints into the API: mend it, or switch off display_errors in PHP."
            ),
        )
    else:
        yield Finding(
            name=say("orders"),
            ok=True,
            detail=say("The key may read orders; the shop has {count}.", count=count),
        )
    yield clock_finding(answer.clock(), datetime.now(UTC))


def _system(http: Http) -> Iterator[Finding]:
    status = _optional(http, "system_status")
    if status is None:
        yield Finding(
            name="version",
            ok=True,
            detail=say(
                "The key's user may not see version and storage (needs an Administrator); orders work."
            ),
        )
        return
    version = one_line(str(_fields(_fields(status).get("environment")).get("version") or ""), 20)
    tables = _fields(_fields(status).get("settings")).get("HPOS_enabled")
    yield Finding(
        name="version", ok=True, detail=say("WooCommerce {version}.", version=version or say("unknown"))
    )
    yield _storage(bool(tables), version)


def _storage(tables: bool, version: str) -> Finding:
    if tables:
        return Finding(
            name=say("storage"), ok=True, detail=say("Orders are stored in tables of their own (HPOS).")
        )
    return Finding(
        name=say("storage"),
        ok=True,
        detail=(
            say(
                "Orders are stored as posts (legacy): an edited address or line does not count as a change; "
                "before WooCommerce 10.4 lists are not sorted firmly either."
            )
            if _number(version) < _STABLE_SORTING
            else say(
                "Orders are stored as posts (legacy): an edited address or line does not count as a change."
            )
        ),
        remedy=say(
            "Nothing is lost: orders of the last days are read again every night. WooCommerce › "
            "Settings › Advanced › Features: switch to high-performance order storage."
        ),
    )


def _settings(http: Http) -> Iterator[Finding]:
    tax, general = _group(http, "tax"), _group(http, "general")
    if general.get("woocommerce_currency"):
        currency = one_line(str(general["woocommerce_currency"]), 10)
        yield Finding(
            name=say("currency"),
            ok=True,
            detail=(
                say("The shop sells in {currency}, with taxes.", currency=currency)
                if general.get("woocommerce_calc_taxes") == "yes"
                else say("The shop sells in {currency}, without taxes.", currency=currency)
            ),
        )
    if tax.get("woocommerce_prices_include_tax"):
        yield Finding(
            name=say("prices"),
            ok=True,
            detail=(
                say("Prices are entered including tax.")
                if tax["woocommerce_prices_include_tax"] == "yes"
                else say("Prices are entered excluding tax.")
            ),
        )


def _optional(http: Http, path: str) -> Any:
    """An answer that not every key may see; None where it may not."""
    answer = http.get(f"{API}/{path}", accept=_NOT_FOR_US)
    return None if answer.status in _NOT_FOR_US else answer.json()


def _group(http: Http, name: str) -> dict[str, Any]:
    """A group of settings by id; empty where the key may not see them."""
    found = _optional(http, f"settings/{name}")
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return {str(entry.get("id")): entry.get("value") for entry in entries}


def _fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isascii() and part.isdigit())
