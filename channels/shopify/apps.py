"""The Django app of the channel."""

from channels.registry import ChannelConfig


class ShopifyConfig(ChannelConfig):
    """Makes Shopify known to the hub."""

    name = "channels.shopify"
    channel = "channels.shopify.channel.Shopify"
