"""The core: settings, the unified order, ingest, outbox, REST API and back office.

Knows neither shop platforms nor the ERP: `channels` plug in through `hub.ports`, and targets such as
`odoo_bridge` read the orders and write deliveries.
"""
