"""What differs between two contents of an order, as a person at the back office would say it."""

from collections.abc import Iterator
from typing import Any

from hub.sentences import joined, say
from odoo_bridge.sale.changes import changed_parts

_OF_LINE = {
    "sku": say("sku"),
    "title": say("title"),
    "variant": say("variant"),
    "quantity": say("quantity"),
    "unit_price": say("unit price"),
    "discount": say("discount"),
    "net": say("net"),
    "tax": say("tax"),
    "gross": say("gross"),
}
_OF_ORDER = {
    "prices_include_tax": say("prices include tax"),
    "billing_address": say("billing address"),
    "shipping_address": say("shipping address"),
    "customer": say("customer"),
}

_NONE = say("none")

Document = dict[str, Any]


def differences(before: Document, after: Document) -> tuple[str, ...]:
    """Each change that Odoo should know, old → new; empty when there is none."""
    parts = changed_parts(before, after)
    said = [*_lines(before, after)] if "lines" in parts else []
    said += [
        _change(_OF_ORDER[part], _place(before, part), _place(after, part))
        for part in parts
        if part in _OF_ORDER
    ]
    if "totals" in parts or "currency" in parts:
        said.append(_change(say("total"), _total(before), _total(after)))
    return tuple(said)


def _change(what: str, before: str, after: str) -> str:
    return say("{what} {before} → {after}", what=what, before=before, after=after)


def _lines(before: Document, after: Document) -> Iterator[str]:
    was = {line["external_id"]: line for line in before["lines"]}
    now = {line["external_id"]: line for line in after["lines"]}
    for key in dict.fromkeys([*was, *now]):
        if key not in now:
            yield say("removed {line}", line=_line(was[key]))
        elif key not in was:
            yield say("added {line}", line=_line(now[key]))
        elif was[key] != now[key]:
            fields = joined(*_fields(was[key], now[key]), between=", ")
            yield say("{line}: {fields}", line=_name(was[key]), fields=fields)


def _fields(was: Document, now: Document) -> list[str]:
    shown = [
        _change(words, was[name] or _NONE, now[name] or _NONE)
        for name, words in _OF_LINE.items()
        if was[name] != now[name]
    ]
    return shown or [say("its taxes or other details")]


def _line(line: Document) -> str:
    return f"{line['quantity']} × {_name(line)} ({line['gross']})"


def _name(line: Document) -> str:
    return str(line["title"] or line["sku"] or line["kind"])


def _place(document: Document, part: str) -> str:
    """An address, a customer or a plain value in one line."""
    value = document[part]
    if not isinstance(value, dict):
        return str(value) if value not in (None, "") else _NONE
    named = ("name", "company", "street", "street2", "postcode", "city", "country", "email", "vat_id")
    return ", ".join(str(value[name]) for name in named if value.get(name)) or _NONE


def _total(document: Document) -> str:
    return f"{document['totals']['gross']} {document['currency']}"
