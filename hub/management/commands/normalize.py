"""`manage.py normalize`: what the hub understands of saved orders, without shop and database."""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub import ports, sound_json
from hub.errors import AffluentError
from hub.order import InvalidOrder, to_document

_EXAMPLE = """\
example:
  manage.py normalize woocommerce order-4711.json page.json --option status_map=expediee=completed

A file is a raw answer of the shop's API (a page or one order) or a recording of one. Printed is one JSON
array with one unified order per raw order. What cannot be read: exit code 1 and one line that says why.

  manage.py normalize woocommerce --write channels/woocommerce/fixtures/*.raw.json

With --write, what each NAME.raw.json becomes is kept beside it as NAME.order.json, for the contract suite.
Read it before you believe it: the suite compares later versions of the mapping with it.
"""


class Command(BaseCommand):
    """Prints the unified order of each raw order in the files."""

    help = "Print the unified orders that saved answers of a shop mean."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser that takes options anywhere, also between channel and files."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign] # Django calls this one
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Channel, files, and the merchant's choices."""
        parser.epilog = _EXAMPLE
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("channel", nargs="?", default="", help="the platform, for example woocommerce")
        parser.add_argument(
            "files", nargs="*", metavar="FILE", help="saved answers, JSON (PrestaShop: or XML)"
        )
        parser.add_argument("--shop", metavar="SLUG", help="the shop to name in the orders (fixture, shop)")
        parser.add_argument("--write", action="store_true", help="keep NAME.order.json beside NAME.raw.json")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="an option of the shop, repeatable",
        )

    def handle(self, *_: Any, **given: Any) -> None:
        """Reads everything before it prints anything: half an array is of no use."""
        try:
            channel = ports.channel(given["channel"])
            shop = given["shop"] or ("fixture" if given["write"] else "shop")
            account = ports.Account(shop=shop, credentials={}, options=_options(given["option"]))
        except AffluentError as reason:
            raise CommandError(_one_line(reason)) from None
        if not given["files"]:
            raise CommandError("No file given. Example: manage.py normalize woocommerce order.json")
        read = [(file, _documents(channel, account, file)) for file in map(Path, given["files"])]
        if given["write"]:
            orders = [(_order_file(file, found), found[0]) for file, found in read]
            for file, document in orders:
                self.stdout.write(f"{file}: {_keep(file, document)}")
            return
        documents = [document for _, found in read for document in found]
        self.stdout.write(json.dumps(documents, ensure_ascii=False, indent=2))


def _order_file(raw: Path, found: list[dict[str, Any]]) -> Path:
    """Where the order of a raw file is kept."""
    if not raw.name.endswith(".raw.json"):
        raise CommandError(f"{raw}: --write takes files called NAME.raw.json")
    if len(found) != 1:
        raise CommandError(f"{raw}: --write takes one order per file, here are {len(found)}")
    return raw.with_name(f"{raw.name.removesuffix('.raw.json')}.order.json")


def _keep(file: Path, document: dict[str, Any]) -> str:
    """Write the file unless it says the same already; what was done."""
    try:
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    except ValueError:
        before = {}
    if before == document:
        return "unchanged"
    try:
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as reason:
        raise CommandError(f"{file}: {reason.strerror or 'cannot be written'}") from None
    return "written" if before is None else "changed"


def _documents(channel: ports.ChannelPort, account: ports.Account, file: Path) -> list[dict[str, Any]]:
    """The unified orders of a file; every trouble is one line that names the file."""
    try:
        raws = channel.unpack(_saved(file.read_bytes().decode("utf-8-sig")))
        return [to_document(channel.normalize(raw, account)) for raw in raws]
    except OSError as reason:
        raise CommandError(f"{file}: {reason.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError as reason:
        raise CommandError(f"{file}: is not UTF-8 text (byte {reason.start})") from None
    except RecursionError:
        raise CommandError(f"{file}: is nested too deeply") from None
    except json.JSONDecodeError as reason:
        raise CommandError(f"{file}: line {reason.lineno}: is not JSON: {reason.msg}") from None
    except (AffluentError, InvalidOrder, ValueError) as reason:
        raise CommandError(f"{file}: {_one_line(reason)}") from None


def _saved(text: str) -> Any:
    """The JSON value of a saved answer; XML as its text, which a channel may know how to read."""
    return text if text.lstrip().startswith("<") else sound_json.loads(text)


def _options(given: list[str]) -> dict[str, str]:
    options = {}
    for entry in given:
        name, sign, value = entry.partition("=")
        if not (name and sign):
            raise CommandError(f"--option {entry!r} is not KEY=VALUE")
        options[name] = value
    return options


def _one_line(reason: Exception) -> str:
    cause = reason.cause if isinstance(reason, AffluentError) else str(reason)
    return " ".join(cause.split())
