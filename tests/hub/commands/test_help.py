"""Every command of ours explains itself with an example, and is tested."""

import io
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
OURS = sorted(
    (name, app)
    for name, app in get_commands().items()
    if any(
        config.name == app and Path(config.path).is_relative_to(ROOT / part)
        for config in apps.get_app_configs()
        for part in ("hub", "channels", "odoo_bridge")
    )
)


@pytest.mark.parametrize(("name", "app"), OURS)
def test_a_command_has_help_with_an_example_that_parses(name: str, app: str) -> None:
    command = load_command_class(app, name)
    parser = command.create_parser("manage.py", name)
    out = io.StringIO()

    parser.print_help(out)

    _, _, examples = out.getvalue().partition("example:\n")
    first = examples.replace("\\\n", " ").splitlines()[0].split(" > ")[0].split()
    assert first[:2] == ["manage.py", name]
    parser.parse_args(first[2:])


@pytest.mark.parametrize(("name", "app"), OURS)
def test_a_command_has_a_test(name: str, app: str) -> None:
    quoted = f'"{name}"'

    assert any(quoted in file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))


def test_there_are_commands() -> None:
    names = {name for name, _ in OURS}

    assert names >= {
        "add_shop",
        "check_connections",
        "export_orders",
        "order_schema",
        "poll",
        "relay",
        "remap",
        "rotate_keys",
    }
