"""What Odoo has at a moment, found by the names that the shop gives: orders, documents, payments."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.odoo_bridge.world import Row, World

Key = TypeVar("Key")
INVOICE, CREDIT_NOTE = "out_invoice", "out_refund"


@dataclass
class Books:
    """Read once, looked up often. What was cancelled in accounting is not among the documents."""

    sales: list[Row]
    documents: list[Row]
    payments: list[Row]
    customers: list[Row]
    addresses: list[Row]
    streets: dict[int, str]
    _sale: dict[str, Row] = field(default_factory=dict)
    _by_ref: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    _notes: dict[int, list[Row]] = field(default_factory=dict)
    _payments: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "Books":
        """As they stand now."""
        moves = (row for row in world.stored("account.move") if row["move_type"] in (INVOICE, CREDIT_NOTE))
        memo = "memo" if world.sandbox.version == "19" else "ref"
        partners = world.stored_customers()
        return cls(
            sales=world.stored("sale.order"),
            documents=[row for row in moves if row["state"] != "cancel"],
            payments=[{**row, "memo": str(row[memo])} for row in world.stored("account.payment")],
            customers=[row for row in partners if not row["parent_id"]],
            addresses=[row for row in partners if row["parent_id"]],
            streets={row["id"]: row["street"] for row in world.stored("res.partner")},
        )

    def __post_init__(self) -> None:
        self._sale = {str(row["client_order_ref"]): row for row in self.sales}
        self._by_ref = _grouped(((row["move_type"], str(row["ref"])), row) for row in self.documents)
        self._notes = _grouped((row["reversed_entry_id"], row) for row in self.documents)
        self._payments = _grouped((row["memo"].partition(" ")[0], row) for row in self.payments)

    def sale(self, number: str) -> Row | None:
        """The sale order of an order."""
        return self._sale.get(number)

    def invoices(self, number: str) -> list[Row]:
        """The live invoices of an order."""
        return self._by_ref.get((INVOICE, number), [])

    def notes(self, invoice: Row) -> list[Row]:
        """The live credit notes of an invoice."""
        return self._notes.get(invoice["id"], [])

    def paid(self, number: str, kind: str) -> list[Row]:
        """The payments of an order, `inbound` or `outbound`."""
        return [row for row in self._payments.get(number, []) if row["payment_type"] == kind]


def _grouped(rows: Iterable[tuple[Key, Row]]) -> dict[Key, list[Row]]:
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for key, row in rows:
        found[key].append(row)
    return found
