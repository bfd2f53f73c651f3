"""Which order a raw order is."""

import structlog

from hub.errors import ContractError
from hub.models.order import ID_LENGTH
from hub.order.digest import digest
from hub.ports import ChannelPort, Raw

log = structlog.get_logger(__name__)


def identity(channel: ChannelPort, raw: Raw) -> str:
    """The platform's id; an order without a usable one is kept under a fingerprint of its content."""
    try:
        external_id: object = channel.identify(raw)
    except ContractError:
        external_id = None
    except Exception:  # a channel must not stop a page, whatever it does
        log.exception("identify_failed", channel=channel.slug)
        external_id = None
    if isinstance(external_id, str) and _is_usable(external_id):
        return external_id
    return f"unidentified-{digest(raw)[:16]}"


def _is_usable(external_id: str) -> bool:
    """Short enough for an index, printable (no lone surrogates), and without blanks that indexes ignore."""
    return (
        0 < len(external_id) <= ID_LENGTH and external_id.isprintable() and external_id.strip() == external_id
    )
