"""Proofs of VIES, put on the customers in Odoo beside the deliveries.

No delivery waits for a proof, and no trouble with one is an order's trouble (docs/adr/0020). `planning` finds
what is wanted, `certificate` words it, `placing` brings it there, `keeping` notes how far that is.
"""
