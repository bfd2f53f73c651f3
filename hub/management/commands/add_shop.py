"""`manage.py add_shop`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hub import ports
from hub.management.base import Error, HubCommand
from hub.models import Shop
from hub.ports import ChannelPort


class Command(HubCommand):
    """Everything the form of a shop can set up."""

    help = "Add a shop, or change one with --update. Secrets are encrypted and never shown again."
    example = (
        "manage.py add_shop woocommerce lampes-fr --set url=https://lampes.example "
        "\\\n      --set key=ck_… --set secret=@/run/secrets/woocommerce"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The columns of a shop."""
        parser.add_argument("channel", metavar="CHANNEL", help="the platform, for example woocommerce")
        parser.add_argument("slug", metavar="SLUG", help="the shop's short name, for example lampes-fr")
        parser.add_argument(
            "--set",
            metavar="KEY=VALUE",
            action="append",
            default=[],
            help="a credential; KEY=@FILE reads it from a file, so that it shows in no process list",
        )
        parser.add_argument("--option", metavar="KEY=VALUE", action="append", default=[], help="a choice")
        parser.add_argument("--name", help="how people call the shop")
        parser.add_argument("--poll-seconds", type=int, metavar="N", help="seconds between two polls")
        parser.add_argument("--allow-private-hosts", action="store_true", default=None, help="see the manual")
        parser.add_argument("--inactive", action="store_true", help="do not poll it")
        parser.add_argument("--update", action="store_true", help="change the shop that has this slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything, then store."""
        channel = ports.channel(options["channel"])
        shop = _found_or_new(channel, options["slug"], update=options["update"])
        shop.credentials = _credentials(channel, dict(shop.credentials), _pairs("--set", options["set"]))
        shop.options = {**shop.options, **_pairs("--option", options["option"])}
        given = {name: options[name] for name in ("name", "poll_seconds", "allow_private_hosts")}
        for name, value in given.items():
            if value is not None:
                setattr(shop, name, value)
        shop.active = not options["inactive"]
        shop.clear_trouble()
        shop.next_poll_at = None
        shop.full_clean()
        channel.open(shop.account)
        shop.save()
        self.stdout.write(f"Shop {shop.slug} {'changed' if options['update'] else 'added'}.")


def _found_or_new(channel: ChannelPort, slug: str, *, update: bool) -> Shop:
    known = Shop.objects.filter(slug=slug).first()
    if known is None and update:
        raise Error(f"SLUG: there is no shop {slug!r} to update.")
    if known is not None and not update:
        raise Error(f"SLUG: there is a shop {slug!r} already. Add --update to change it.")
    if known is not None and known.channel != channel.slug:
        raise Error(f"CHANNEL: shop {slug!r} is a {known.channel} shop, not {channel.slug}.")
    return known or Shop(slug=slug, channel=channel.slug)


def _pairs(argument: str, given: list[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not name or not sign:
            raise Error(f"{argument}: {name!r} is not written as KEY=VALUE.")
        pairs[name] = _from_file(name, value[1:]) if value.startswith("@") else value
    return pairs


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Error(f"{name}: the file {path} cannot be read ({error}).") from error


def _credentials(channel: ChannelPort, known: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    fields = channel.credentials
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise Error(f"--set: {channel.label} has no {', '.join(unknown)} (it has: {', '.join(fields)}).")
    defaults = {name: field.default for name, field in fields.items() if field.default}
    values = {**defaults, **known, **given}
    missing = [name for name, field in fields.items() if field.required and not values.get(name)]
    if missing:
        raise Error(f"--set: {channel.label} also needs {', '.join(missing)}.")
    return values
