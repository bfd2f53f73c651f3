"""What the REST API says about VAT; plugged into the hub's addresses by `odoo_bridge.apps`."""
