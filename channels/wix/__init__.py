"""Wix eCommerce, Orders API v1 and Order Transactions API, with an API key or as an OAuth app.

`channel` declares; `api` makes the calls, `access` proves who calls, `poll` walks what changed, `checkup`
tests a connection, `errors` speaks the API's dialect, `notifications` checks webhooks. Pure: `mapping` (raw →
order) with `lines`, `amounts`, `refunds`, `payments`, `parties`, `company_numbers`, `status`; `saved` finds
orders in recordings. README.md tells the facts and traps.
"""
