"""`manage.py newkey`: the key on stdout, trouble in one line."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from subprocess import Popen

import pytest
from django.core.management import call_command

from hub import api_keys
from hub.management.base import Error

pytestmark = pytest.mark.django_db


def newkey(*arguments: str) -> tuple[str, str]:
    """What the command says on stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    call_command("newkey", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_printed_key_works() -> None:
    out, err = newkey("warehouse", "--scope", "orders:read", "--scope", "events:read")

    row = api_keys.verify(out.strip())
    assert (row.name, row.scopes, row.expires_at) == ("warehouse", ["events:read", "orders:read"], None)
    assert "until it is revoked" in err


def test_nothing_but_the_key_is_on_stdout() -> None:
    out, _ = newkey("warehouse", "--scope", "orders:read")

    assert re.fullmatch(r"aff_[0-9a-f]{8}_[0-9a-f]{64}\n", out)


def test_expiry_is_the_first_day_on_which_the_key_is_refused() -> None:
    out, err = newkey("warehouse", "--scope", "orders:read", "--expires", "2099-01-01")

    assert api_keys.verify(out.strip()).expires_at == datetime(2099, 1, 1, tzinfo=UTC)
    assert "until 2099-01-01" in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("warehouse",), "allowed nothing"),
        (("warehouse", "--scope", "all"), "no scope 'all'. Choose among orders:read"),
        (("", "--scope", "orders:read"), "no usable name"),
        (("warehouse", "--scope", "orders:read", "--expires", "tomorrow"), "Write it as 2027-01-01"),
        (("warehouse", "--scope", "orders:read", "--expires", "2026-02-30"), "is not a day"),
        (("warehouse", "--scope", "orders:read", "--expires", "2020-01-01"), "2020-01-01 has passed"),
    ],
)
def test_bad_input_is_explained(arguments: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(Error, match=re.escape(complaint)):
        newkey(*arguments)


@pytest.mark.django_db(transaction=True)
def test_in_a_shell_bad_input_is_one_line_on_stderr_and_exit_code_1(
    manage: Callable[..., "Popen[str]"],
) -> None:
    process = manage("newkey", "warehouse", "--scope", "all")
    out, err = process.communicate(timeout=60)

    own = "orders:read, orders:preview, invoices:read, shops:read, reconciliation:read, problems:read, "
    own += "events:read, reports:read"
    scopes = f"{own}, vat:check, vat:decide, vat:report"
    complaint = f"Error: There is no scope 'all'. Choose among {scopes}.\n"
    assert (process.returncode, out, err) == (1, "", complaint)


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        call_command("newkey", "--help")

    assert done.value.code == 0
    assert "manage.py newkey warehouse --scope orders:read" in capsys.readouterr().out
