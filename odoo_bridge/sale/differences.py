"""What differs between two contents of an order, as a person at the back office would say it."""

from collections.abc import Iterator
from typing import Any

from hub.sentences import say
from odoo_bridge.sale.changes import changed_parts

_SHOWN_OF_LINE = ("sku", "title", "variant", "quantity", "unit_price", "discount", "net", "tax", "gross")
_SPOKEN_FOR = ("lines", "totals", "currency")

Document = dict[str, Any]


def differences(before: Document, after: Document) -> tuple[str, ...]:
    """Each change that Odoo should know, old → new; empty when there is none."""
    parts = changed_parts(before, after)
    said = [*_lines(before, after)] if "lines" in parts else []
    said += [
        f"{part.replace('_', ' ')} {_place(before, part)} → {_place(after, part)}" for part in _others(parts)
    ]
    if "totals" in parts or "currency" in parts:
        said.append(f"total {_total(before)} → {_total(after)}")
    return tuple(said)


def _others(parts: list[str]) -> list[str]:
    return [part for part in parts if part not in _SPOKEN_FOR]


def _lines(before: Document, after: Document) -> Iterator[str]:
    was = {line["external_id"]: line for line in before["lines"]}
    now = {line["external_id"]: line for line in after["lines"]}
    for key in dict.fromkeys([*was, *now]):
        if key not in now:
            yield f"removed {_line(was[key])}"
        elif key not in was:
            yield f"added {_line(now[key])}"
        elif was[key] != now[key]:
            yield f"{_name(was[key])}: {', '.join(_fields(was[key], now[key]))}"


def _fields(was: Document, now: Document) -> list[str]:
    shown = [
        f"{name.replace('_', ' ')} {was[name] or 'none'} → {now[name] or 'none'}"
        for name in _SHOWN_OF_LINE
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
        return str(value) if value not in (None, "") else "none"
    named = ("name", "company", "street", "street2", "postcode", "city", "country", "email", "vat_id")
    return ", ".join(str(value[name]) for name in named if value.get(name)) or "none"


def _total(document: Document) -> str:
    return f"{document['totals']['gross']} {document['currency']}"
