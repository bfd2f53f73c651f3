"""The bridge to Odoo: deliveries, customers, VAT, and the Odoo client.

Reads orders from `hub` and never imports `channels`. Nothing here knows where an order came from.
"""
