"""What a new channel has not written yet: trouble in words, the same in the hub and in the contract suite."""

from hub.errors import ConfigError
from hub.sentences import say


def unwritten(channel: str, what: str, write: str) -> ConfigError:
    """The error to raise in place of `what`; `write` is a sentence that says what belongs there."""
    return ConfigError(
        "not_written", say("Channel {channel}: {what} is not written yet.", channel=channel, what=what), write
    )
