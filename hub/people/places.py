"""Where a table belongs, and which group may do what with the tables of each place. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Place(StrEnum):
    """What kind of rows a table holds, as far as it matters for who may touch them."""

    RECORD = "record"  # what the hub writes down
    WORK = "work"  # orders, deliveries and all that staff move on every day
    MAPPING = "mapping"  # what of the target stands for what of a shop
    MONEY = "money"  # VAT, taxes, journals
    SETUP = "setup"  # shops, connections, policies, alerts
    ACCESS = "access"  # people and keys
    SECRET = "secret"  # noqa: S105 - a word, no password: on no page, whoever asks


class Role(StrEnum):
    """The names of the groups."""

    VIEWER = "Viewer"
    OPERATOR = "Operator"
    ACCOUNTANT = "Accountant"
    ADMINISTRATOR = "Administrator"


Rights = frozenset[str]
VIEW: Rights = frozenset({"view"})
CHANGE: Rights = VIEW | {"change"}
EDIT: Rights = CHANGE | {"add", "delete"}
OPERATE, DECIDE = "operate", "decide"  # rights of actions: keep things going; settle what is about money

_LOOKS: Mapping[Place, Rights] = {place: VIEW for place in Place if place != Place.SECRET}
TABLE: Mapping[Role, Mapping[Place, Rights]] = {
    Role.VIEWER: _LOOKS,
    Role.OPERATOR: {
        **_LOOKS,
        Place.WORK: CHANGE | {OPERATE},
        Place.MAPPING: EDIT,
        Place.SETUP: VIEW | {OPERATE},
    },
    Role.ACCOUNTANT: {**_LOOKS, Place.WORK: CHANGE | {DECIDE}, Place.MONEY: EDIT},
    Role.ADMINISTRATOR: {
        Place.RECORD: VIEW,
        Place.WORK: CHANGE | {OPERATE, DECIDE},
        Place.MAPPING: EDIT,
        Place.MONEY: EDIT,
        Place.SETUP: EDIT | {OPERATE},
        Place.ACCESS: EDIT,
    },
}


def rights(role: Role, place: Place) -> Rights:
    """What the group may do with the tables of that place: `view`, `add`, `change`, `delete` and actions."""
    return TABLE[role].get(place, frozenset())
