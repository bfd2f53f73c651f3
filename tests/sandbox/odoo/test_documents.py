"""Orders, invoices, payments and credit notes: what follows from what, and which steps can be repeated."""

from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import GOODS_20, Client, RefusedError

LINES: list[dict[str, Any]] = [{"price_unit": "10", "product_uom_qty": 2, "taxes": [GOODS_20]}]


def test_a_confirmed_order_takes_the_present_as_its_date(client: Client) -> None:
    order = client.order(LINES, date_order="2026-01-02 03:04:05")
    before = client.read("sale.order", order, "name", "date_order")

    client.call("sale.order", "action_confirm", [order])

    after = client.read("sale.order", order, "state", "date_order", "invoice_status")
    assert before == {"id": order, "name": "S00001", "date_order": "2026-01-02 03:04:05"}
    assert after["date_order"] > "2026-06"
    assert (after["state"], after["invoice_status"]) == ("sale", "to invoice")


def test_confirming_invoicing_and_posting_again_is_refused(client: Client) -> None:
    order = client.order(LINES)
    (invoice,) = client.invoice(order)
    client.call("account.move", "action_post", [invoice])
    wizard = client.call("sale.advance.payment.inv", "create", {"sale_order_ids": [[6, 0, [order]]]})

    for model, method, record in (
        ("sale.order", "action_confirm", order),
        ("sale.advance.payment.inv", "create_invoices", wizard),
        ("account.move", "action_post", invoice),
    ):
        with pytest.raises(RefusedError, match=r"odoo\.exceptions\.UserError"):
            client.call(model, method, [record])
    assert client.read("sale.order", order, "invoice_ids", "invoice_status") == {
        "id": order,
        "invoice_ids": [invoice],
        "invoice_status": "invoiced",
    }


def test_consolidated_billing_puts_one_customers_orders_on_one_invoice(client: Client) -> None:
    partner = client.partner()
    together = client.invoice(
        *(client.order(LINES, partner_id=partner, client_order_ref=f"r{n}") for n in (1, 2)),
        consolidated=True,
    )
    apart = client.invoice(*(client.order(LINES, partner_id=partner) for _ in (1, 2)))

    assert (len(together), len(apart)) == (1, 2)
    assert client.read("account.move", together[0], "ref", "invoice_origin", "amount_total") == {
        "id": together[0],
        "ref": "r1, r2",
        "invoice_origin": "S00001, S00002",
        "amount_total": 48.0,
    }


def test_numbers_follow_date_and_reference(client: Client) -> None:
    first = client.invoice(client.order(LINES, client_order_ref="b"))[0]
    second = client.invoice(client.order(LINES, client_order_ref="a"))[0]
    client.call("account.move", "write", [first, second], {"invoice_date": "2026-11-20"})

    client.call("account.move", "action_post", [first, second])

    numbers = {
        ref: client.read("account.move", move, "name")["name"] for ref, move in (("a", second), ("b", first))
    }
    # 17 gives the first draft of a sequence its number at once
    assert numbers["a"] < numbers["b"] or numbers["b"] == "INV/2026/00001"


def test_a_tax_amount_written_by_hand_survives_posting(client: Client) -> None:
    (invoice,) = client.invoice(client.order(LINES))
    lines = client.call("account.move.line", "search_read", [["move_id", "=", invoice]], ["display_type"])
    tax = next(line["id"] for line in lines if line["display_type"] == "tax")

    client.call("account.move", "write", [invoice], {"line_ids": [[1, tax, {"amount_currency": -4.01}]]})
    client.call("account.move", "action_post", [invoice])

    found = client.read("account.move", invoice, "amount_tax", "amount_total", "amount_residual", "state")
    assert found == {
        "id": invoice,
        "amount_tax": 4.01,
        "amount_total": 24.01,
        "amount_residual": 24.01,
        "state": "posted",
    }


def test_delivered_goods_only_by_policy(client: Client, odoo: OdooSandbox) -> None:
    odoo.engine.database.table("product.product").update(1, {"invoice_policy": "delivery"})
    order = client.order(LINES)

    with pytest.raises(RefusedError, match="No items are available to invoice"):
        client.invoice(order)


def test_the_pricelist_decides_the_currency(client: Client) -> None:
    euros = client.order(LINES, currency_id=1)
    dollars = client.order(LINES, pricelist_id=2)

    assert client.read("sale.order", euros, "currency_id")["currency_id"][1] == "EUR"
    assert client.read("sale.order", dollars, "currency_id")["currency_id"][1] == "USD"


def test_the_payment_wizard_pays_twice_and_load_does_not(client: Client) -> None:
    """Two wizards made before either ran: both pay, which is why nobody should use them."""
    (invoice,) = client.invoice(client.order(LINES))
    client.call("account.move", "action_post", [invoice])
    context = {"active_model": "account.move", "active_ids": [invoice]}
    wizards = [client.call("account.payment.register", "create", {}, context=context) for _ in (1, 2)]

    for wizard in wizards:
        client.call("account.payment.register", "action_create_payments", [wizard], context=context)

    assert client.call("account.payment", "search_count", []) == 2
    fields = ["id", "payment_type", "amount", "journal_id/.id"]
    for _ in (1, 2):
        client.load("account.payment", fields, [["hub_s.pay_1", "Receive", "24", "6"]])
    assert client.call("account.payment", "search_count", []) == 3


def test_a_credit_note_takes_the_goods_off_and_is_set_off_against_the_open_invoice(client: Client) -> None:
    order = client.order(LINES)
    (invoice,) = client.invoice(order)
    client.call("account.move", "action_post", [invoice])
    line = client.read("sale.order", order, "order_line")["order_line"][0]
    fields = ["id", "move_type", "partner_id/.id", "reversed_entry_id/.id", "invoice_line_ids/id"]
    fields += [
        f"invoice_line_ids/{name}" for name in ("product_id/.id", "quantity", "price_unit", "tax_ids/.id")
    ]
    partner = client.read("sale.order", order, "partner_id")["partner_id"][0]
    row = ["hub_s.r1", "out_refund", str(partner), str(invoice), "hub_s.r1_1", "1", "1", "10", str(GOODS_20)]

    (note,) = client.load(
        "account.move", [*fields, "invoice_line_ids/sale_line_ids/.id"], [[*row, str(line)]]
    )["ids"]
    client.call("account.move", "action_post", [note])

    assert client.read("sale.order.line", line, "qty_invoiced", "qty_to_invoice") == {
        "id": line,
        "qty_invoiced": 1.0,
        "qty_to_invoice": 1.0,
    }
    assert client.read("account.move", invoice, "payment_state", "amount_residual") == {
        "id": invoice,
        "payment_state": "partial",
        "amount_residual": 12.0,
    }


@pytest.mark.parametrize(
    ("country", "vat", "on_17", "on_19"),
    [
        (75, "", "EU private", "Domestic - France"),
        (75, "FR23334175221", "Domestic - France", "Domestic - France"),
        (57, "", "EU private", "EU private"),
        (57, "DE136695976", "Intra-EU B2B", "Intra-EU B2B"),
        (233, "", "Import/Export Outside Europe + DOM-TOM", "Import/Export Outside Europe + DOM-TOM"),
        (149, "", "Import/Export Outside Europe + DOM-TOM", "Import/Export Outside Europe + DOM-TOM"),
        (137, "", "Import/Export Outside Europe + DOM-TOM", "Domestic - Monaco"),
        (False, "", False, False),
    ],
)
def test_fiscal_positions_by_country(
    client: Client, odoo: OdooSandbox, country: Any, vat: str, on_17: Any, on_19: Any
) -> None:
    partner = client.partner(country_id=country, vat=vat)

    order = client.order([{"price_unit": 10}], partner_id=partner)

    found = client.read("sale.order", order, "fiscal_position_id", "amount_tax")
    name = found["fiscal_position_id"] and found["fiscal_position_id"][1]
    assert name == (on_17 if odoo.version == "17" else on_19)
    free = name and name.startswith(("Intra", "Import"))
    assert found["amount_tax"] == (0.0 if free else 2.0)


def test_the_delivery_address_decides_the_fiscal_position(client: Client) -> None:
    german = client.partner(country_id=57)
    american = client.partner(country_id=233, parent_id=german, type="delivery")

    order = client.order(LINES, partner_id=german, partner_shipping_id=american)
    refused = client.order(LINES, partner_id=german, fiscal_position_id=False)

    assert client.read("sale.order", order, "fiscal_position_id")["fiscal_position_id"][1].startswith(
        "Import"
    )
    assert client.read("sale.order", refused, "fiscal_position_id")["fiscal_position_id"] is False


def test_an_error_takes_everything_back(client: Client) -> None:
    with pytest.raises(RefusedError, match="nofield"):
        client.call(
            "sale.order", "create", [{"partner_id": client.partner()}, {"partner_id": 1, "nofield": 1}]
        )

    assert client.call("sale.order", "search_count", []) == 0


def test_only_drafts_can_be_deleted(client: Client) -> None:
    order = client.order(LINES)
    client.call("sale.order", "action_confirm", [order])

    with pytest.raises(RefusedError, match="You must first cancel it"):
        client.call("sale.order", "unlink", [order])


def test_lines_of_a_draft_can_be_rewritten(client: Client) -> None:
    order = client.order(LINES)
    (line,) = client.read("sale.order", order, "order_line")["order_line"]

    client.call(
        "sale.order",
        "write",
        [order],
        {"order_line": [[1, line, {"product_uom_qty": 3}], [0, 0, {"product_id": 2, "price_unit": 1}]]},
    )
    after_change = client.read("sale.order", order, "amount_untaxed")["amount_untaxed"]
    client.call("sale.order.line", "unlink", [line])

    assert after_change == 31.0
    assert client.read("sale.order", order, "amount_untaxed")["amount_untaxed"] == 1.0


def test_two_credit_notes_of_one_invoice_posted_with_anothers_meet_the_wrong_one(client: Client) -> None:
    # as recorded on the real one: posted one by one, each meets its own invoice
    (mine,), (others,) = (client.invoice(client.order(LINES)) for _ in range(2))
    client.call("account.move", "action_post", [mine, others])
    made = [_credit_note(client, invoice, price) for invoice, price in ((mine, 5), (mine, 7), (others, 9))]

    client.call("account.move", "action_post", made)

    left = [
        client.read("account.move", each, "amount_residual")["amount_residual"] for each in (mine, others)
    ]
    assert left == [19.0, 17.0]
    assert client.read("account.move", made[2], "payment_state")["payment_state"] == "not_paid"


def _credit_note(client: Client, invoice: int, price: int) -> int:
    partner = client.read("account.move", invoice, "partner_id")["partner_id"][0]
    line = [0, 0, {"product_id": 1, "quantity": 1, "price_unit": price, "tax_ids": [[6, 0, []]]}]
    values = {"move_type": "out_refund", "partner_id": partner, "reversed_entry_id": invoice}
    return int(client.call("account.move", "create", {**values, "invoice_line_ids": [line]}))


def test_a_confirmed_order_keeps_its_lines_and_a_locked_one_is_not_cancelled(client: Client) -> None:
    order = client.order(LINES)
    client.call("sale.order", "action_confirm", [order])
    with pytest.raises(RefusedError, match="can't remove one of its lines"):
        client.call("sale.order", "write", [order], {"order_line": [[5, 0, 0]]})

    client.call("sale.order", "write", [order], {"locked": True})

    with pytest.raises(RefusedError, match="You cannot cancel a locked order"):
        client.call("sale.order", "action_cancel", [order])
