"""Who somebody is, and in the same query whether they have a second factor: every page asks both."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from hub.people import second_factor


def has_second_factor(user: User) -> bool:
    """Whether a code is asked for after the password; a query only for a user that no session brought."""
    known = getattr(user, "has_second_factor", None)
    return second_factor.of(user) is not None if known is None else bool(known)


class _Knowing(ModelBackend):
    """Finds the user of a session."""

    def get_user(self, user_id: Any) -> User | None:
        """None where there is no such user, or not any more."""
        user = second_factor.known_of(User.objects.filter(pk=user_id)).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class Guard(AxesStandaloneBackend, _Knowing):
    """Refuses who typed too many wrong passwords."""

    get_user = _Knowing.get_user


class Passwords(_Knowing):
    """Names and passwords."""
