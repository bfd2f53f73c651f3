"""The options that send the tests marked `odoo` to a real Odoo instead of the sandbox."""

import os
from dataclasses import dataclass
from typing import Any

import pytest

_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--odoo-url", {"help": "address of a real Odoo, such as https://odoo.example.com"}),
    ("--odoo-db", {"help": "its database: one for tests, where new records do no harm"}),
    ("--odoo-user", {"help": "login of the user that the bridge is to be tested with"}),
    ("--odoo-key", {"help": "that user's API key; by default the variable ODOO_KEY"}),
    ("--odoo-password", {"help": "its password, for the session transport; by default ODOO_PASSWORD"}),
    ("--odoo-admin-user", {"help": "login of an administrator, who prepares; by default --odoo-user"}),
    ("--odoo-admin-key", {"help": "the administrator's API key; by default the variable ODOO_ADMIN_KEY"}),
    (
        "--odoo-company",
        {"type": int, "help": "id of the company to test in; by default one of the tests' own"},
    ),
    (
        "--odoo-protocol",
        {
            "choices": ["jsonrpc", "json2", "session"],
            "default": "",
            "help": "how to speak to it; by default as the bridge would choose",
        },
    ),
    (
        "--every-odoo",
        {"action": "store_true", "help": "run each test on both sandbox Odoos, not on one of them in turn"},
    ),
    (
        "--odoo-production",
        {"action": "store_true", "help": "test it although it looks like somebody's production"},
    ),
)


@dataclass(frozen=True)
class Address:
    """A real Odoo as the options name it."""

    url: str
    database: str
    user: str
    key: str
    password: str = ""
    admin_user: str = ""
    admin_key: str = ""
    company_id: int | None = None
    protocol: str = ""
    production: bool = False


def add_options(parser: pytest.Parser) -> None:
    """Make them known to pytest."""
    group = parser.getgroup("odoo", "a real Odoo for the tests marked odoo")
    for name, values in _OPTIONS:
        group.addoption(name, **values)


def address(config: pytest.Config) -> Address | None:
    """What the options name; None for the sandbox. Raises `UsageError` where half of it is missing."""
    url = config.getoption("--odoo-url")
    if not url:
        return None
    database, user = config.getoption("--odoo-db"), config.getoption("--odoo-user")
    key = config.getoption("--odoo-key") or os.environ.get("ODOO_KEY", "")
    missing = [
        name
        for name, value in (("--odoo-db", database), ("--odoo-user", user), ("--odoo-key", key))
        if not value
    ]
    if missing:
        raise pytest.UsageError(f"--odoo-url needs {', '.join(missing)} too")
    return Address(
        url=url.rstrip("/"),
        database=database,
        user=user,
        key=key,
        password=config.getoption("--odoo-password") or os.environ.get("ODOO_PASSWORD", ""),
        admin_user=config.getoption("--odoo-admin-user") or user,
        admin_key=config.getoption("--odoo-admin-key") or os.environ.get("ODOO_ADMIN_KEY", "") or key,
        company_id=config.getoption("--odoo-company"),
        protocol=config.getoption("--odoo-protocol"),
        production=config.getoption("--odoo-production"),
    )


def keep_only_marked(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where a real Odoo is named, what needs the sandbox has no business."""
    if address(config) is None:
        return
    kept = [item for item in items if _runs_anywhere(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _runs_anywhere(item)])
    items[:] = kept


def _runs_anywhere(item: pytest.Item) -> bool:
    return item.get_closest_marker("odoo") is not None and item.get_closest_marker("sandbox") is None
