"""The Django app of the channel."""

from channels.registry import ChannelConfig


class PrestaShopConfig(ChannelConfig):
    """Makes PrestaShop known to the hub."""

    name = "channels.prestashop"
    channel = "channels.prestashop.channel.PrestaShop"
