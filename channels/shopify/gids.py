"""Shopify's global ids: `gid://shopify/Order/6007294032768`. The text is the key."""

import re

_ORDER = re.compile(r"gid://shopify/Order/\d{1,30}", re.ASCII)
_NUMBER = re.compile(r"\d{1,30}", re.ASCII)


def order_gid(external_id: str) -> str | None:
    """The global id of an order, given as such or as its number; None for anything else."""
    if _ORDER.fullmatch(external_id):
        return external_id
    return f"gid://shopify/Order/{external_id}" if _NUMBER.fullmatch(external_id) else None


def tail(gid: str) -> str:
    """The number at the end, as the back office uses it."""
    return gid.rpartition("/")[2]
