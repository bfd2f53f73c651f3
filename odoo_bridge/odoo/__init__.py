"""A small typed client for Odoo 14 to 19: transports, faults as classed errors, set-up by asking, gateways.

Knows no Django models and nothing of deliveries; the rest of the bridge never sees JSON-RPC or JSON-2, nor
what Odoo calls things.
"""
