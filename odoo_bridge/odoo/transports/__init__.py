"""The three ways to speak to Odoo. All take named parameters and give plain JSON values."""
