"""What waits, grouped by its cause: one problem for all orders that one thing holds up.

A problem is found by asking the tables (`sources`), never kept beside them: its row only remembers who takes
care of it and how it ended. Nothing here draws pages or knows a target.
"""
