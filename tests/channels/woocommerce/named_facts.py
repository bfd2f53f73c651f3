"""The facts recorded with each order: those that are compared, and why the others are not."""

# Facts that the unified order does not hold, and why. Lists and rate ids are left out of the paths.
NOT_OURS = {
    "customer_email": "the account's address; the order has that of its billing form",
    "status_label": "the status in the shop's language",
    "is_paid": "follows from status and date_paid_utc",
    "needs_payment": "follows from status and total",
    "net_payment": "what was paid less what was given back",
    "date_completed_utc": "no such date in the unified order",
    "discount_tax": "what was taken off is without tax",
    "coupons.discount": "already in the lines; which coupon gave how much is not kept",
    "coupons.discount_tax": "the same",
    "items": "the lines of one order, left out of its facts for their number",
    "items.subtotal_tax": "before discounts; it is in the unit price of shops that show tax",
    "items.unit_total_excl_tax": "after discounts: net / quantity",
    "items.unit_subtotal_excl_tax_rounded": "compared in shops that show prices without tax",
    "items.unit_subtotal_incl_tax_rounded": "compared in shops that show prices with tax",
    "refunds.total": "amount, negative",
    "shipping_lines.method": "the way of sending by the shop's own id",
    "tax_totals.code": "the rate's name inside the shop",
    "tax_totals.rate_id": "the rate's id inside the shop; rates are compared by per cent",
}
# fmt: off
COMPARED = frozenset({
    "admin_billing_address_lines", "admin_shipping_address_lines", "billing_email", "cart_tax",
    "coupons.code", "created_via", "currency", "customer_id", "customer_note", "date_created_utc",
    "date_paid_utc", "discount_excl_tax", "fees.name", "fees.tax", "fees.total", "fees_excl_tax",
    "has_shipping_address", "id", "items.name", "items.product_id", "items.qty_refunded", "items.quantity",
    "items.sku", "items.subtotal_excl_tax", "items.taxes_by_rate_id", "items.total_excl_tax",
    "items.total_refunded", "items.total_tax", "items.variation_id", "items_subtotal_excl_tax", "number",
    "payment_method", "payment_method_title", "prices_include_tax", "refunds.amount", "refunds.date",
    "refunds.id", "refunds.lines.name", "refunds.lines.qty", "refunds.lines.refunded_item_id",
    "refunds.lines.tax", "refunds.lines.total", "refunds.lines.type", "refunds.reason", "refunds.total_tax",
    "remaining_refundable", "shipping_excl_tax", "shipping_lines.tax", "shipping_lines.title",
    "shipping_lines.total", "shipping_tax", "status", "tax_refunded", "tax_totals.amount",
    "tax_totals.label", "tax_totals.rate_percent", "total", "total_refunded", "total_tax", "transaction_id",
})
# fmt: on
