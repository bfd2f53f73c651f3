"""`manage.py add_odoo`: connect an Odoo database and send shops to it."""

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
        parser.add_argument("--company", type=int, help="company id, where the user has several")
        parser.add_argument(
            "--shop", action="append", default=[], help="send this shop's orders here (repeatable)"
        )
        parser.add_argument("--update", action="store_true", help="change an existing connection")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the server first: a connection that does not work is not stored."""
        connection = self._connection(options)
        shops = [self._shop(slug) for slug in options["shop"]]
        connection.full_clean()
        facts = connections.ask(connection)
        connection.save()
        connections.keep(connection, facts)
        self._send(shops, connection)
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
        connection.company_id = options["company"] or connection.company_id
        return connection

    def _send(self, shops: list[Shop], connection: OdooConnection) -> None:
        """From now on, and what a shop that went nowhere until now has sold already."""
        policies = [
            ShopPolicy.objects.update_or_create(shop=shop, defaults={"connection": connection})
            for shop in shops
        ]
        if any(created for _, created in policies):
            plan_again(connection)

    def _shop(self, slug: str) -> Shop:
        shop = Shop.objects.filter(slug=slug).first()
        if shop is None:
            raise Error(f"No shop is called {slug!r}. Add it first with `manage.py add_shop --help`.")
        return shop


def _secret(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise Error(f"{text[1:]} is no text file. Write the key into it and nothing else.") from None
