"""Entries of the audit log, in the language of the page."""

from django import template

from hub.people import audit

register = template.Library()
register.filter("told", audit.told)
register.filter("reason", audit.reason_of)
register.filter("values", audit.values_of)
