"""What must be true of Odoo whatever happened: each thing once, and all of it as the shop shows it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.models import Delivery, DeliveryState, Revision
from odoo_bridge.sale.credit_lines import edit_key
from tests.odoo_bridge.books import Books
from tests.odoo_bridge.world import Row, story

ZERO = Decimal(0)
# What only a person can decide, and only about orders that changed when Odoo had them.
FOR_PEOPLE = ("changed_after_delivery", "refund_exceeds_invoice")
_GONE = ("cancelled", "refunded")
_EDIT = edit_key(0)[:-1]


def assert_nothing_is_doubled(books: Books) -> None:
    """Each customer, address, order, invoice, credit note and payment is there once."""
    _assert_single(row["email"] for row in books.customers)
    _assert_single(map(address_of, books.addresses))
    _assert_single(row["client_order_ref"] for row in books.sales)
    _assert_single((row["move_type"], row["ref"]) for row in books.documents)
    _assert_single((row["payment_type"], row["memo"]) for row in books.payments)


def address_of(row: Row) -> tuple[Any, ...]:
    """What makes two children of a customer the same address."""
    return tuple(row[name] for name in ("parent_id", "type", "name", "street", "zip", "city"))


def assert_no_more_is_credited_than_was_invoiced(books: Books) -> None:
    """However often a refund is seen."""
    for invoice in books.documents:
        given = total(books.notes(invoice))
        assert given <= invoice["amount_total"], (invoice["ref"], given)


def assert_newest_was_written_last(delivered: Iterable[Delivery]) -> None:
    """No older content was delivered after a newer one."""
    latest: dict[int, Delivery] = {}
    for done in sorted(delivered, key=lambda one: (one.order_id, one.revision)):
        before = latest.get(done.order_id)
        assert before is None or _end(before) <= _end(done), (before, done)
        latest[done.order_id] = done


def assert_told(books: Books, newest: Delivery, *, bent: bool, by_people: bool, pays: bool) -> None:
    """The order of this delivery is in Odoo as the shop shows it, is not due, or waits where people see it.

    `newest` is the delivery of what the shop shows last. `bent`: it changed in a way that a person may have
    to decide about; `by_people`: somebody took it into their own hands; `pays`: payments are registered.
    """
    if newest.state == DeliveryState.HELD:
        _assert_explained(newest)
        assert by_people or (bent and newest.error_code in FOR_PEOPLE), newest.error_cause
        return
    assert newest.state in (DeliveryState.DELIVERED, DeliveryState.NOT_DUE), (newest, newest.error_cause)
    if by_people:
        return
    shown = Revision.objects.get(order=newest.order_id, number=newest.revision).document
    if newest.state == DeliveryState.NOT_DUE:
        _assert_not_sold(books, shown)
    elif shown["cancelled_at"]:
        _assert_called_off(books, shown)
    else:
        _assert_sold(books, shown, pays=pays)


def _assert_explained(held: Delivery) -> None:
    assert all((held.error_code, held.error_cause, held.error_remedy)), held
    assert held.error_cause in story(held)


def _assert_not_sold(books: Books, shown: Row) -> None:
    """Nothing waits in Odoo that a person could take for a sale."""
    gone = shown["status"] in _GONE or shown["payment_status"] in _GONE
    sale = books.sale(shown["number"])
    assert sale is None or sale["state"] in (("cancel",) if gone else ("draft", "cancel")), sale
    assert not books.invoices(shown["number"])


def _assert_called_off(books: Books, shown: Row) -> None:
    """The sale order is cancelled, and what was invoiced is credited; where it should go is no matter."""
    sale = books.sale(shown["number"])
    assert sale is not None
    assert sale["state"] == "cancel"
    for invoice in books.invoices(shown["number"]):
        notes = books.notes(invoice)
        assert {row["state"] for row in (invoice, *notes)} == {"posted"}
        assert total(notes) == invoice["amount_total"]


def _assert_sold(books: Books, shown: Row, *, pays: bool) -> None:
    """Invoiced to the cent, each refund credited, each payment booked, goods to the right place."""
    sale, [invoice] = books.sale(shown["number"]), books.invoices(shown["number"])
    notes = books.notes(invoice)
    assert {row["state"] for row in (invoice, *notes)} == {"posted"}
    lowered = [row for row in notes if is_of_edit(row)]
    assert invoice["amount_total"] - total(lowered) == Decimal(shown["totals"]["gross"])
    refunded = [row for row in notes if not is_of_edit(row)]
    assert {str(row["ref"]): row["amount_total"] for row in refunded} == {
        f"{shown['number']} refund {refund['external_id']}": Decimal(refund["gross"])
        for refund in shown["refunds"]
    }
    assert sale is not None
    assert sale["state"] == "sale"
    assert books.streets[sale["partner_shipping_id"]] == shown["shipping_address"]["street"]
    if pays:
        _assert_paid(books, shown, invoice, refunded)


def _assert_paid(books: Books, shown: Row, invoice: Row, notes: list[Row]) -> None:
    """Every payment is booked; of an order paid exactly, nothing stays open."""
    number = shown["number"]
    paid = {f"{number} {one['reference']}": Decimal(one["amount"]) for one in shown["payments"]}
    assert {row["memo"]: row["amount"] for row in books.paid(number, "inbound")} == paid
    if sum(paid.values()) == invoice["amount_total"]:
        assert [row["amount_residual"] for row in (invoice, *notes)] == [0] * (1 + len(notes))
        back = [row["amount"] for row in books.paid(number, "outbound")]
        assert sorted(back) == sorted(row["amount_total"] for row in notes)


def is_of_edit(note: Row) -> bool:
    """Whether a person let the hub credit what an edited order costs less."""
    return f" {_EDIT}" in str(note["ref"])


def total(rows: Iterable[Row]) -> Decimal:
    """What documents come to."""
    return sum((row["amount_total"] for row in rows), ZERO)


def _end(delivery: Delivery) -> datetime:
    assert delivery.finished_at is not None
    return delivery.finished_at


def _assert_single(names: Iterable[Any]) -> None:
    assert [name for name, number in Counter(names).items() if number > 1] == []
