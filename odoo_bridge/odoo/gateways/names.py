"""What the hub's things are called in Odoo: for links to its pages, and for what is kept of each step."""

PARTNER = "res.partner"
PRODUCT = "product.product"
SALE_ORDER = "sale.order"
INVOICE = "account.move"  # and credit note
PAYMENT = "account.payment"
