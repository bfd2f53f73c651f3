"""Odoo connections in the back office: access, test, and the taxes that were found there."""
