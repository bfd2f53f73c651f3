"""Raw first: what a platform sent is stored before anybody tries to understand it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hub.ingest.writing import insert_numbered
from hub.models import Order, RawOrder, Shop
from hub.ports import Raw

RawKey = tuple[str, str]
_KEYS_PER_QUERY = 500  # SQLite refuses expressions of more than a thousand parts


@dataclass(frozen=True, slots=True)
class Sighting:
    """An order as a page shows it. `digest` is the fingerprint of `raw`."""

    external_id: str
    digest: str
    raw: Raw
    observed_at: datetime

    @property
    def key(self) -> RawKey:
        """What the raw content is stored under in its shop."""
        return self.external_id, self.digest

    def confirms(self, order: Order) -> bool:
        """Whether the order shows what it showed, and what was understood then still counts."""
        return order.raw is not None and order.raw.digest == self.digest and order.quiet_since is not None


def store_raws(shop: Shop, sightings: Iterable[Sighting]) -> dict[RawKey, RawOrder]:
    """The stored raw content of each; a known one, without its payload, where the shop went back to it.

    The shop's lock prevents races.
    """
    shown = {sighting.key: sighting for sighting in sightings}
    raws = _find(shop, list(shown))
    new = [_raw_order(shop, sighting) for key, sighting in shown.items() if key not in raws]
    insert_numbered(new, _key, lambda: _find(shop, [_key(raw) for raw in new]))
    return raws | {_key(raw): raw for raw in new}


def _find(shop: Shop, keys: Sequence[RawKey]) -> dict[RawKey, RawOrder]:
    """Asks key by key: of a list of ids and one of digests MariaDB would try every pair."""
    found: dict[RawKey, RawOrder] = {}
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        part = keys[start : start + _KEYS_PER_QUERY]
        any_of = Q(*(Q(external_id=one, digest=digest) for one, digest in part), _connector=Q.OR)
        rows = RawOrder.objects.filter(any_of, shop=shop).defer("payload")
        found |= {_key(raw): raw for raw in rows}
    return found


def _key(raw: RawOrder) -> RawKey:
    return raw.external_id, raw.digest


def _raw_order(shop: Shop, sighting: Sighting) -> RawOrder:
    return RawOrder(
        shop=shop,
        external_id=sighting.external_id,
        digest=sighting.digest,
        payload=sighting.raw,
        observed_at=sighting.observed_at,
    )
