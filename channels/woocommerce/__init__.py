"""WooCommerce (WordPress), REST API v3, both generations of its order storage.

`channel` declares; `poll` walks what changed; `checkup` tests a connection; `subscriptions` keeps the hub's
webhooks in the shop and `hints` reads what they say; `oauth` and `errors` speak the API's dialect. Pure:
`mapping` (raw → order) with `lines`, `refunds`, `status`, `vat_ids`, `parcels`, `meta`; `saved` finds orders
in recordings. README.md tells the facts and traps.
"""
