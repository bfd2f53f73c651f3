"""The bridge process: messages in, deliveries out, everything else from the database.

A message only says "look at this order". Whatever a wiped broker forgot is found in the feed, whatever a
killed worker left is found by its expired lease.
"""
