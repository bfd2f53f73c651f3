"""What a scenario is, and what several of them prepare."""

from dataclasses import dataclass, field

from tests.sandbox.odoo.replay import Replay, Step


@dataclass(frozen=True)
class Scenario:
    """One run. `user` is whose key its JSON-2 calls used, `users` the exceptions by capture."""

    title: str
    versions: tuple[str, ...]
    steps: tuple[Step, ...]
    user: str = "hub_api"
    users: dict[str, str] = field(default_factory=dict)


def no_pricelists(replay: Replay) -> None:
    """Price lists were not in use yet."""
    for record in list(replay.env.table("product.pricelist").rows):
        replay.env.table("product.pricelist").delete(record)
