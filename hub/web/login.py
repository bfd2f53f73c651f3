"""Who somebody is, what they may do and whether they have a second factor: one query, as every page asks."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from hub.people import permissions, second_factor


def has_second_factor(user: User) -> bool:
    """Whether a code is asked for after the password; a query only for a user that no session brought."""
    known = getattr(user, "has_second_factor", None)
    return second_factor.of(user) is not None if known is None else bool(known)


class _Knowing(ModelBackend):
    """Finds the user of a session."""

    def get_user(self, user_id: Any) -> User | None:
        """None where there is no such user, or not any more."""
        people = second_factor.known_of(User.objects.filter(pk=user_id))
        user = permissions.known_of(people).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser and (rights := permissions.of(user)) is not None:
            setattr(user, "_perm_cache", rights)  # noqa: B010 - where Django keeps them
        return user


class Guard(AxesStandaloneBackend, _Knowing):
    """Refuses who typed too many wrong passwords."""

    get_user = _Knowing.get_user


class Passwords(_Knowing):
    """Names and passwords."""
