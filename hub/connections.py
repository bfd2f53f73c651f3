"""Testing connections: every shop, and whatever other apps register (the ERP's servers, for example)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hub import ports
from hub.errors import AffluentError
from hub.models import Shop
from hub.ports import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What a test of one connection found. `name` as people know it: `shop lampes-fr`, `odoo main`."""

    name: str
    findings: Sequence[Finding]

    @property
    def works(self) -> bool:
        """Whether nothing has to be mended."""
        return all(finding.ok for finding in self.findings)


Check = Callable[[], Iterator[Connection]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Add a check: it yields one `Connection` after the other and raises nothing for trouble outside."""
    if check not in _checks:
        _checks.append(check)


def check_all() -> Iterator[Connection]:
    """Every shop by slug, then what the other apps registered; each is tested when it is asked for."""
    for shop in Shop.objects.order_by("slug"):
        yield Connection(name=f"shop {shop.slug}", findings=check_shop(shop))
    for check in _checks:
        yield from check()


def check_shop(shop: Shop) -> Sequence[Finding]:
    """Ask the shop; one that was paused for its credentials is polled again when they work now."""
    try:
        findings = list(ports.channel(shop.channel).open(shop.account).check())
    except AffluentError as trouble:
        return [Finding(name="connection", ok=False, detail=trouble.cause, remedy=trouble.remedy)]
    if shop.waits_for_credentials and all(finding.ok for finding in findings):
        shop.clear_trouble()
        shop.next_poll_at = None
        shop.save(update_fields=["next_poll_at", *Shop.TROUBLE_FIELDS])
    return findings
