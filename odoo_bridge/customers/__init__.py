"""Who buys: finding or creating the customer and the addresses in Odoo without doubles.

Pure rules: `normalization`, `names`, `identity`, `verdict`, `drafts`. On an order's way: `matching`, `known`,
`search`, `newcomers`, `remembering`, `addresses`, `changes`, `survivors`. For people: `asking`, `decisions`.
"""
