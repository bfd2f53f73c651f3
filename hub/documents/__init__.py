"""Invoices as PDF files: asked for, fetched by whoever delivers, kept, and handed out by signed links.

The core keeps and serves; how a file is fetched is the target's (`odoo_bridge.documents`).
"""
