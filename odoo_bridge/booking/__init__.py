"""How VAT that was decided is booked in Odoo: which tax each line takes, which fiscal position an order gets.

`signs` tells what a tax or position is made for, `finding_taxes` and `finding_positions` choose among what
the books offer (all three pure). `table` is what people see and correct, `filling` fills it from Odoo,
`errors` says what waits for it. What must not live here: which VAT is due, which is `odoo_bridge.vat`.
"""
