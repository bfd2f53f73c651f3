"""The REST API: orders of all shops as one model, shops, and the feed of what happened.

Reading only. Here live keys on the wire, filters, pages, the shapes of answers, and problems in RFC 9457.
What an order is lives in `hub.order`; what is stored and when is decided in `hub.ingest` and `hub.outbox`.
"""
