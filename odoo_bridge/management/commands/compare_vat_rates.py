"""`manage.py compare_vat_rates`."""

import sys
from typing import Any

from hub.management.base import HubCommand
from odoo_bridge.rate_watch import SOURCE, check
from odoo_bridge.vat.published_rates import compare


class Command(HubCommand):
    """Ours beside a public source's."""

    help = (
        "Compare the VAT rates of the hub with those of the installed package eu-vat-rates-data, as the "
        "clock does every night. Changes no rate; exit code 1 if one differs or the package is too old."
    )
    example = "manage.py compare_vat_rates"

    def handle(self, *args: Any, **options: Any) -> None:
        """A table of differences, and the count."""
        comparison = compare()
        if comparison.differences:
            rows = [(one.country, one.kind, *one.texts) for one in comparison.differences]
            self.table(("country", "rates", "only here", "only published"), rows)
        self.stdout.write(
            f"{comparison.countries} countries compared with {SOURCE} of {comparison.day}: "
            f"{len(comparison.differences)} differences."
        )
        if not check():
            sys.exit(1)
