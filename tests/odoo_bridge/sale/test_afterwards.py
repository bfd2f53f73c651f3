"""The plan for an order that Odoo has and that changed since, as a table."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hub.order import Order, Payment, Refund, to_document
from hub.order.vocabulary import Status
from odoo_bridge.sale.afterwards import Invoiced, Plan, Sale, Written, concerns_odoo, first_time, plan
from tests.factories import PLACED_AT, address, line, unified_order

BEFORE = unified_order(lines=(line(), line("2", sku="LMP-02")), payments=())
R1, R2 = (
    Refund(
        external_id=key, created_at=PLACED_AT, net=Decimal(amount), tax=Decimal("0.00"), gross=Decimal(amount)
    )
    for key, amount in (("r1", "10.00"), ("r2", "20.00"))
)
CARD = Payment(method="card", amount=Decimal("98.00"), reference="ch_1")
CANCELLED: dict[str, Any] = {"status": Status.CANCELLED, "cancelled_at": PLACED_AT}
FEWER: dict[str, Any] = {"lines": BEFORE.lines[:1]}
MORE: dict[str, Any] = {"lines": (*BEFORE.lines, line("3"))}
MOVED: dict[str, Any] = {"shipping_address": address(city="Nice")}
QUOTATION, CONFIRMED = (Sale.QUOTATION, Invoiced.NO), (Sale.CONFIRMED, Invoiced.NO)
DRAFT, POSTED = (Sale.CONFIRMED, Invoiced.DRAFT), (Sale.CONFIRMED, Invoiced.POSTED)
CALLED_OFF = (Sale.CANCELLED, Invoiced.POSTED)


def newest(**changes: Any) -> Order:
    return unified_order(**{"lines": BEFORE.lines, "payments": (), **changes})


def planned(
    changes: dict[str, Any], standing: tuple[Sale, Invoiced], chosen: bool = False, **known: Any
) -> Plan:
    after = newest(**changes)
    written = Written(**{"document": to_document(BEFORE), "order": BEFORE, **known})
    return plan(written, after, to_document(after), *standing, credit_difference=chosen)


@pytest.mark.parametrize(
    ("changes", "standing", "expected"),
    [
        ({}, POSTED, Plan()),
        ({"tags": ("vip",)}, POSTED, Plan()),
        ({}, QUOTATION, Plan()),
        ({"refunds": (R1,)}, POSTED, Plan(refunds=(R1,))),
        ({"refunds": (R1, R2)}, DRAFT, Plan(refunds=(R1, R2))),
        ({"refunds": (R1,)}, QUOTATION, Plan(refunds=(R1,))),
        ({"payments": (CARD,)}, POSTED, Plan(payments={"ch_1": CARD})),
        (CANCELLED, QUOTATION, Plan(cancel=True)),
        (CANCELLED, CONFIRMED, Plan(cancel=True)),
        (CANCELLED, DRAFT, Plan(cancel=True)),
        (CANCELLED, POSTED, Plan(cancel=True, rest=True)),
        (CANCELLED, CALLED_OFF, Plan(cancel=True, rest=True)),
        ({**CANCELLED, "refunds": (R1,)}, POSTED, Plan(cancel=True, rest=True, refunds=(R1,))),
        ({**CANCELLED, "refunds": (R1,)}, DRAFT, Plan(cancel=True)),
        ({**CANCELLED, **FEWER}, POSTED, Plan(cancel=True, rest=True)),
        (FEWER, QUOTATION, Plan(rewrite=True)),
        (MOVED, QUOTATION, Plan(rewrite=True)),
        ({**MORE, "refunds": (R1,)}, QUOTATION, Plan(rewrite=True, refunds=(R1,))),
    ],
)
def test_what_follows_by_itself(
    changes: dict[str, Any], standing: tuple[Sale, Invoiced], expected: Plan
) -> None:
    assert planned(changes, standing) == expected


@pytest.mark.parametrize(
    ("changes", "standing", "said", "can_credit"),
    [
        (FEWER, POSTED, "removed 2 × Desk lamp (49.00); total 98.00 EUR → 49.00 EUR", True),
        (FEWER, DRAFT, "removed 2 × Desk lamp", False),
        (FEWER, CONFIRMED, "removed 2 × Desk lamp", False),
        ({**FEWER, "refunds": (R1,)}, POSTED, "removed", False),
        (MORE, POSTED, "added 2 × Desk lamp (49.00)", False),
        (MOVED, POSTED, "shipping address Zoé Martin, 3 rue des Lilas, 69003, Lyon, FR → ", False),
        ({}, CALLED_OFF, "it is cancelled in Odoo and not at the shop", False),
    ],
)
def test_what_is_for_a_person(
    changes: dict[str, Any], standing: tuple[Sale, Invoiced], said: str, can_credit: bool
) -> None:
    found = planned(changes, standing)

    assert said in found.hold
    assert found.proposal
    assert found.can_credit is can_credit
    assert not any((found.refunds, found.rewrite, found.cancel))


def test_a_person_may_choose_to_credit_what_an_order_costs_less() -> None:
    assert planned(FEWER, POSTED, chosen=True) == Plan(difference=True)
    assert planned(MORE, POSTED, chosen=True).hold


def test_what_is_settled_is_not_done_again() -> None:
    refunded = replace(BEFORE, refunds=(R1,), payments=(CARD,))
    known: dict[str, Any] = {
        "order": refunded,
        "document": to_document(refunded),
        "refunds": {"r1"},
        "payments": {"ch_1"},
    }

    found = planned({"refunds": (R1, R2), "payments": (CARD,)}, POSTED, **known)

    assert found == Plan(refunds=(R2,))


@pytest.mark.parametrize(
    ("refunds", "said"),
    [
        ((), "the refund r1 of 10.00 EUR was taken back"),
        ((replace(R2, external_id="r1"),), "10.00 → 20.00 EUR"),
    ],
)
def test_a_settled_refund_that_changes_is_for_a_person(refunds: tuple[Refund, ...], said: str) -> None:
    known: dict[str, Any] = {"order": replace(BEFORE, refunds=(R1,)), "refunds": {"r1"}}

    assert said in planned({"refunds": refunds}, POSTED, **known).hold


def test_a_refund_that_vanishes_while_it_is_being_credited_is_for_a_person() -> None:
    assert "the refund r1 was taken back" in planned({}, POSTED, credited={"r1"}).hold


def test_content_in_doubt_is_written_again_even_where_nothing_changed() -> None:
    assert planned({}, QUOTATION, doubtful=True) == Plan(rewrite=True)


def test_a_sale_that_is_taken_up_again_is_for_a_person() -> None:
    assert planned({}, CALLED_OFF, cancelled=True).hold


@pytest.mark.parametrize(
    ("changes", "known", "pays", "concerned"),
    [
        ({}, {}, True, False),
        ({"tags": ("vip",)}, {}, True, False),
        ({"payments": (CARD,)}, {}, False, False),
        ({"payments": (CARD,)}, {}, True, True),
        ({"refunds": (R1,)}, {}, False, True),
        ({"refunds": (R1,)}, {"refunds": {"r1"}, "order": replace(BEFORE, refunds=(R1,))}, False, False),
        (MOVED, {}, False, True),
        ({}, {"doubtful": True}, False, True),
        ({}, {"cancelled": True}, False, True),
        (CANCELLED, {}, False, True),
        (CANCELLED, {"cancelled": True}, False, False),
        ({**CANCELLED, "refunds": (R1,)}, {"cancelled": True}, False, False),
        ({**CANCELLED, "refunds": (R1,)}, {"cancelled": True}, True, True),
    ],
)
def test_odoo_is_asked_only_about_what_concerns_it(
    changes: dict[str, Any], known: dict[str, Any], pays: bool, concerned: bool
) -> None:
    after = newest(**changes)
    written = Written(**{"document": to_document(BEFORE), "order": BEFORE, **known})

    assert concerns_odoo(written, after, to_document(after), pays=pays) is concerned


def test_a_new_order_brings_what_was_paid_and_given_back_before() -> None:
    order = newest(refunds=(R1, replace(R2, net=Decimal("0.00"), gross=Decimal("0.00"))), payments=(CARD,))

    assert first_time(order) == Plan(refunds=(R1,), payments={"ch_1": CARD})
