"""What belongs to an order, out of the answers for many: rows that name the order, and rows it points at."""

from collections.abc import Iterable, Mapping
from typing import Any

from channels.prestashop.fields import words

Row = dict[str, Any]
Pool = Mapping[str, list[Any]]

# Rows that name an order: field of the row, field of the order. Names are those of the answers.
LINKED = {
    "order_details": ("id_order", "id"),
    "order_cart_rules": ("id_order", "id"),
    "order_carriers": ("id_order", "id"),
    "order_slips": ("id_order", "id"),
    "order_histories": ("id_order", "id"),
    "messages": ("id_order", "id"),
    "order_payments": ("order_reference", "reference"),
    "same_reference": ("reference", "reference"),
}
# Rows that an order, or a row above, points at: from where, by which field. What is pointed at stands first.
POINTED: dict[str, tuple[tuple[str, str], ...]] = {
    "customers": (("orders", "id_customer"),),
    "addresses": (("orders", "id_address_invoice"), ("orders", "id_address_delivery")),
    "currencies": (("orders", "id_currency"),),
    "languages": (("orders", "id_lang"),),
    "carriers": (("orders", "id_carrier"), ("order_carriers", "id_carrier")),
    "order_states": (("orders", "current_state"), ("order_histories", "id_order_state")),
    "countries": (("addresses", "id_country"),),
    "states": (("addresses", "id_state"),),
    "groups": (("customers", "id_default_group"),),
    "taxes": (("order_details", "associations.taxes.id"),),
}
SHARED_FIELDS = ("id", "reference", "total_paid_tax_incl")


class Assembly:
    """The rows of many orders, by what they name: each order finds its own without a look at the others'."""

    def __init__(self, pool: Pool, settings: Mapping[str, str]) -> None:
        self._settings = settings
        fields = {**{name: theirs for name, (theirs, _) in LINKED.items()}, **dict.fromkeys(POINTED, "id")}
        self._rows = {name: _by(pool[name], field) for name, field in fields.items() if name in pool}

    def raw(self, order: Any) -> Row:
        """The raw order: everything it needs, each list by id, for the shop's own order is arbitrary."""
        raw: Row = {"order": order}
        for name, (_, own) in LINKED.items():
            mine = words(order.get(own)) if isinstance(order, dict) else ""
            self._take(raw, name, [mine] if mine else [])
        for name in POINTED:
            self._take(raw, name, wanted(name, {**raw, "orders": [order]}))
        return {**raw, "settings": dict(self._settings)}

    def _take(self, raw: Row, name: str, keys: Iterable[str]) -> None:
        if name in self._rows:
            raw[name] = _sorted(row for key in keys for row in self._rows[name].get(key, ()))


def wanted(name: str, pool: Pool) -> list[str]:
    """The ids of a resource that rows in the pool point at, each once."""
    found = (
        _pointed_at(row, field) for source, field in POINTED[name] for row in dicts(pool.get(source, ()))
    )
    return list(dict.fromkeys(key for keys in found for key in keys if key not in ("", "0")))


def dicts(rows: Iterable[Any]) -> list[Row]:
    """The rows that are objects at all."""
    return [row for row in rows if isinstance(row, dict)]


def _pointed_at(row: Row, field: str) -> list[str]:
    name, _, rest = field.partition(".")
    value = row.get(name)
    if not rest:
        return [words(value)]
    holders = value if isinstance(value, list) else [value]
    return [key for holder in dicts(holders) for key in _pointed_at(holder, rest)]


def _by(rows: Iterable[Any], field: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in dicts(rows):
        found.setdefault(words(row.get(field)), []).append(row)
    return found


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (len(words(row.get("id"))), words(row.get("id"))))
