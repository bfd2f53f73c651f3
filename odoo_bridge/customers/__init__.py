"""Who buys: finding or creating the customer and the addresses in Odoo without doubles."""
