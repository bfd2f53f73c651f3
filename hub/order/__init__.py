"""The unified order, version 1: one immutable document for every shop platform.

Pure: no Django, no network, no settings. What reads a platform lives in `channels`,
what writes to the ERP lives in `odoo_bridge`; both speak in the terms of this package.
"""

from hub.order.document import from_document, to_document
from hub.order.model import (
    Address,
    Customer,
    Fulfillment,
    Line,
    Notice,
    Order,
    Payment,
    Presentment,
    Refund,
    Registration,
    TaxAmount,
    Totals,
    VatIdCandidate,
)
from hub.order.problems import InvalidOrder, Problem

__all__ = [
    "Address",
    "Customer",
    "Fulfillment",
    "InvalidOrder",
    "Line",
    "Notice",
    "Order",
    "Payment",
    "Presentment",
    "Problem",
    "Refund",
    "Registration",
    "TaxAmount",
    "Totals",
    "VatIdCandidate",
    "from_document",
    "to_document",
]
