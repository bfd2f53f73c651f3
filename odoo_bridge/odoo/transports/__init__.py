"""The two ways to speak to Odoo. Both take named parameters and give plain JSON values."""
