"""A small typed client for Odoo 14 to 19: transports, faults as classed errors, set-up by asking.

Knows no orders and no Django models; the rest of the bridge never sees JSON-RPC or JSON-2.
"""
