"""Rules made of what the first page of the back office watches over: each of its sources can be one."""

from collections.abc import Iterator

from hub.admin.overview import Numbers, Trouble, Watch
from hub.alerts.rules import Found, Look, Rule, Text, Unit, register


def watch(code: str, label: Text, troubles: Watch, help_text: Text, *, minutes: int = 30) -> None:
    """Let people be told of what this source tells, once it has lasted so many minutes."""
    register(
        Rule(
            code=code,
            label=label,
            help_text=help_text,
            unit=Unit.MINUTES,
            threshold=minutes,
            looks=(_look(troubles),),
            every=5,
        )
    )


def _look(troubles: Watch) -> Look:
    def look(_minutes: int) -> Iterator[Found]:
        for told in troubles(Numbers(_everything)):
            if isinstance(told, Trouble):
                yield _found(told)

    return look


def _everything(_permission: str) -> bool:
    """The clock sees all; who is told of it, an administrator has chosen."""
    return True


def _found(trouble: Trouble) -> Found:
    """The same name on the same page is the same trouble."""
    return Found(
        key=f"{trouble.url} {trouble.name}",
        name=str(trouble.name),
        cause=trouble.cause,
        remedy=trouble.remedy,
        url=str(trouble.url),
    )
