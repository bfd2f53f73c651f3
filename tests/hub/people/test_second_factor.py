"""Two-factor login: set up with an app, asked for on every page, required of some, limited when guessed."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django_otp.oath import totp
from pytest_django import Settings

from hub.models import Authenticator, RecoveryCode
from hub.people import audit, second_factor
from hub.people.places import Role

pytestmark = pytest.mark.django_db
HOME, VERIFY, SET_UP = "/admin/", "/admin/two-factor/verify/", "/admin/two-factor/set-up/"
STATUS = "/admin/two-factor/"
Clock = Callable[[float], None]


@pytest.fixture
def clock() -> object:
    """A clock that the test moves: `clock(31)` is 31 seconds later."""
    with time_machine.travel(time.time(), tick=False) as traveller:
        yield traveller.shift


@pytest.fixture
def anna() -> User:
    return User.objects.create_superuser("anna", password="long enough")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code(user: User) -> str:
    return f"{totp(Authenticator.objects.get(user=user).key):06d}"


def switched_on(user: User) -> tuple[Client, list[str]]:
    """A session that has shown the second factor, and the recovery codes."""
    client = logged_in(user)
    client.get(SET_UP)
    page = client.post(SET_UP, {"code": code(user)}).content.decode()
    return client, re.findall(r"(?<![\w-])[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}(?![\w-])", page)


def test_the_qr_code_is_drawn_in_the_page(anna: User) -> None:
    page = logged_in(anna).get(SET_UP).content.decode()

    assert "<svg" in page
    assert Authenticator.objects.get().shown_key in page
    assert "otpauth" not in page
    assert not second_factor.of(anna)


def test_a_wrong_code_switches_nothing_on(anna: User) -> None:
    client = logged_in(anna)
    client.get(SET_UP)

    assert "not right" in client.post(SET_UP, {"code": "000000x"}).content.decode()

    assert second_factor.of(anna) is None
    assert client.get(HOME).status_code == 200


def test_the_key_is_sealed_and_the_recovery_codes_are_only_digests(anna: User) -> None:
    _client, codes = switched_on(anna)

    row = Authenticator.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM hub_authenticator")
        [stored] = cursor.fetchone()
    assert row.key.hex() not in stored
    assert len(codes) == RecoveryCode.COUNT
    assert not set(codes) & set(RecoveryCode.objects.values_list("digest", flat=True))
    assert audit.told(LogEntry.objects.latest("pk")) == "Two-factor login switched on."


def test_after_the_password_every_page_asks_for_the_code(anna: User, clock: Clock) -> None:
    switched_on(anna)
    clock(31)
    client = logged_in(anna)

    for address in (HOME, "/admin/hub/order/", "/admin/password_change/", STATUS):
        assert client.get(address).url.startswith(VERIFY)  # type: ignore[attr-defined] # a redirect
    assert client.post("/admin/hub/shop/add/").url.startswith(VERIFY)  # type: ignore[attr-defined]

    answer = client.post(VERIFY, {"code": code(anna), "next": "/admin/hub/order/"})
    assert answer.url == "/admin/hub/order/"  # type: ignore[attr-defined]
    assert client.get(HOME).status_code == 200


def test_an_address_elsewhere_is_not_followed(anna: User, clock: Clock) -> None:
    switched_on(anna)
    clock(31)

    answer = logged_in(anna).post(VERIFY, {"code": code(anna), "next": "https://evil.example/"})

    assert answer.url == HOME  # type: ignore[attr-defined]


def test_a_code_counts_once(anna: User, clock: Clock) -> None:
    switched_on(anna)
    clock(31)
    mine, stolen = logged_in(anna), code(anna)
    mine.post(VERIFY, {"code": stolen})

    thief = logged_in(anna)
    thief.post(VERIFY, {"code": stolen})

    assert thief.get(HOME).url.startswith(VERIFY)  # type: ignore[attr-defined]


def test_switching_it_on_asks_it_of_every_other_session_too(anna: User) -> None:
    elsewhere = logged_in(anna)
    assert elsewhere.get(HOME).status_code == 200

    switched_on(anna)

    assert elsewhere.get(HOME).url.startswith(VERIFY)  # type: ignore[attr-defined]


def test_wrong_codes_make_the_next_try_wait(anna: User, clock: Clock) -> None:
    switched_on(anna)
    clock(31)
    client = logged_in(anna)
    for _ in range(3):
        clock(5)
        client.post(VERIFY, {"code": "123"})

    page = client.post(VERIFY, {"code": code(anna)}).content.decode()
    assert "Too many wrong codes" in page
    assert client.get(HOME).status_code == 302

    clock(60)
    client.post(VERIFY, {"code": code(anna)})
    assert client.get(HOME).status_code == 200


def test_the_wait_has_an_end(anna: User) -> None:
    switched_on(anna)
    row = Authenticator.objects.get()
    for _ in range(50):
        row.throttle_increment()

    _allowed, why = row.verify_is_allowed()

    assert why["locked_until"] - row.throttling_failure_timestamp < timedelta(hours=1)


def test_a_recovery_code_lets_in_once(anna: User, clock: Clock) -> None:
    _, codes = switched_on(anna)
    first, second = logged_in(anna), logged_in(anna)

    first.post(VERIFY, {"code": codes[0].upper().replace("-", " ")})
    second.post(VERIFY, {"code": codes[0]})

    assert first.get(HOME).status_code == 200
    assert second.get(HOME).status_code == 302
    assert second_factor.codes_left(anna) == RecoveryCode.COUNT - 1


def test_new_recovery_codes_void_the_old_ones(anna: User, clock: Clock) -> None:
    client, old = switched_on(anna)
    clock(31)
    page = client.post(STATUS, {"code": code(anna), "codes": ""}).content.decode()

    assert old[0] not in page
    assert second_factor.verify(anna, old[0]).device is None
    assert second_factor.codes_left(anna) == RecoveryCode.COUNT


def test_switching_off_needs_a_code(anna: User, clock: Clock) -> None:
    client, _codes = switched_on(anna)
    client.post(STATUS, {"code": "", "off": ""})
    assert second_factor.of(anna) is not None

    clock(31)
    client.post(STATUS, {"code": code(anna), "off": ""})

    assert second_factor.of(anna) is None
    assert not RecoveryCode.objects.exists()
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("required", "group", "asked"),
    [
        ([], Role.ACCOUNTANT, False),
        (["Accountant"], Role.ACCOUNTANT, True),
        (["accountant"], Role.ACCOUNTANT, True),
        (["Accountant"], Role.VIEWER, False),
        (["everybody"], Role.VIEWER, True),
    ],
)
def test_it_can_be_required(settings: Settings, required: list[str], group: Role, asked: bool) -> None:
    settings.TWO_FACTOR_REQUIRED = required
    person = User.objects.create_user("someone", is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client = logged_in(person)

    answer = client.get(HOME)

    assert (answer.status_code == 302) is asked
    if asked:
        assert answer.url.startswith(SET_UP)  # type: ignore[attr-defined]
        client.post(SET_UP, {"code": code(person)}) if client.get(answer.url) else None  # type: ignore[attr-defined]
        assert client.get(HOME).status_code == 200


def test_a_superuser_counts_as_administrator(settings: Settings, anna: User, clock: Clock) -> None:
    settings.TWO_FACTOR_REQUIRED = ["Administrator"]
    client, _codes = switched_on(anna)
    clock(31)

    client.post(STATUS, {"code": code(anna), "off": ""})

    assert second_factor.of(anna) is not None


def test_without_the_password_nobody_sees_these_pages() -> None:
    for address in (STATUS, SET_UP, VERIFY):
        assert Client().get(address).url.startswith("/admin/login/")  # type: ignore[attr-defined]


def test_an_administrator_takes_it_away_with_a_reason(anna: User) -> None:
    switched_on(anna)
    boss = logged_in(User.objects.create_superuser("boss"))
    address = f"/admin/auth/user/{anna.pk}/do/no-second-factor/"

    boss.post(address)
    assert second_factor.of(anna) is not None
    boss.post(address, {"no-second-factor-reason": "lost phone, seen in person"})

    assert second_factor.of(anna) is None
    assert audit.reason_of(LogEntry.objects.latest("pk")) == "lost phone, seen in person"


def test_the_command_takes_it_away(anna: User, capsys: pytest.CaptureFixture[str]) -> None:
    switched_on(anna)

    call_command("reset_second_factor", "anna")

    assert "taken away" in capsys.readouterr().out
    assert second_factor.of(anna) is None
    with pytest.raises(CommandError, match="Nobody is called 'bert'"):
        call_command("reset_second_factor", "bert")


def test_wrong_passwords_are_limited_and_an_administrator_lets_in_again(anna: User) -> None:
    wrong, right = ({"username": "anna", "password": word} for word in ("guess", "long enough"))
    client = Client()
    for _ in range(10):
        answer = client.post("/admin/login/", wrong)
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert client.post("/admin/login/", right).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/admin/login/", right).status_code == 302

    boss = logged_in(User.objects.create_superuser("boss"))
    boss.post(f"/admin/auth/user/{anna.pk}/do/let-in/", {"let-in-reason": "called me"})

    assert client.post("/admin/login/", right).status_code == 302


def test_the_lock_ends_by_itself(anna: User, clock: Clock) -> None:
    client = Client()
    for _ in range(10):
        client.post("/admin/login/", {"username": "anna", "password": "guess"})

    clock(16 * 60)

    assert client.post("/admin/login/", {"username": "anna", "password": "long enough"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_type_the_same_code_at_once_are_let_in_once() -> None:
    person = User.objects.create_user("anna")
    row = second_factor.begin(person)
    Authenticator.objects.filter(pk=row.pk).update(confirmed=True)
    typed = code(person)

    def use(_: int) -> bool:
        try:
            return second_factor.verify(person, typed).device is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as several:
        assert sum(several.map(use, range(4))) == 1
