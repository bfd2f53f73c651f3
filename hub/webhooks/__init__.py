"""Webhooks: taken in, followed, subscribed to, and missed when they stop.

A webhook only says "look at this order": it is checked and stored while the platform waits, and the order is
read afterwards as polling reads it. Polling alone loses nothing, so that nothing here has to be perfect.
How a platform signs and subscribes is the channel's.
"""
