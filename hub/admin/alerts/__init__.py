"""Alerts in the back office: what is wrong or was, the rules with their thresholds, and who is told."""

from hub.admin import backfills  # its source of the first page comes first
from hub.admin.alerts import alerts, recipients, rules, sources

__all__ = ["alerts", "backfills", "recipients", "rules", "sources"]
