"""What of an order matters to Odoo: a change elsewhere (a tracking number, a tag) asks for nothing there."""

from typing import Any

_WRITTEN = ("currency", "prices_include_tax", "billing_address", "shipping_address", "lines", "totals")


def written_parts(document: dict[str, Any]) -> dict[str, Any]:
    """The parts of an order document that were written to Odoo."""
    customer = document["customer"]
    return {
        **{name: document[name] for name in _WRITTEN},
        "customer": {name: customer[name] for name in ("email", "name", "company", "vat_id")},
    }


def changed_parts(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Which written parts differ, by name, in the order of the document."""
    old, new = written_parts(before), written_parts(after)
    return [name for name in new if new[name] != old[name]]
