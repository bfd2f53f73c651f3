"""What is in the way of orders, from the delivery's own errors: one entry for each missing thing."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hub import links
from hub.errors import AffluentError
from hub.models import Delivery, Order
from hub.previews import Lack
from odoo_bridge.deliver.trip import Trip
from odoo_bridge.models import OdooConnection, PaymentMapping
from odoo_bridge.odoo.rehearsal.transport import Write
from odoo_bridge.products import UnknownSkuError, waits_for


def of_error(error: AffluentError, order: Order, target: str) -> list[Lack]:
    """The error as a list: an unknown SKU may not be alone."""
    if isinstance(error, UnknownSkuError):
        return [_lack(error, waits_for(sku), order, target) for sku in error.skus]
    return [_lack(error, str(getattr(error, "waits_for", "")), order, target)]


def of_unread(order: Order, target: str) -> list[Lack]:
    """An order that the hub could never read."""
    return of_error(AffluentError(order.error_code, order.error_cause, order.error_remedy), order, target)


def _lack(error: AffluentError, key: str, order: Order, target: str) -> Lack:
    return Lack(
        code=error.code,
        error_class=error.error_class.value,
        key=key or error.code,
        cause=error.cause,
        remedy=error.remedy,
        subject=_subject(error, key),
        url=_url(error, key, order, target),
    )


def _url(error: AffluentError, key: str, order: Order, target: str) -> str:
    """The page that mends it, found as for a held delivery of the order."""
    found = links.of(target)
    if found is None:
        return ""
    stored = Delivery.objects.filter(order=order, target=target, revision=order.revision).first()
    if key.startswith("customer:") and stored is None:
        return ""  # the choice is made at the delivery, which waits for it
    if key.startswith("journal:"):
        return _journal(key, order, target) or found.mend(Delivery(order=order, target=target, waits_for=key))
    pk = stored.pk if stored else None
    held = Delivery(pk=pk, order=order, target=target, waits_for=key, error_class=error.error_class)
    return found.mend(held)


def _journal(key: str, order: Order, target: str) -> str:
    """The form for a method that no delivery has met, so that it has no row; empty where there is one."""
    method = key.removeprefix(f"journal:{order.shop.slug}:")
    connection = OdooConnection.objects.filter(name=target.partition(":")[2]).first()
    rows = PaymentMapping.objects.filter(connection=connection, shop=order.shop, method=method)
    if connection is None or rows.exists():
        return ""
    given = urlencode({"connection": connection.pk, "shop": order.shop_id, "method": method})
    return f"{reverse('admin:odoo_bridge_paymentmapping_add')}?{given}"


def _subject(error: AffluentError, key: str) -> str:
    """The missing thing, without the order that names it."""
    kind, _colon, rest = key.partition(":")
    if key == waits_for(""):
        return _("Lines without SKU")
    if kind == "tax":
        rate, _colon, mode = rest.partition(":")
        if mode == "included":
            return _("Tax of %(rate)s %% in the price") % {"rate": rate}
        return _("Tax of %(rate)s %% on top of the price") % {"rate": rate}
    titles = {
        "sku": _("SKU %(name)s"),
        "pricelist": _("Pricelist in %(name)s"),
        "journal": _("Journal for payments of %(name)s"),
        "customer": _("Customer %(name)s"),
        "vies": _("Answer of VIES about %(name)s"),
        "choice": _("Choice of the delivery policy: %(name)s"),
        "vat_tax": _("Odoo tax for %(name)s"),
        "vat_position": _("Odoo fiscal position for %(name)s"),
    }
    if kind in titles:
        return titles[kind] % {"name": rest}
    return _BY_CODE.get(error.code, lambda: error.code.replace("_", " ").capitalize())()


_BY_CODE = {
    "totals_differ": lambda: _("Totals that differ"),
    "currency_differs": lambda: _("Currencies that differ"),
    "changed_after_delivery": lambda: _("Changes after the delivery"),
    "vat_differs": lambda: _("Another VAT than is due"),
    "vat_place_unclear": lambda: _("Addresses whose VAT territory is not known"),
    "vat_undecided": lambda: _("VAT that cannot be decided"),
    "odoo_refused": lambda: _("Refused by Odoo"),
}


def users(writes: Iterable[Write], trips: Iterable[Trip]) -> Iterator[tuple[Trip, set[int]]]:
    """Which new numbers each order's records name: its sale order, credit notes and payments."""
    owners = {_owner(trip.ids.of("order", trip.order.external_id)): trip for trip in trips}
    for write in writes:
        for record in write.records:
            trip = owners.get(_owner(record.name))
            if trip is not None:
                cells = [record.head, *record.lines]
                yield trip, {number for cell in cells for number in _new(cell)}


def _owner(name: str) -> tuple[str, str]:
    """Shop and order in an external id such as `aff_lampes_fr.refund_4711_r1`."""
    module, _dot, rest = name.partition(".")
    return module, rest.split("_")[1] if "_" in rest else ""


def _new(cells: dict[str, str]) -> Iterator[int]:
    for column, cell in cells.items():
        if column.endswith("/.id"):
            yield from (int(part) for part in cell.split(",") if part.startswith("-"))
