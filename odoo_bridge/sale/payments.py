"""Payments of an order told apart: a platform names them by its reference, if at all."""

from collections import Counter
from collections.abc import Iterable

from hub.order import Payment


def keyed(payments: Iterable[Payment]) -> dict[str, Payment]:
    """Payments above zero by a key that stays: their reference, else their method; repeats are numbered."""
    seen: Counter[str] = Counter()
    found = {}
    for payment in payments:
        if payment.amount <= 0:
            continue
        name = payment.reference or payment.method or "payment"
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} {seen[name]}"] = payment
    return found
