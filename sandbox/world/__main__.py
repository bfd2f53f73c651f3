"""`python -m sandbox.world run` and `python -m sandbox.world demo`."""

from __future__ import annotations

import argparse
import itertools
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from sandbox.world.demo import play
from sandbox.world.hub import ROOT, Hub, HubError, free_port
from sandbox.world.scene import Access, Scene, scene, set_up

_EXAMPLE = """example:
  python -m sandbox.world run --port 8000 --new-every 5
  python -m sandbox.world demo --orders 200
"""
_FOLDERS = {"run": "world", "demo": "demo"}  # the demonstration may be played while the world runs
# A world to look at: shops are asked every few seconds, and half-made orders settle quickly.
_SETTINGS = {"POLL_SECONDS": "3", "SETTLE_SECONDS": "2", "LOG_LEVEL": "INFO", "LOG_FORMAT": "json"}


def main(argv: list[str] | None = None) -> int:
    """Run or demonstrate; returns the exit code."""
    arguments = _arguments(argv)
    folder = arguments.folder or ROOT / "var" / _FOLDERS[arguments.what]
    try:
        hub = Hub(folder, port=free_port(arguments.port), settings=_SETTINGS)
    except HubError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with scene(arguments.orders) as world:
            _say("Setting up the hub, sandbox shops of four platforms and a sandbox Odoo …")
            access = set_up(hub, world)
            hub.start()
            hub.command("poll", "--once")  # the clock's first tick may take half a minute
            return (
                _demo(hub, world, access) if arguments.what == "demo" else _run(hub, world, access, arguments)
            )
    except HubError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        _say("\nStopping …")
        return 0 if arguments.what == "run" else 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        hub.stop()


def _demo(hub: Hub, world: Scene, access: Access) -> int:
    outcome = play(hub, world, access)
    _say(f"\n{outcome.table}\n")
    for wrong in outcome.accounts.wrong:
        sys.stderr.write(f"not accounted for: {wrong}\n")
    if outcome.accounts.complete:
        _say("Every order is accounted for.")
        return 0
    sys.stderr.write("Some orders are not accounted for.\n")
    return 1


def _run(hub: Hub, world: Scene, access: Access, arguments: argparse.Namespace) -> int:
    for name, value in (
        ("back office", f"{hub.url}/admin/"),
        ("login", f"{access.user}   password  {access.password}"),
        ("REST API", f"{hub.url}/api/docs/   key  {access.api_key}"),
        ("logs", hub.folder),
    ):
        _say(f"  {name:<14}{value}")
    _say(f"\nNew orders come in every {arguments.new_every:g} seconds. Ctrl-C stops all of it.")
    for shop in itertools.cycle(world.shops.values()):
        time.sleep(arguments.new_every)
        if name := hub.died():
            raise HubError(f"The hub's {name} ended by itself; its log is {hub.folder / name}.log")
        shop.place()
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.world",
        description="A hub between sandbox shops and a sandbox Odoo, on SQLite and without a broker.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["run", "demo"])
    parser.add_argument(
        "--port", type=int, default=8000, help="of the back office (default: 8000, or a free one)"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="database and logs; emptied first (default: var/world, and var/demo of the demonstration)",
    )
    parser.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    parser.add_argument(
        "--new-every", type=float, default=10, metavar="SECONDS", help="run: place orders (default: 10)"
    )
    return parser.parse_args(argv)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command line program


if __name__ == "__main__":
    sys.exit(main())
