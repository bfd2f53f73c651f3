"""Shopify, Admin GraphQL API, one pinned version.

`channel` declares; `poll` walks what changed; `checkup` tests a connection; `api` makes the calls (what it
asks is `orders.graphql`), `access` holds tokens, `cost` reads the bucket of points, `errors` names what went
wrong. Pure: `mapping` (raw → order) with `lines`, `charges`, `taxes`, `edits`, `refunds`, `payments`,
`parcels`, `status`, `people`, `vat_ids`; `hints` reads webhooks, `saved` recordings, `gids` ids, `bags`
amounts. README.md tells the facts and traps.
"""
