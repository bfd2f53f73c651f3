"""Reconciliation in the back office: what differs, what each run counted, and healing or accepting it."""

from hub.admin.reconciliation import trouble  # tells the first page
from hub.admin.reconciliation.differences import DifferenceAdmin
from hub.admin.reconciliation.runs import ReconciliationAdmin

__all__ = ["DifferenceAdmin", "ReconciliationAdmin", "trouble"]
