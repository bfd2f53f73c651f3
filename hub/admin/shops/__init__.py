"""Shops in the back office: set-up by the channel's own declaration, how polling fares, and its switches."""
