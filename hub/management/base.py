"""What all commands share: help with an example, and trouble as one line on stderr with exit code 1."""

import argparse
import os
import sys
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import InterfaceError, OperationalError, ProgrammingError

from hub.errors import AffluentError
from hub.models import Shop
from hub.order import InvalidOrder


class Error(CommandError):
    """Bad input or trouble outside: printed as `Error: …` on one line, exit code 1."""


class HelpFormatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Leaves the lines of the example as they are written."""


class HubCommand(BaseCommand):
    """A command whose `--help` ends with `example`; `handle` raises `AffluentError` or `Error` freely.

    Also `InvalidOrder`, Django's `ValidationError`, a file that cannot be opened and a database that
    does not answer become one line. Anything else is a mistake in the hub and keeps its traceback.
    """

    example: ClassVar[str] = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser that shows the example and leaves its complaints to `run_from_argv`."""
        kwargs.setdefault("formatter_class", HelpFormatter)
        kwargs.setdefault("epilog", f"example:\n  {self.example.strip()}")
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = textwrap.fill(parser.description or "", 80)
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as typed in a shell; ends the process with 1 on bad arguments, as on any other trouble."""
        try:
            super().run_from_argv(argv)
        except CommandError as refused:
            self.stderr.write(one_line(str(refused)))
            sys.exit(1)
        except BrokenPipeError:  # `… | head`: the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, with expected trouble in words."""
        try:
            return super().execute(*args, **options)
        except BrokenPipeError:
            raise
        except (AffluentError, InvalidOrder, OSError) as error:
            raise Error(one_line(str(error))) from error
        except ValidationError as error:
            raise Error(one_line(_in_words(error))) from error
        except (OperationalError, ProgrammingError, InterfaceError) as error:
            raise Error(one_line(f"The database refuses: {error}. {_DATABASE_REMEDY}")) from error

    def table(self, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Print aligned columns on stdout."""
        texts = [[str(cell) for cell in row] for row in (list(header), *rows)]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        for row in texts:
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(padded).rstrip())


_DATABASE_REMEDY = "Check DATABASE_URL and that the server runs; after an update run `manage.py migrate`."


def utc_moment(argument: str, text: str) -> datetime:
    """An ISO-8601 time as typed; UTC where it says no zone. Raises `Error` naming the argument."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        example = "Write for example 2026-11-01T00:00:00Z."
        raise Error(f"{argument}: {text!r} is no ISO-8601 time. {example}") from None


def named_shop(slug: str) -> Shop:
    """The shop of that slug; raises `Error` with the known ones."""
    shop = Shop.objects.filter(slug=slug).first()
    if shop is None:
        known = ", ".join(Shop.objects.values_list("slug", flat=True)) or "none"
        raise Error(f"SHOP: there is no shop {slug!r} (known: {known}).")
    return shop


def one_line(text: str) -> str:
    """The text without line breaks or runs of blanks."""
    return " ".join(text.split())


def _in_words(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return " ".join(error.messages)
