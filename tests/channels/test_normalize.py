"""`manage.py normalize`: orders on stdout, or one line that says what is wrong with which file."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from channels.woocommerce import channel
from hub.management.commands.normalize import Command

FIXTURES = Path(channel.__file__).parent / "fixtures"
ROOT = FIXTURES.parent.parent.parent


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def normalize(*arguments: str) -> Any:
    out = StringIO()
    call_command(Command(), *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def save(tmp_path: Path) -> Any:
    """Saves a document as a file."""

    def write(document: Any, name: str = "saved.json") -> str:
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


ORDER, REFUNDS = load("to_two_refunds.raw")["order"], load("to_two_refunds.raw")["refunds"]
URL = "https://shop.example.test/wp-json/wc/v3/orders/93"


@pytest.mark.parametrize(
    ("document", "count"),
    [
        (ORDER, 1),
        ([ORDER, ORDER], 2),
        ([], 0),
        ({"order": ORDER, "refunds": REFUNDS}, 1),
        ({"request": {"url": URL}, "status": 200, "headers": {}, "body": ORDER}, 1),
        ({"request": {"url": URL}, "response": {"status": 200, "body": [ORDER]}}, 1),
        ({"request": {"url": URL}, "status": 200, "body_text": "\ufeff" + json.dumps([ORDER])}, 1),
        ({"body": [ORDER], "status": 200, "headers": {}}, 1),
        (
            {"request": {"url": URL}, "status": 200, "body": {"body": [ORDER], "status": 200, "headers": {}}},
            1,
        ),
        ({"calls": [{"request": {"url": URL}, "status": 200, "body": [ORDER]}, {"body": ORDER}]}, 2),
        ({"delivery": True, "headers": {}, "raw_body": None, "body_parsed": ORDER}, 1),
        (b"\xef\xbb\xbf" + json.dumps(ORDER).encode(), 1),
        (b"\n " + json.dumps([ORDER]).encode() + b"\n\n", 1),
    ],
)
def test_a_file_may_have_any_form(save: Any, document: Any, count: int) -> None:
    orders = normalize("woocommerce", save(document))

    assert [order["external_id"] for order in orders] == ["93"] * count


def test_refunds_join_their_order(save: Any) -> None:
    calls = [
        {"request": {"url": f"{URL}/refunds?per_page=100"}, "status": 200, "body": REFUNDS},
        {"request": {"url": URL}, "status": 200, "body": ORDER},
    ]

    (order,) = normalize("woocommerce", "--shop", "fixture", save({"calls": calls}))

    assert order == load("to_two_refunds.order")


def test_all_fixtures_at_once() -> None:
    files = sorted(FIXTURES.glob("*.raw.json"))

    orders = normalize("woocommerce", "--shop", "fixture", *map(str, files))

    assert orders == [load(file.name.replace(".raw.json", ".order")) for file in files]


def test_options_of_the_shop_count(save: Any) -> None:
    file = save({**ORDER, "status": "packed"})

    (order,) = normalize("woocommerce", file, "--option", "status_map=packed=completed")

    assert order["status"] == "completed"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 200_000, "nested"),
        (b"null", "not an order"),
        (b'{"id":1}', "is missing"),
        (b'[{"id":1,"currency":"EUR\\n\\u0000"}]', "currency"),
        (b'{"code":"rest_no_route","message":"No route","data":{"status":404}}', "No route"),
        (b'{"request":{"url":"x"},"status":500,"body_text":"<html>Fatal error</html>"}', "Fatal error"),
        (b'{"request":{"url":"x"},"status":204}', "body"),
        (json.dumps({"request": {"url": f"{URL}/refunds"}, "body": REFUNDS}).encode(), "refunds of order 93"),
        (json.dumps({**ORDER, "billing": {**ORDER["billing"], "country": "France"}}).encode(), "country"),
        (b'{"id":1}\n{"id":2}', "line 2: is not JSON"),
        (b'{"id":1,"id":2}', "'id' stands twice"),
        (b'{"id":1,"currency":"EUR","line_items":[{"id":NaN}]}', "NaN is not a number"),
        (b'{"id":1,"total":-Infinity}', "-Infinity is not a number"),
        (b'{"id":1,"total":1e999}', "too large"),
        (b'{"id":' + b"9" * 5000 + b"}", "64 bits"),
        (json.dumps({**ORDER, "total": "1" * 40}).encode(), r"total: .* is not a number"),
        (json.dumps({**ORDER, "total": "NaN"}).encode(), "total: 'NaN' is not a number"),
        (json.dumps({**ORDER, "total": {"amount": 1}}).encode(), "total: .* is not a number"),
        (b"\xef\xbb\xbf", "not JSON"),
        (b"7", "not an order"),
        (b'["a"]', "not an order"),
        (b'{"calls": [7]}', "not an order"),
        (b'{"calls": {}}', "missing"),
        (b'{"delivery": true, "raw_body": "webhook_id=1", "body_parsed": null}', "not an order"),
        (b'{"request": {}, "status": 200, "body": "text"}', "not an order"),
        (b"Service unavailable", "not JSON"),
    ],
)
def test_bad_content_is_one_line_that_names_file_and_reason(save: Any, content: bytes, reason: str) -> None:
    file = save(content)

    with pytest.raises(CommandError, match=reason) as caught:
        normalize("woocommerce", file)

    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "No channel"),
        (("myspace", "a.json"), "myspace"),
        (("woocommerce",), "No file"),
        (("woocommerce", "/no/such/file.json"), "No such file"),
        (("woocommerce", "/"), "directory"),
        (("woocommerce", "a.json", "--option", "nonsense"), "KEY=VALUE"),
        (("woocommerce", str(FIXTURES / "b2c_de.raw.json"), "--option", "colour=red"), "colour"),
    ],
)
def test_bad_arguments_are_one_line(arguments: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason) as caught:
        normalize(*arguments)

    assert "\n" not in str(caught.value)


def manage(*arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hub.settings", "DEBUG": "true"}
    command = [sys.executable, "manage.py", "normalize", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_from_the_shell_bad_input_is_exit_code_1_and_no_traceback(save: Any) -> None:
    done = manage("woocommerce", save(b'{"id": 7}'))

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "order 7: currency: is missing" in done.stderr


def test_from_the_shell_help_shows_an_example() -> None:
    done = manage("--help")

    assert done.returncode == 0
    assert "manage.py normalize woocommerce order-4711.json" in done.stdout


def test_what_an_order_becomes_is_kept_beside_it(save: Any, tmp_path: Path) -> None:
    # given an order as the shop sent it
    raw = save(ORDER, "one.raw.json")

    # when it is kept, and kept again, and kept with another mapping's outcome there
    said = []
    for before in (None, None, "{}", "no JSON"):
        if before:
            (tmp_path / "one.order.json").write_text(before)
        out = StringIO()
        call_command(Command(), "woocommerce", "--write", raw, stdout=out)
        said.append(out.getvalue().split(": ")[-1].strip())

    # then
    assert said == ["written", "unchanged", "changed", "changed"]
    assert (
        json.loads((tmp_path / "one.order.json").read_text())
        == normalize("woocommerce", "--shop=fixture", raw)[0]
    )


@pytest.mark.parametrize(
    ("document", "name", "reason"),
    [(ORDER, "one.json", "NAME.raw.json"), ([ORDER, ORDER], "two.raw.json", "here are 2")],
)
def test_only_one_order_per_file_is_kept(
    save: Any, tmp_path: Path, document: Any, name: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command(Command(), "woocommerce", "--write", save(document, name))

    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_expected_orders_of_the_channel_are_what_write_would_write() -> None:
    out = StringIO()

    call_command(Command(), "woocommerce", "--write", str(FIXTURES / "to_two_refunds.raw.json"), stdout=out)

    assert out.getvalue().strip().endswith("to_two_refunds.order.json: unchanged")
