"""A sandbox as a program of its own: what all of them take on the command line, how they serve and end."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar

Served = TypeVar("Served", bound=AbstractContextManager[Any])


def parser(name: str, *, about: str, example: str, port: int) -> argparse.ArgumentParser:
    """Arguments of a server; `example` ends its `--help`."""
    made = argparse.ArgumentParser(
        prog=f"python -m {name}",
        description=about,
        epilog=example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    made.add_argument("--port", type=int, default=port, help=f"0 takes a free port (default: {port})")
    return made


def shop_parser(name: str, *, about: str, example: str, port: int) -> argparse.ArgumentParser:
    """Arguments of a shop: a server with orders."""
    made = parser(name, about=about, example=example, port=port)
    made.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    made.add_argument("--seed", type=int, default=1, help="the same seed makes the same orders (default: 1)")
    made.add_argument("--new-every", type=float, metavar="SECONDS", help="place a new order again and again")
    return made


def serve(
    arguments: argparse.Namespace,
    opened: Callable[[], Served],
    said: Callable[[Served], str],
    *,
    every: float | None = None,
    again: Callable[[Served], object] = lambda served: None,
) -> int:
    """Serve until SIGINT or SIGTERM, doing something `again` `every` so many seconds; returns the exit code.

    `said` prepares what is served, and tells how to reach it.
    """
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with ExitStack() as open_until_the_end:
        try:
            served = open_until_the_end.enter_context(opened())
        except OSError as error:
            address = f"{arguments.host}:{arguments.port}"
            sys.stderr.write(f"cannot listen on {address}: {error.strerror}; choose another --port\n")
            return 1
        sys.stdout.write(f"{said(served)}\n")
        sys.stdout.flush()
        while not stopped.wait(every):
            again(served)
    return 0
