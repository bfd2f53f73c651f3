"""Sentences of the hub, in the language of the page."""

from django import template

from hub.sentences import spoken

register = template.Library()
register.filter("spoken", spoken)
