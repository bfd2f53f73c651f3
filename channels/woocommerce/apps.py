"""The Django app of the channel."""

from channels.registry import ChannelConfig


class WooCommerceConfig(ChannelConfig):
    """Makes WooCommerce known to the hub."""

    name = "channels.woocommerce"
    channel = "channels.woocommerce.channel.WooCommerce"
