"""`manage.py makemessages`: Django's own, which also finds the sentences that `say` makes."""

from django.core.management.commands.makemessages import Command as MakeMessages


class Command(MakeMessages):
    """Example: `manage.py makemessages -l fr --no-location --no-wrap`."""

    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=say"]
