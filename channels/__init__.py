"""What a shop platform is (`base`), how it is found (`registry`), and one app per platform.

What lives here: everything that knows a platform's words, and the tools they share (`http`, `reading`,
`amounts`). What must not: the ERP, models of the hub, or anything that decides what becomes of an order.
"""
