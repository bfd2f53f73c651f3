"""Where the tests marked `odoo` run, and where they refuse to."""

import pytest

from tests.odoo_target import options
from tests.odoo_target.production import Signs, reasons


class Said:
    """A command line."""

    def __init__(self, **values: str) -> None:
        self._values = {f"--odoo-{name.replace('_', '-')}": value for name, value in values.items()}

    def getoption(self, name: str) -> str | None:
        return self._values.get(name)


def address(**values: str) -> options.Address | None:
    return options.address(Said(**values))  # type: ignore[arg-type] # as much of a config as is asked for


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ODOO_KEY", "ODOO_ADMIN_KEY", "ODOO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def test_without_an_address_it_is_the_sandbox() -> None:
    assert address() is None


def test_half_an_address_is_named() -> None:
    with pytest.raises(pytest.UsageError, match="--odoo-db, --odoo-key"):
        address(url="http://odoo.test", user="hub")


def test_a_key_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODOO_KEY", "from-there")

    where = address(url="http://odoo.test/", db="copy", user="hub")

    assert where is not None
    assert (where.url, where.key) == ("http://odoo.test", "from-there")
    assert (where.admin_user, where.admin_key) == ("hub", "from-there")


@pytest.mark.parametrize(
    ("signs", "why"),
    [
        (Signs("shop", 0, 0), ""),
        (Signs("shop", 20, 0), ""),
        (Signs("shop-test", 0, 3), ""),
        (Signs("shop", 21, 0), "posted 21 invoices"),
        (Signs("shop-test", 21, 0), "posted 21 invoices"),
        (Signs("shop", 0, 1), "sends mail"),
    ],
)
def test_what_looks_like_production(signs: Signs, why: str) -> None:
    found = "; ".join(reasons(signs))

    assert why in found
    assert bool(found) == bool(why)
