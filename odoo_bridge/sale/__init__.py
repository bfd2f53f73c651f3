"""What a sale order in Odoo should say, worked out from a unified order. Pure: no Django, no network."""
