"""Lines of a sale order, an invoice or a credit note, as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line under our name for it. `unit_price` contains the taxes where those are price-included ones."""

    external_id: str
    product_id: int
    name: str
    quantity: Decimal
    unit_price: Decimal
    tax_ids: Sequence[int]
