"""`manage.py newchannel`: the app of a new shop platform, to be filled in as the contract suite says."""

import keyword
import re
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from hub import ports
from hub.management.base import Error, HubCommand

_TEMPLATES = Path(__file__).resolve().parent.parent / "new_channel"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LABEL = re.compile(r"[^\W_]([\w .&'+-]{0,38}[\w.+])?\Z")


class Command(HubCommand):
    """Writes the folder; what is left to write, the contract suite says."""

    help = (
        "Write the app of a new shop platform. It loads at once; the contract suite says what is left to "
        "write. docs/adding-a-shop.md leads through it."
    )
    example = "manage.py newchannel krambude --label Krambude --into ../affluent-krambude"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What to call it, and where it goes."""
        parser.add_argument("slug", metavar="SLUG", help="its name in addresses and tables; it never changes")
        parser.add_argument("--label", metavar="TEXT", help="its name as people write it")
        parser.add_argument(
            "--into", metavar="DIR", type=Path, help="the folder that gets the package (channels/)"
        )

    def handle(self, *_: Any, **given: Any) -> None:
        """Checks all names before the first file is written."""
        slug = _slug(given["slug"])
        inside = settings.BASE_DIR / "channels"
        into = (given["into"] or inside).resolve()
        module = slug.replace("-", "_")
        package = f"channels.{module}" if into == inside.resolve() else module
        values = {
            "slug": slug,
            "label": _label(given["label"] or slug.replace("-", " ").title()),
            "name": "".join(word.capitalize() for word in slug.split("-")),
            "module": module,
            "package": package,
        }
        fake_shop = _place_of_the_fake_shop(into / module, package)
        _must_be_free(into, module, package, fake_shop)
        for file in _write(into / module, fake_shop, values):
            self.stdout.write(str(file))
        self.stdout.write(
            f"\nAdd {package} to CHANNELS. What to write next, the contract suite says:\n"
            f"  CONTRACT_CHANNELS={package} pytest tests/channels/test_contract.py -k {slug} -x --tb=line\n"
            "docs/adding-a-shop.md leads through it."
        )


def _slug(typed: str) -> str:
    if not _SLUG.match(typed) or len(typed) > 32 or keyword.iskeyword(typed):
        raise Error(
            f"SLUG: {typed!r} is not usable: up to 32 lower-case letters and digits, single hyphens between "
            "them, a letter first, no word of Python."
        )
    if typed in {known.slug for known in ports.channels()}:
        raise Error(f"SLUG: {typed!r} is taken by an installed channel. Choose another.")
    return typed


def _label(typed: str) -> str:
    if not _LABEL.match(typed):
        raise Error(f"--label: {typed!r} is not usable: up to 40 letters, digits, blanks and . & ' + - only.")
    return typed


def _must_be_free(into: Path, module: str, package: str, fake_shop: Path) -> None:
    if not into.is_dir():
        raise Error(f"--into: there is no folder {into}. Make it first.")
    for taken in (into / module, into / f"{module}.py", fake_shop):
        if taken.exists():
            raise Error(f"SLUG: {taken} exists already. Choose another slug or another folder.")
    if find_spec(package):
        raise Error(f"SLUG: a Python package {package} is installed already. Choose another slug.")


def _place_of_the_fake_shop(home: Path, package: str) -> Path:
    """Beside the channel; for one of this repository among the tests, since the product needs no sandbox."""
    if package == home.name:
        return home / "contract.py"
    place: Path = settings.BASE_DIR / "tests" / "channels" / home.name / "contract_shop.py"
    return place


def _write(home: Path, fake_shop: Path, values: dict[str, str]) -> list[Path]:
    """The files, from their templates. Raises `OSError`."""
    written = []
    for template in sorted(_TEMPLATES.glob("*-tpl")):
        name = template.name.removesuffix("-tpl")
        file = fake_shop if name == "contract.py" else home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template(template.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        written.append(file)
    for folder in (home / "fixtures", home / "fixtures" / "errors"):
        folder.mkdir()
    return written
