"""The command line, and four clients at once."""

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from sandbox.odoo import OdooSandbox, Product
from sandbox.odoo.__main__ import main
from tests.sandbox.odoo.client import Client, http


def test_it_runs_prints_its_address_and_stops_on_sigterm() -> None:
    command = [sys.executable, "-m", "sandbox.odoo", "--port", "0", "--version", "17", "--products", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http://"))

        assert http("GET", f"{url}/sandbox/state")["version"] == 17

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    assert "example:" in capsys.readouterr().out


def test_a_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        code = main(["--port", str(taken.getsockname()[1])])

    assert code == 1
    assert "cannot listen" in capsys.readouterr().err


def test_extra_products_are_sold_too() -> None:
    with OdooSandbox("19", products=1, extra=[Product("LMP-01", "Lamp")]) as sandbox:
        client = Client(sandbox)

        codes = {
            row["default_code"] for row in client.call("product.product", "search_read", [], ["default_code"])
        }

    assert codes == {"SKU001", "SHIPPING", "DISCOUNT", "FEE", "ROUNDING", "LMP-01"}


def test_four_clients_at_once_lose_nothing(odoo: OdooSandbox) -> None:
    clients = [Client(odoo) for _ in range(4)]
    partner = clients[0].partner()

    def work(client: Client, lane: int) -> None:
        for number in range(25):
            order = client.order(
                [{"price_unit": 10}], partner_id=partner, client_order_ref=f"{lane}-{number}"
            )
            (invoice,) = client.invoice(order)
            client.call("account.move", "action_post", [invoice])

    threads = [threading.Thread(target=work, args=(client, lane)) for lane, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = odoo.state()
    assert (state["orders"], state["invoices_posted"], state["doubled_client_order_refs"]) == (100, 100, [])
    assert len({move["name"] for move in state["invoice_list"]}) == 100
