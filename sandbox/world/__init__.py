"""`make run` and `make demo`: sandbox shops, a sandbox Odoo, and a real hub between them.

The hub runs as its own processes on SQLite and without a broker, set up by its own commands and watched
through its own REST API: nothing here imports it.
"""
