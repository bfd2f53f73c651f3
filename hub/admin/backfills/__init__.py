"""Backfills in the back office: how far each is, what it found, and stopping or resuming it."""

from hub.admin.backfills import trouble  # tells the first page
from hub.admin.backfills.admin import BackfillAdmin

__all__ = ["BackfillAdmin", "trouble"]
