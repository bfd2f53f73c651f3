"""The VAT of a whole order: from the unified order to decisions, and what the shop charged beside them.

`decide_order` is what others call. It stands on: `settings` (what the shop's policy says), `kinds` (what
a line is), `sales` (one `Sale` for all lines of a kind), `register` (what VIES said), `charging` (what the
shop charged), `comparing` (charged beside due), `outcome` (the answer). `applying` writes an order as the
answer says. Pure: no Django, no network, no settings. What must not live here: the law, which is
`odoo_bridge.vat.rules`.
"""
