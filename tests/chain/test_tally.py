"""The count of the chaos sees what is missing, doubled or strange, and every cent."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from hub.order.vocabulary import Status
from tests.chain.tally import Count, Tally
from tests.factories import unified_order
from tests.odoo_bridge import truth
from tests.odoo_bridge.books import CREDIT_NOTE, INVOICE, Books
from tests.odoo_bridge.deliver.afterwards import LATER, refund
from tests.odoo_bridge.world import Row

ORDER = unified_order("1", refunds=(refund("r1", gross="9.00"),))
CALLED_OFF = unified_order("2", status=Status.CANCELLED, cancelled_at=LATER)


def books(**more: list[Row]) -> Books:
    """What Odoo has of the order, and more."""
    rows: dict[str, list[Row]] = {
        "sales": [{"client_order_ref": "#1"}],
        "documents": [document(INVOICE, "#1", "49.00"), document(CREDIT_NOTE, "#1 refund r1", "9.00")],
        "payments": [payment("inbound", "#1 pay-1"), payment("outbound", "#1 refund r1")],
        "customers": [{"id": 7, "email": "zoe@example.com"}],
        "addresses": [],
    }
    both = {kind: found + more.get(kind, []) for kind, found in rows.items()}
    return Books(
        both["sales"], both["documents"], both["payments"], both["customers"], both["addresses"], streets={}
    )


def document(kind: str, ref: str, amount: str) -> Row:
    reverses = 1 if kind == CREDIT_NOTE else False
    return {
        "id": 1 if kind == INVOICE else 2,
        "move_type": kind,
        "ref": ref,
        "reversed_entry_id": reverses,
        "amount_total": Decimal(amount),
    }


def payment(kind: str, memo: str) -> Row:
    return {"payment_type": kind, "memo": memo}


def counted(found: Books) -> Tally:
    return Tally(found, everything=[ORDER, CALLED_OFF], standing=[ORDER], held=[])


def wrong(counts: Iterable[Count]) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Of each kind that is not right: what is missing, doubled, strange."""
    found = {one.kind: (one.missing, one.doubled, one.strange) for one in counts}
    return {kind: sets for kind, sets in found.items() if any(sets)}


def test_what_is_there_once_is_right() -> None:
    tally = counted(books())

    assert wrong(tally.counts()) == {}
    assert tally.turnover == (Decimal("40.00"), Decimal("40.00"))
    assert "credit notes               1           1        0        0        0        0" in list(
        tally.table()
    )


DOUBLES: list[tuple[str, Any, str]] = [
    ("sales", {"client_order_ref": "#1"}, "orders"),
    ("documents", document(INVOICE, "#1", "49.00"), "invoices"),
    ("documents", document(CREDIT_NOTE, "#1 refund r1", "9.00"), "credit notes"),
    ("payments", payment("inbound", "#1 pay-1"), "payments in"),
    ("payments", payment("outbound", "#1 refund r1"), "payments out"),
    ("customers", {"id": 8, "email": "zoe@example.com"}, "customers"),
]


@pytest.mark.parametrize(("where", "row", "kind"), DOUBLES)
def test_whatever_is_doubled_is_seen(where: str, row: Row, kind: str) -> None:
    twice = books(**{where: [row]})

    [(found, (_, doubled, _))] = wrong(counted(twice).counts()).items()
    assert (found, len(doubled)) == (kind, 1)
    with pytest.raises(AssertionError):
        truth.assert_nothing_is_doubled(twice)


def test_what_is_missing_is_seen_and_so_is_its_money() -> None:
    without = books()
    tally = counted(Books(without.sales, without.documents[:1], [], [], [], {}))

    assert {kind for kind, (missing, _, _) in wrong(tally.counts()).items() if missing} == {
        *("credit notes", "payments in", "payments out", "customers"),
    }
    assert tally.turnover == (Decimal("40.00"), Decimal("49.00"))


def test_what_nobody_sold_is_strange_and_what_was_called_off_is_not() -> None:
    more = [document(INVOICE, "#2", "49.00"), document(INVOICE, "#3", "1.00")]

    assert wrong(counted(books(documents=more)).counts()) == {"invoices": (set(), set(), {"#3"})}


def test_an_address_is_known_by_its_customer_and_street() -> None:
    strange = {
        **{"parent_id": 7, "type": "delivery", "name": "Zoé", "street": "9 quai Nord"},
        **{"zip": "69003", "city": "Lyon"},
    }

    found = wrong(counted(books(addresses=[strange])).counts())

    assert found == {"addresses": (set(), set(), {"zoe@example.com 9 quai Nord"})}
    with pytest.raises(AssertionError):
        truth.assert_nothing_is_doubled(books(addresses=[strange, strange]))
