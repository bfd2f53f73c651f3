"""How the hub finds the platforms: apps in `INSTALLED_APPS` whose config names a channel class."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from channels.declaration import faults
from channels.source import ChannelAdapter
from hub.ports import register


class ChannelConfig(AppConfig):
    """The base of a channel's app config: `channel` is the dotted path of its class."""

    channel: str = ""
    default = False  # Django takes an app's only default config: the subclass, not this one

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = bool(cls.__dict__.get("default", True))
        # An app's label must be its own among all apps, whatever a shop platform is called.
        cls.label = cls.__dict__.get("label", f"channel_{getattr(cls, 'name', '').rpartition('.')[2]}")

    def ready(self) -> None:
        """Checks the class and makes it known to the hub; raises `ImproperlyConfigured` with every fault."""
        if not self.channel:
            raise ImproperlyConfigured(f"{type(self).__name__} names no channel class (attribute `channel`).")
        try:
            declared = import_string(self.channel)
        except ImportError as error:
            raise ImproperlyConfigured(
                f"{type(self).__name__}: {self.channel} cannot be imported: {error}"
            ) from error
        wrong = faults(declared)
        if wrong:
            raise ImproperlyConfigured(f"The channel {self.channel} is incomplete: {'; '.join(wrong)}.")
        register(ChannelAdapter(declared()))
