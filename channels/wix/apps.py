"""The Django app of the channel."""

from channels.registry import ChannelConfig


class WixConfig(ChannelConfig):
    """Makes Wix known to the hub."""

    name = "channels.wix"
    channel = "channels.wix.channel.Wix"
