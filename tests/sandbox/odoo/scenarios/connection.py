"""Every question that is asked before a first order."""

from tests.sandbox.odoo.recorded import captured
from tests.sandbox.odoo.replay import Replay
from tests.sandbox.odoo.scenarios.scenario import Scenario, no_pricelists


def _as_installed(replay: Replay) -> None:
    """Two currencies, one price list, one carrier more, two keys of people who are not here."""
    env = replay.env
    currencies = env.table("res.currency")
    for record, row in currencies.rows.items():
        currencies.update(record, {"active": row["name"] in ("EUR", "USD")})
    no_pricelists(replay)
    euro = 126 if replay.version == "17" else 125
    replay.plant("product.pricelist", 1, name="PL", currency_id=euro, company_id=1)
    carriers = replay.recorded("connection_carriers")
    replay.plant("delivery.carrier", carriers[1]["id"], name=carriers[1]["name"])
    replay.plant("res.users.apikeys", 6, user_id=1, name="hub", expiration_date="2027-02-09 00:00:00")


def connection(version: str) -> Scenario:
    """Every question that is asked before a first order."""
    return Scenario(
        "connection",
        (version,),
        (_as_installed, *(name for name in captured(version) if name.startswith(("connection_", "web_")))),
        user="hub_full",
        users={
            "connection_apikeys_admin": "admin",
            "connection_apikeys_plain_user": "hub_ro",
            "connection_own_user_plain": "hub_ro",
            "connection_write_probe_no_right": "hub_ro",
        },
    )
