"""What many orders point at and hardly changes: currencies, taxes, states, …; asked for once a walk."""

from typing import Any

from channels.http import Http
from channels.prestashop import api
from channels.prestashop.fields import words

# Fields by resource. `customers` must never be shown in full: it holds the hash of the password.
DISPLAYED = {
    "currencies": "[id,iso_code]",
    "languages": "[id,iso_code]",
    "carriers": "[id,name]",
    "order_states": "[id,name,paid,shipped,logable]",
    "countries": "[id,iso_code]",
    "states": "[id,iso_code,name]",
    "groups": "[id,price_display_method]",
    "taxes": "[id,rate,name]",
}


class References:
    """The rows known so far, of one walk through one shop."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._known: dict[str, dict[str, Any]] = {}

    def rows(self, resource: str, ids: list[str]) -> list[Any]:
        """The rows of those ids; what the shop does not have is missing. Deleted ones are included."""
        known = self._known.setdefault(resource, {})
        missing = [key for key in ids if key not in known]
        for row in api.named(self._http, resource, "id", missing, DISPLAYED[resource]):
            if isinstance(row, dict):
                known[words(row.get("id"))] = row
        return [known[key] for key in ids if key in known]
