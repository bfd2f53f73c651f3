#!/usr/bin/env python3
"""Affluent's command line: `manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# These read and write files: they touch neither a database nor a secret, and so need no keys.
KEYLESS = ("normalize", "order_schema", "newchannel", "help", "--help", "-h")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    if len(sys.argv) == 1 or sys.argv[1] in KEYLESS or sys.argv[-1] in ("--help", "-h"):
        os.environ.setdefault("DEBUG", "true")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Error: {error}")
