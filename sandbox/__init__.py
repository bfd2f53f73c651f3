"""The world around the hub: shops, an ERP, VIES and a bad network, as real servers on real sockets.

What lives here: servers that answer as the recorded ones do, for demos, tests and benchmarks. They keep
everything in memory, need nothing but the standard library and can be told to be slow, to fail and to lie.

What must not: any import of the product (``hub``, ``channels``, ``odoo_bridge``) or of Django. A sandbox is
written from the platform's side, so that a mistake of the product cannot hide in it.
"""
