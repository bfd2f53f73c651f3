"""The Django app of the channel."""

from channels.registry import ChannelConfig


class KrambudeConfig(ChannelConfig):
    """Makes Krambude known to the hub."""

    name = "krambude"
    channel = "krambude.channel.KrambudeChannel"
