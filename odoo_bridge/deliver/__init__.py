"""Taking one order to Odoo: its steps, how each failure ends, and what is remembered on the way."""
