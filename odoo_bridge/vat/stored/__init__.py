"""The VAT of orders with the hub's tables: what stands between the pure decision and a delivery.

`settings` reads a shop's policy, `register` what VIES says of the numbers of a batch, `threshold` counts
cross-border sales, `batch` decides many orders at once, `recording` writes down what was decided, `waiting`
lets go what waited. What must not live here: rules of VAT, and anything of Odoo.
"""
