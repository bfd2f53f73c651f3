"""`manage.py order_schema`."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from hub.order.schema import json_schema


class Command(HubCommand):
    """The unified order, for other programs."""

    help = "Write the JSON Schema of the unified order, or check that the written one is up to date."
    example = "manage.py order_schema --check"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and whether only to compare."""
        parser.add_argument(
            "path",
            nargs="?",
            metavar="PATH",
            type=Path,
            default=Path(settings.BASE_DIR) / "docs" / "unified-order.schema.json",
            help="the file (docs/unified-order.schema.json)",
        )
        parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if it is old")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path: Path = options["path"]
        wanted = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
            self.stdout.write(f"{path} written.")
        elif not path.is_file() or path.read_text(encoding="utf-8") != wanted:
            raise Error(f"{path} is not up to date. Run `manage.py order_schema` and commit it.")
