"""Its shops are ledgers, made as their options say; what a walk is asked for goes into a file."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig


class SlowShopConfig(AppConfig):
    """Registers the paper channel with slow shops."""

    name = "tests.hub.backfill.slowshop"
    label = "slowshop"

    def ready(self) -> None:
        """Only now can models be imported."""
        from hub import ports
        from tests.factories import PaperChannel
        from tests.hub.polling.ledger import Ledger

        class SlowLedger(Ledger):
            """Tells a file where its walks begin."""

            log = Path()

            def pages(self, since: str | None) -> Iterator[ports.OrderPage]:
                with self.log.open("a") as log:
                    log.write(f"{since}\n")
                return super().pages(since)

        class SlowChannel(PaperChannel):
            """Options: how many `orders`, the `pause` before each page in seconds, and the `log`."""

            def open(self, account: ports.Account) -> SlowLedger:
                ledger = SlowLedger(account.options["orders"], page_size=5)
                ledger.slug, ledger.log = account.shop, Path(account.options["log"])
                ledger.between = lambda pages: time.sleep(account.options["pause"])
                return ledger

        ports.register(SlowChannel())
