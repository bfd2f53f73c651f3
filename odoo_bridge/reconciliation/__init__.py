"""Hub ↔ Odoo: what every order should be in Odoo by its shop's policy, and what it is there.

`known` is what the hub says, `seen` what Odoo says (two calls for 200 orders), `sales` and `moves` compare
them without asking anybody, `side` plugs it all into `hub.reconciliation`. Nothing is written to Odoo here.
"""
