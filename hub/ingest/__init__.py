"""From what a platform sent to stored orders: one transaction per page, raw first.

Calls no network. Understanding a raw order is the channel's; deciding what is new, older, held or
settled is this package's.
"""

from hub.ingest.intake import PageResult
from hub.ingest.page import ingest_page
from hub.ingest.remap import remap
from hub.ingest.settling import vanish

__all__ = ["PageResult", "ingest_page", "remap", "vanish"]
