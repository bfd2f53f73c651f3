"""Many feeds of a style, and what they add up to."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from channels.base import Channel
from channels.prestashop.channel import PrestaShop
from channels.shopify.channel import Shopify
from channels.wix.channel import Wix
from channels.woocommerce.channel import WooCommerce
from tests.channels.feeds.feed import Feed, MakeShop, Verdict
from tests.channels.feeds.prestashop import PrestaShopShop
from tests.channels.feeds.shopify import ShopifyShop
from tests.channels.feeds.wix import WixShop
from tests.channels.feeds.woocommerce import WooCommerceShop


@dataclass(frozen=True, slots=True)
class Style:
    """A way in which a platform tells what changed."""

    name: str
    channel: type[Channel]
    shop: MakeShop

    def feed(self, seed: int, channel: Channel | None = None) -> Verdict:
        """One feed; with a broken copy of the channel, if one is given."""
        return Feed(self.shop, channel or self.channel(), seed).run()


STYLES = {
    style.name: style
    for style in (
        Style("woocommerce", WooCommerce, WooCommerceShop),
        Style("prestashop", PrestaShop, PrestaShopShop),
        Style("shopify", Shopify, ShopifyShop),
        Style("wix", Wix, WixShop),
    )
}


@dataclass(slots=True)
class Tally:
    """The sums of many feeds. `seconds` are the process's own."""

    style: str
    feeds: int = 0
    orders: int = 0
    walks: int = 0
    broken: int = 0
    faults: int = 0
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    failed: list[Verdict] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.style}: {self.feeds} feeds, {self.orders} orders, {self.walks} walks "
            f"({self.broken} of them broken), {self.faults} failures injected, "
            f"lost {self.lost}, doubled {self.doubled} ({self.seconds:.0f} s)"
        )


def run(style: Style, seeds: Iterable[int]) -> Tally:
    """The feeds of these seeds."""
    tally, started = Tally(style.name), time.process_time()
    for seed in seeds:
        verdict = style.feed(seed)
        tally.feeds += 1
        for name in ("orders", "walks", "broken", "faults", "lost", "doubled"):
            setattr(tally, name, getattr(tally, name) + getattr(verdict, name))
        if verdict.problems:
            tally.failed.append(verdict)
    tally.seconds = time.process_time() - started
    return tally
