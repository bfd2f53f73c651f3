"""Shopify, Admin GraphQL API, one pinned version.

`channel` declares; `poll` walks what changed; `checkup` tests a connection; `api` makes the calls (its query is
`orders.graphql`), `access` holds tokens, `cost` reads the bucket of points, `errors` names what went wrong. Pure:
`mapping` (raw → order) with `lines`, `charges`, `taxes`, `edits`, `refunds`, `payments`, `status`, `people`,
`vat_ids`; `saved` finds orders in recordings; `gids` and `bags` read ids and amounts. README.md tells facts and traps.
"""
