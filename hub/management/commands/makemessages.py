"""`manage.py makemessages`: Django's own, which also finds the sentences that `say` makes."""

from django.core.management.commands.makemessages import Command as MakeMessages

from hub.management.base import HubCommand


class Command(HubCommand, MakeMessages):
    """What is to be translated."""

    help = "Collect the texts for people, `say(...)` among them, into the files that are translated."
    example = "manage.py makemessages --locale fr --no-location --no-wrap"
    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=say"]
