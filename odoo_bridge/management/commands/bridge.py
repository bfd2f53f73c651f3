"""`manage.py bridge`: take settled orders to Odoo."""

from typing import Any

from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from hub.models import DeliveryState
from hub.processes import Shutdown
from odoo_bridge.bridge.lane import LANES_PER_DATABASE
from odoo_bridge.bridge.process import run, run_once
from odoo_bridge.models import OdooConnection


class Command(HubCommand):
    """Deliver orders; SIGTERM and Ctrl-C finish what is being written."""

    help = "Delivers settled orders to Odoo. As many bridges as wanted may run, on as many machines."
    example = "manage.py bridge\n  manage.py bridge --once"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` for cron and tests, `--lanes` for how many orders at once."""
        parser.add_argument("--once", action="store_true", help="deliver everything that is due, then end")
        parser.add_argument(
            "--lanes", type=int, default=LANES_PER_DATABASE, help="threads per Odoo (default %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; with `--once`, exit 1 while an Odoo cannot be reached."""
        if options["lanes"] < 1:
            raise Error("--lanes must be at least 1.")
        if not options["once"]:
            with Shutdown() as shutdown:
                run(shutdown, lanes=options["lanes"])
            return
        self._once()

    def _once(self) -> None:
        if not OdooConnection.objects.filter(active=True).exists():
            raise Error("There is no active Odoo connection. Add one with `manage.py add_odoo --help`.")
        outcomes = run_once()
        for state in DeliveryState:
            if outcomes.get(state):
                self.stdout.write(f"{state.label}: {outcomes[state]}")
        resting = OdooConnection.objects.filter(active=True).exclude(error_class="").first()
        if resting is not None:
            raise Error(f"Odoo {resting.name}: {resting.error_cause} {resting.error_remedy}")
