"""Records of Odoo are called what its users call them, not by the names of models."""

import pytest
from django.utils import translation

from hub import links
from hub.links import Called, Stored
from odoo_bridge.admin.record_names import called

EMAIL_IS_THE_SAME = "The e-mail zoe@example.com is the same, and the name."


@pytest.mark.parametrize(
    ("record", "name", "remark"),
    [
        (
            Stored("res.partner", 26, "Zoé Martin", "partner", EMAIL_IS_THE_SAME),
            "Zoé Martin #26",
            EMAIL_IS_THE_SAME,
        ),
        (Stored("res.partner", 26, "Zoé Martin"), "Zoé Martin #26", ""),
        (Stored("res.partner", 49, ""), "Contact 49", ""),
        (Stored("sale.order", 59, "", "order"), "Quotation 59", ""),
        (Stored("sale.order", 59, "S00059", "confirmed"), "Order S00059", ""),
        (Stored("sale.order", 59, ""), "Order 59", ""),
        (Stored("account.move", 58, ""), "Invoice 58", ""),
        (Stored("account.move", 58, "", "invoice"), "Draft invoice 58", ""),
        (Stored("account.move", 58, "/", "posted"), "Draft invoice 58", ""),
        (Stored("account.move", 58, "INV/2026/00055", "posted"), "INV/2026/00055", ""),
        (Stored("account.move", 58, "0.01", "repaired"), "Invoice 58", "0.01"),
        (Stored("account.move", 60, "", "credit_note"), "Draft credit note 60", ""),
        (Stored("account.move", 60, "RINV/2026/00001", "credited"), "RINV/2026/00001", ""),
        (
            Stored("account.payment", 3, "49.00 EUR (INV/2026/00055)", "paid"),
            "Payment 3",
            "49.00 EUR (INV/2026/00055)",
        ),
        (Stored("stock.picking", 4, "WH/OUT/4"), "WH/OUT/4", ""),
        (Stored("stock.picking", 4, ""), "stock.picking 4", ""),
    ],
)
def test_a_record_by_its_name(record: Stored, name: str, remark: str) -> None:
    assert called(record) == Called(name, remark)


def test_in_french() -> None:
    with translation.override("fr"):
        assert called(Stored("sale.order", 59, "", "order")) == Called("Devis 59")


def test_of_a_target_that_is_gone_it_is_as_it_was_kept() -> None:
    assert links.called(None, Stored("sale.order", 59, "S00059")) == Called("S00059 #59")
    assert links.called(None, Stored("sale.order", None, "")) == Called("sale.order")
