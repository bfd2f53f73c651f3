"""Who may do what: four groups, and the rule that gives each table its place among them.

Knows no single table: a page says where its rows belong (`place`), and what an action needs (`permission`).
"""
