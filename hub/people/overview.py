"""The table of who may do what, as the documentation shows it. Pure."""

from collections.abc import Iterator, Mapping

from hub.people.places import DECIDE, OPERATE, Place, Role, rights

_WHAT: Mapping[Place, str] = {
    Place.RECORD: "what the hub writes down: events, alerts, audit log, VAT of orders",
    Place.WORK: "the day's work: orders, deliveries, differences, webhooks, customers, VAT checks",
    Place.MAPPING: "mappings of products, shipping and fees",
    Place.MONEY: "tax mappings, payment journals, VAT classes",
    Place.SETUP: "shops, Odoo connections, delivery policies, alert rules and recipients",
    Place.ACCESS: "users, groups, API keys",
}


def lines() -> Iterator[str]:
    """Of a table in Markdown."""
    yield "| | " + " | ".join(role.value for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"
    for place, what in _WHAT.items():
        yield f"| {what} | " + " | ".join(_words(role, place) for role in Role) + " |"


def _words(role: Role, place: Place) -> str:
    has = rights(role, place)
    words = ["edit" if "add" in has else "act" if "change" in has else "see" if "view" in has else "–"]
    words += [right for right in (OPERATE, DECIDE) if right in has]
    return ", ".join(words)
