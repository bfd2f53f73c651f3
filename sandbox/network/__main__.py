"""Run the faulty proxy: ``python -m sandbox.network --listen 9069 --target 127.0.0.1:8069``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.network.proxy import FaultyProxy, Kind

EXAMPLE = """example, the third exchange's answer is lost and everything after it is normal again:
  python -m sandbox.network --listen 9069 --target 127.0.0.1:8069
  > pass 2
  > drop_answer

commands on standard input, one a line:
  pass [N]               let N exchanges through before the next fault
  delay SECONDS [N]      the next N answers come late
  cut BYTES [N]          the connection closes after BYTES of the answer
  reset|half_open|drop_answer [N]
  refuse                 close the port; heal opens it again and forgets all faults
  drop_all               reset every open connection
"""


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT or PORT")
    return host or "127.0.0.1", int(port)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.network",
        description="A TCP proxy that delays, cuts, resets and refuses.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--listen", type=_address, required=True, metavar="[HOST:]PORT")
    parser.add_argument("--target", type=_address, required=True, metavar="HOST:PORT")
    return parser.parse_args(argv)


def obey(proxy: FaultyProxy, line: str) -> None:
    """Carry out one command. Raises ``ValueError`` when it is none."""
    word, *numbers = line.split()
    if word in {"heal", "refuse", "drop_all"}:
        getattr(proxy, word)()
    elif word == "pass":
        proxy.let_pass(int(numbers[0]) if numbers else 1)
    else:
        _add_fault(proxy, Kind(word), [float(number) for number in numbers])


def _add_fault(proxy: FaultyProxy, kind: Kind, numbers: list[float]) -> None:
    if kind in {Kind.DELAY, Kind.CUT} and not numbers:
        raise ValueError(f"{kind.value} needs a number")
    amount = numbers.pop(0) if kind in {Kind.DELAY, Kind.CUT} else 0.0
    proxy.fault(kind, times=int(numbers[0]) if numbers else 1, seconds=amount, after=int(amount))


def _read_commands(proxy: FaultyProxy) -> None:
    for line in sys.stdin:
        try:
            if line.strip():
                obey(proxy, line)
        except (ValueError, IndexError) as error:
            sys.stderr.write(f"not understood: {line.strip()!r} ({error})\n")


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        proxy = FaultyProxy(*args.target, host=args.listen[0], port=args.listen[1])
    except OSError as error:
        sys.stderr.write(f"cannot listen on {args.listen[0]}:{args.listen[1]}: {error.strerror}\n")
        return 1
    with proxy:
        sys.stdout.write(f"proxy {proxy.host}:{proxy.port} -> {args.target[0]}:{args.target[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=_read_commands, args=(proxy,), daemon=True).start()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
