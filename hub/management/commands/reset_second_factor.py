"""`manage.py reset_second_factor`: for somebody who lost phone and recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from hub.people import second_factor


class Command(HubCommand):
    """Takes the second factor of a person away; the password stays."""

    help = "Take a person's second factor away. The password stays; a new one can be set up after the login."
    example = "manage.py reset_second_factor anna"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("name", metavar="NAME", help="the user name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what happened."""
        person = User.objects.filter(username=options["name"]).first()
        if person is None:
            raise Error(f"Nobody is called {options['name']!r}. See Users in the back office.")
        had = second_factor.take_away(person)
        self.stdout.write(f"{person}: " + ("the second factor is taken away." if had else "there was none."))
