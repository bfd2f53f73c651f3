"""The dry run: what would be written to Odoo for an order or a whole shop, and what is missing.

The delivery's own code runs, on a rehearsal of Odoo (`odoo_bridge.odoo.rehearsal`) and on a memory that
stores nothing (`forgetful`); `guard` refuses every statement that would write to the hub's database. What
stops an order is asked for once more in a world where it is mended (`standins`, `mending`), to find what
else is missing, and told in `lacks`.
"""
