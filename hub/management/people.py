"""Who runs a command, as it is written into the history."""

import getpass


def who() -> str:
    """The account in which the command runs; containers may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "manage.py"
