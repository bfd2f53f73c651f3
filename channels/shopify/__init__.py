"""Shopify, Admin GraphQL API, one pinned version.

`channel` declares; `poll` walks what changed; `checkup` tests a connection; `api` makes the calls (what it
asks is `orders.graphql`), `access` holds tokens, `cost` reads the bucket of points, `errors` names what went
wrong; `subscriptions` makes and mends webhooks (`webhooks.graphql`). Pure: `mapping` (raw → order) with
`lines`, `charges`, `taxes`, `edits`, `refunds`, `payments`, `parcels`, `status`, `people`, `vat_ids`; `lists`
knows which lists may go on, `hints` reads webhooks, `saved` recordings, `gids` ids, `bags` amounts. README.md
tells the facts and traps.
"""
