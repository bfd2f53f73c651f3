"""The books of the demonstration close only when every order of every shop is accounted for."""

from typing import Any

import pytest

from sandbox.world.accounts import Accounts, account


def order(external_id: str, state: str = "delivered", **delivery: Any) -> dict[str, Any]:
    """An order as the API's detail shows it, with one delivery."""
    row = {
        "revision": 1,
        "state": state,
        "result": {"invoice_id": int(external_id)},
        "error": None,
        **delivery,
    }
    return {
        "shop": "lampes-fr",
        "external_id": external_id,
        "revision": 1,
        "order": {"totals": {"gross": "49.00"}},
        "deliveries": [row],
        "state": {"error": None},
    }


def invoice(number: int, amount: str = "49.00", state: str = "posted") -> dict[str, Any]:
    """An invoice as the sandbox Odoo shows it."""
    return {"id": number, "state": state, "amount_total": amount}


def close(
    orders: list[dict[str, Any]], invoices: list[dict[str, Any]], at_shop: list[str] | None = None
) -> Accounts:
    """The books, with as many sale orders in Odoo as invoices."""
    ids = [row["external_id"] for row in orders] if at_shop is None else at_shop
    return account({"lampes-fr": ids}, orders, {"orders": len(invoices), "invoice_list": invoices})


def test_an_order_with_its_posted_invoice_is_accounted_for() -> None:
    books = close([order("1")], [invoice(1)])

    assert books.complete
    assert (books.received, books.delivered) == (1, 1)


def test_what_waits_or_is_not_due_is_counted_by_its_reason() -> None:
    books = close(
        [
            order("1", "held", error={"code": "sku_unknown"}),
            order("2", "not_due", result={"reason": "Its status is pending."}),
        ],
        [],
    )

    assert books.complete
    assert books.held == {"sku_unknown": 1}
    assert books.not_due == {"Its status is pending.": 1}


def test_an_order_that_nobody_could_read_is_held() -> None:
    unreadable = {**order("1"), "order": None, "state": {"error": {"code": "unreadable_order"}}}

    assert close([unreadable], []).held == {"unreadable_order": 1}


def test_an_order_on_its_way_keeps_the_books_open() -> None:
    books = close([order("1", "running")], [])

    assert (books.on_the_way, books.complete) == (1, False)


@pytest.mark.parametrize(
    ("orders", "invoices", "at_shop", "wrong"),
    [
        ([], [], ["1"], "the hub does not know it"),
        ([order("1")], [], [], "the shop has no such order"),
        ([order("1")], [invoice(1, "48.99")], ["1"], "invoiced 48.99, ordered 49.00"),
        ([order("1")], [invoice(1, state="draft")], ["1"], "no posted invoice"),
        ([order("1")], [invoice(1), invoice(2)], ["1"], "Odoo has 2 sale orders, 1 were delivered"),
        ([order("1", "failed")], [], ["1"], "failed"),
    ],
)
def test_anything_else_is_named(
    orders: list[dict[str, Any]], invoices: list[dict[str, Any]], at_shop: list[str], wrong: str
) -> None:
    books = close(orders, invoices, at_shop)

    assert not books.complete
    assert wrong in books.wrong[0]
