"""The first page: is all well, and if not, where to look. A handful of queries, however many orders.

Other apps plug in what they watch over; none of them asks the database what was asked already (`Numbers`).
"""

from hub.admin.overview import shops  # tells of them
from hub.admin.overview.numbers import Numbers
from hub.admin.overview.page import dashboard
from hub.admin.overview.parts import Card, Fact, Figure, Trouble
from hub.admin.overview.watching import Watch, watch

__all__ = ["Card", "Fact", "Figure", "Numbers", "Trouble", "Watch", "dashboard", "shops", "watch"]
