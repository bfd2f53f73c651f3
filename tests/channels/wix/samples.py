"""The saved answers of Wix, changed for a test, and how they are read."""

import json
from pathlib import Path
from typing import Any

from channels.wix import channel
from hub.order import Order
from hub.ports import Account

WIX = channel.Wix()
FIXTURES = Path(channel.__file__).parent / "fixtures"


def raw(name: str = "partial_refund") -> Any:
    return json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))


def read(document: Any, **options: Any) -> Order:
    return WIX.normalize(document, Account(shop="wix-fr", credentials={}, options=options))


def changed(name: str = "partial_refund", **fields: Any) -> Any:
    """A sample with fields of its order replaced."""
    document = raw(name)
    document["order"] |= fields
    return document


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "formattedAmount": amount}
