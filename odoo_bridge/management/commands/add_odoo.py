"""`manage.py add_odoo`: connect an Odoo database and send shops to it."""

from argparse import BooleanOptionalAction
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from hub.models import Shop
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan_again
from odoo_bridge.models import OdooConnection, ShopPolicy


class Command(HubCommand):
    """Add an Odoo connection after asking the server whether it works."""

    help = "Connects an Odoo database; the server is asked for its version, user, company and taxes."
    example = (
        "manage.py add_odoo main --url https://odoo.example.com --database prod "
        "--user hub@example.com --api-key 0123abcd --shop lampes-fr"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What a connection needs."""
        parser.add_argument("name", help="a short name, for example main")
        parser.add_argument("--url", required=True)
        parser.add_argument("--database", required=True)
        parser.add_argument("--user", required=True, help="login of the API user")
        parser.add_argument(
            "--api-key", required=True, help="its API key (or password), or @FILE to read it from"
        )
        parser.add_argument(
            "--session",
            action=BooleanOptionalAction,
            help="legacy: log in as the web client does; --api-key is then the user's password",
        )
        parser.add_argument("--company", type=int, help="company id, where the user has several")
        parser.add_argument(
            "--vat-id", help="the company's own VAT id, with which VIES is asked: FR40303265045"
        )
        parser.add_argument(
            "--shop", action="append", default=[], help="send this shop's orders here (repeatable)"
        )
        parser.add_argument(
            "--deliver-from",
            metavar="DATE",
            help="with --shop: orders placed before this day are not delivered, for example 2026-11-01",
        )
        parser.add_argument("--update", action="store_true", help="change an existing connection")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the server first: a connection that does not work is not stored."""
        connection = self._connection(options)
        shops = [self._shop(slug) for slug in options["shop"]]
        deliver_from = _day(options["deliver_from"])
        if deliver_from and not shops:
            raise Error("--deliver-from is about a shop: add --shop.")
        connection.full_clean()
        facts = connections.ask(connection)
        connection.save()
        connections.keep(connection, facts)
        self._send(shops, connection, deliver_from)
        for finding in connections.check(connection):
            self.stdout.write(
                f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.detail} {finding.remedy}"
            )
        self.stdout.write(
            f"Odoo {connection.name} is connected; external ids begin with {connection.prefix}."
        )

    def _connection(self, options: dict[str, Any]) -> OdooConnection:
        name = options["name"]
        connection = OdooConnection.objects.filter(name=name).first()
        if connection is not None and not options["update"]:
            raise Error(f"An Odoo connection {name!r} exists. Change it with --update.")
        connection = connection or OdooConnection(name=name)
        connection.url, connection.database = options["url"].rstrip("/"), options["database"]
        connection.user, connection.secrets = options["user"], {"api_key": _secret(options["api_key"])}
        if options["vat_id"] is not None:
            connection.seller_vat_id = options["vat_id"]
        if options["session"] is not None:
            connection.legacy_session = options["session"]
        connection.key_expires_on = None  # that day was the old key's
        connection.company_id = options["company"] or connection.company_id
        return connection

    def _send(self, shops: list[Shop], connection: OdooConnection, deliver_from: date | None) -> None:
        """From now on, and what a shop that went nowhere until now has sold already since `deliver_from`."""
        columns: dict[str, Any] = {"connection": connection}
        if deliver_from is not None:
            columns["deliver_from"] = deliver_from
        policies = [ShopPolicy.objects.update_or_create(shop=shop, defaults=columns) for shop in shops]
        if any(created for _, created in policies):
            plan_again(connection)

    def _shop(self, slug: str) -> Shop:
        shop = Shop.objects.filter(slug=slug).first()
        if shop is None:
            raise Error(f"No shop is called {slug!r}. Add it first with `manage.py add_shop --help`.")
        return shop


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Error(f"--deliver-from: {text!r} is no day. Write for example 2026-11-01.") from None


def _secret(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise Error(f"{text[1:]} is no text file. Write the key into it and nothing else.") from None
