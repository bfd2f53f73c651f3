"""Setting up a second factor, asking for it, and who must have one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from hub.models import Authenticator, RecoveryCode
from hub.people.places import Role

log = structlog.get_logger(__name__)
EVERYBODY = "everybody"
_KEY_BYTES = 20  # as RFC 4226 recommends
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_PART, _PARTS = 5, 3  # 15 characters: 74 bits


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a typed code; `wait_until` where too many were wrong."""

    device: Authenticator | None = None
    wait_until: datetime | None = None
    recovered: bool = False


def of(user: User) -> Authenticator | None:
    """The person's authenticator, if it is set up."""
    return Authenticator.objects.filter(user=user, confirmed=True).first()


def known_of(users: QuerySet[User]) -> QuerySet[User]:
    """The same people, each with whether an authenticator is set up (`has_second_factor`)."""
    mine = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
    return users.annotate(has_second_factor=Exists(mine))


def is_required(user: User) -> bool:
    """Whether `TWO_FACTOR_REQUIRED` names the person: `everybody`, or one of their groups."""
    names = {name.lower() for name in settings.TWO_FACTOR_REQUIRED}
    if not names or EVERYBODY in names:
        return bool(names)
    if user.is_superuser and Role.ADMINISTRATOR.lower() in names:
        return True
    return any(name.lower() in names for name in user.groups.values_list("name", flat=True))


def begin(user: User) -> Authenticator:
    """What the person scans: the same until it is confirmed. Nobody is asked for it yet."""
    fresh = {"key": secrets.token_hex(_KEY_BYTES)}
    row: Authenticator = Authenticator.objects.get_or_create(
        user=user, defaults={"name": "app", "confirmed": False, "secret": fresh}
    )[0]
    return row


def confirm(user: User, code: str) -> list[str]:
    """The app shows the right code: from now on it is asked for. Answers new recovery codes; none: wrong."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
        if row is None or not row.verify_token(_tidy(code)):
            return []
        row.confirmed, row.confirmed_at = True, timezone.now()
        row.save()
        return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Recovery codes, shown this once; older ones are void."""
    codes = [_new_code() for _ in range(RecoveryCode.COUNT)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return codes


def codes_left(user: User) -> int:
    """Recovery codes that were not used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def verify(user: User, typed: str) -> Answer:
    """A code of the app, or a recovery code. Wrong ones of either kind make the next try wait."""
    code = _tidy(typed)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).first()
        if row is None:
            return Answer()
        allowed, why = row.verify_is_allowed()
        if not allowed:
            return Answer(wait_until=why["locked_until"])
        if code.isdigit():
            found = Answer(row) if row.verify_token(code) else Answer()
        else:
            found = _recover(user, row, code)
    if found.device is None:
        log.warning("second_factor_wrong", user=user.get_username(), failures=row.throttling_failure_count)
    elif found.recovered:
        log.warning("recovery_code_used", user=user.get_username())
    return found


def take_away(user: User) -> bool:
    """The person has no second factor any more, as after a lost phone; whether they had one."""
    RecoveryCode.objects.filter(user=user).delete()
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    return bool(deleted)


def _recover(user: User, row: Authenticator, code: str) -> Answer:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        row.throttle_increment()
        return Answer()
    row.throttle_reset()
    return Answer(row, recovered=True)


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_PART)) for _ in range(_PARTS))


def _digest(code: str) -> str:
    """Of a code as people type it. The codes are too long to be guessed from their digests."""
    return hashlib.sha256(_tidy(code).replace("-", "").encode()).hexdigest()


def _tidy(typed: str) -> str:
    return "".join(typed.split()).lower()
