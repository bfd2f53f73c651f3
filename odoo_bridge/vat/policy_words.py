"""A shop's choices as NAME=VALUE, as they are typed at a command. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.rates import states
from odoo_bridge.vat.sheet import Row

_NAMES = "without_number, while_unavailable, proof_days, uk_registered, rate:STATE:CLASS"


class PolicyError(ValueError):
    """A choice that does not exist; says which do."""


@dataclass(frozen=True, slots=True)
class SellerChoices:
    """What is said of the seller of every row, whatever the file says."""

    uk_registered: bool | None = None

    def applied(self, row: Row) -> Row:
        """The row with that seller."""
        if self.uk_registered is None:
            return row
        seller = replace(row.sale.seller, uk_registered=self.uk_registered)
        return replace(row, sale=replace(row.sale, seller=seller))


def policy_of(choices: Iterable[str]) -> tuple[Policy, SellerChoices]:
    """The policy and the seller that the choices describe; raises `PolicyError`."""
    policy, seller = Policy(), SellerChoices()
    for choice in choices:
        name, sign, value = (part.strip() for part in choice.partition("="))
        if not sign:
            raise PolicyError(f"{choice!r} is not NAME=VALUE.")
        if name == "uk_registered":
            seller = SellerChoices(_yes_or_no(name, value))
        else:
            policy = _chosen(policy, name, value)
    return policy, seller


def _chosen(policy: Policy, name: str, value: str) -> Policy:
    if name == "without_number":
        return replace(policy, without_number=WithoutNumber(_one_of(name, value, list(WithoutNumber))))
    if name == "while_unavailable":
        return replace(
            policy, while_unavailable=WhileUnavailable(_one_of(name, value, list(WhileUnavailable)))
        )
    if name == "proof_days":
        return replace(policy, proof_days=_days(name, value))
    if name.startswith("rate:"):
        key, rate = _class_rate(name, value)
        return replace(policy, class_rates={**policy.class_rates, key: rate})
    raise PolicyError(f"{name!r} is none of {_NAMES}.")


def _yes_or_no(name: str, value: str) -> bool:
    return _one_of(name, value, ["yes", "no"]) == "yes"


def _one_of(name: str, value: str, words: list[str]) -> str:
    if value not in words:
        raise PolicyError(f"{name}: {value!r} is none of {', '.join(words)}.")
    return value


def _days(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value):
        raise PolicyError(f"{name}: {value!r} is no number of days.")
    return int(value)


def _class_rate(name: str, value: str) -> tuple[tuple[str, str], Decimal]:
    _, _, key = name.partition(":")
    state, sign, product_class = key.partition(":")
    if not sign or state not in states() or not product_class:
        raise PolicyError(f"{name!r} is not rate:STATE:CLASS, for example rate:DE:book.")
    try:
        rate = Decimal(value)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate < 100:
        raise PolicyError(f"{name}: {value!r} is no percentage.")
    return (state, product_class.lower()), rate
