"""What the hub wants of Odoo, in the hub's words: partners, products, sale orders, invoices, payments.

A gateway is a few typed methods over one client; what Odoo calls things, and in which version, is known here
and nowhere else. Each method is one call, whatever the number of records, unless it says otherwise.
"""
