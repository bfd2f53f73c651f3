"""Shops in the back office: set-up by the channel's own declaration, how polling fares, its switches."""

from hub.admin.shops.admin import ShopAdmin

__all__ = ["ShopAdmin"]
