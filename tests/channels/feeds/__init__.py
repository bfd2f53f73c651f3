"""Feeds: generated histories of a shop, read by a channel while everything goes on and much goes wrong.

`world` is a shop of the sandbox with its clock and the trouble on the way to it; `memory` calls the sandbox
without a socket; `shop` says what a platform's shop can do, one module per platform does it; `ledger` is the
hub's law of what it then knows; `feed` is one history with its verdict, `run` many of them. A feed is made
from a seed alone: `python -m tests.channels.feeds STYLE --seed N --feeds 1 --story` plays one again.
"""
