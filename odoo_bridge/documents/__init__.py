"""The PDFs of posted invoices: which are wanted, and fetching them from Odoo beside the deliveries.

No delivery waits for a PDF, and no trouble with one is an order's trouble (docs/adr/0011).
"""
