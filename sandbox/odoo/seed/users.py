"""The users: an administrator, the hub's user, and those with fewer rights or another company.

Each has the API key `key-<login>` and the password `password-<login>`.
"""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.odoo import access
from sandbox.odoo.seed.companies import FIRST, SECOND
from sandbox.odoo.seed.planting import Planter

HUB = (
    access.INTERNAL,
    access.PARTNERS,
    access.SALES,
    access.SALES_ALL,
    access.BILLING,
    access.PRODUCTS,
)
SALES = (access.INTERNAL, access.PARTNERS, access.SALES)
FULL_GROUPS = {
    17: (26, 9, 1, 13, 39, 35, 36, 6, 53, 7, 37, 50, 22, 21),
    19: (23, 27, 49, 21, 9, 36, 6, 1),
}
FULL_ALL_GROUPS = (23, 1, 6, 7, 22, 38, 39, 40, 52, 27, 49, 21, 9, 36)


@dataclass(frozen=True)
class Login:
    """A user: ids of the user on 17 and 19, id of the API key, groups, companies."""

    login: str
    ids: tuple[int, int]
    key_id: int
    groups: tuple[str, ...]
    companies: tuple[int, ...] = (FIRST,)


LOGINS = (
    Login("admin", (2, 2), 4, (*HUB, access.STOCK, access.SYSTEM), (SECOND, FIRST)),
    Login("hub_api", (6, 5), 1, HUB),
    Login("hub_ro", (7, 6), 2, (access.INTERNAL,)),
    Login("hub_sales", (8, 7), 3, SALES),
    Login("hub_full", (9, 8), 5, (*HUB, access.STOCK)),
    Login("hub_mc", (11, 10), 7, HUB, (SECOND, FIRST)),
)


def key_of(login: str) -> str:
    """A user's API key."""
    return f"key-{login}"


def password_of(login: str) -> str:
    """A user's password."""
    return f"password-{login}"


def plant(planter: Planter) -> None:
    """Users, their groups and their keys."""
    version = planter.env.version
    for group in sorted({*FULL_GROUPS[version], *FULL_ALL_GROUPS}):
        planter.add("res.groups", group, name=f"Group {group}")
    planter.add("res.users", 1, login="__system__", name="OdooBot", active=False, company_id=FIRST)
    for login in LOGINS:
        uid = login.ids[0 if planter.old else 1]
        _user(planter, login, uid)
        never = login.login == "admin"
        planter.add(
            "res.users.apikeys",
            login.key_id,
            name="hub",
            scope="rpc",
            user_id=uid,
            expiration_date=False if never else _in_80_days(planter),
        )


def _in_80_days(planter: Planter) -> str:
    """Since 18, keys of ordinary users live at most 90 days."""
    return (planter.env.clock() + timedelta(days=80)).strftime("%Y-%m-%d %H:%M:%S")


def _user(planter: Planter, login: Login, uid: int) -> None:
    email = f"{login.login}@hub.test"
    partner = planter.add("res.partner", name=login.login, email=email)
    full = login.login == "hub_full"
    groups = FULL_GROUPS[planter.env.version] if full else ()
    planter.add(
        "res.users",
        uid,
        login=login.login,
        name=login.login,
        email=email,
        partner_id=partner,
        company_id=FIRST,
        company_ids=login.companies,
        groups_id=groups,
        group_ids=groups,
        all_group_ids=FULL_ALL_GROUPS if full else (),
    )
    planter.env.registry.set_groups(uid, login.groups)
