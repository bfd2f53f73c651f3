"""Every installed channel keeps the contract. A new one is examined without a line being written here."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.contract import (
    declaration,
    orders,
    robustness,
    subscriptions,
    trouble,
    walking,
    webhooks,
)
from tests.channels.contract.subject import Fixture, Scene, Subject, subjects

SUBJECTS = subjects()
SCENES = [(subject, name) for subject in SUBJECTS for name in subject.shops]
CALLED = [(subject, name) for subject, name in SCENES if subject.channel.webhooks]
NOTHING_NEW = [pytest.param(check, marks=pytest.mark.repeats) for check in robustness.CHECKS]
SUBSCRIBING = [
    (subject, name)
    for subject, name in CALLED
    if subject.channel.webhooks and not subject.channel.webhooks.steps
]


def _name(value: object) -> str | None:
    """Readable ids: the names of checks, channels, fixtures and shops."""
    if isinstance(value, Subject):
        return value.slug
    return getattr(value, "__name__", None) or str(value)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A fresh fake shop of the channel."""
    subject, name = request.param
    with subject.shops[name]() as shop:
        yield Scene(subject, shop)


def _scene_name(value: object) -> str:
    assert isinstance(value, tuple)
    return f"{value[0].slug}-{value[1]}"


def test_there_are_channels() -> None:
    assert "woocommerce" in {subject.slug for subject in SUBJECTS}


def test_the_suite_has_at_least_forty_checks() -> None:
    checks = [
        *(*declaration.CHECKS, *declaration.PATCHING_CHECKS, *orders.CHECKS, *robustness.CHECKS),
        *(*walking.CHECKS, *trouble.CHECKS, *webhooks.CHECKS, *subscriptions.CHECKS),
    ]
    assert len(checks) == len(set(checks)) >= 100


@pytest.mark.parametrize("claim", declaration.PROOFS)
def test_a_claim_that_no_fixture_shows_is_named(claim: str, tmp_path: Path) -> None:
    # given a channel with this claim alone, and one order of a customer with an account, tax and nothing else
    woocommerce = next(subject for subject in SUBJECTS if subject.slug == "woocommerce")
    (tmp_path / "fixtures").mkdir()
    for kind in ("raw", "order"):
        shutil.copy(woocommerce.folder / "fixtures" / f"b2c_fr_simple.{kind}.json", tmp_path / "fixtures")
    channel = type("Claiming", (type(woocommerce.channel),), {"claims": frozenset({claim})})()
    subject = Subject(channel, tmp_path)

    # then
    if claim == "registered":
        declaration.every_claim_has_a_fixture(subject)
    else:
        with pytest.raises(AssertionError, match=f"no fixture shows {claim}: "):
            declaration.every_claim_has_a_fixture(subject)


@pytest.mark.parametrize("subject", SUBJECTS, ids=_name)
@pytest.mark.parametrize("check", [*declaration.CHECKS, *NOTHING_NEW], ids=_name)
def test_channel(check: Callable[[Subject], None], subject: Subject) -> None:
    check(subject)


@pytest.mark.parametrize("subject", SUBJECTS, ids=_name)
@pytest.mark.parametrize("check", declaration.PATCHING_CHECKS, ids=_name)
def test_channel_without_network(
    check: Callable[[Subject, pytest.MonkeyPatch], None], subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(subject, monkeypatch)


@pytest.mark.parametrize("subject", SUBJECTS, ids=_name)
@pytest.mark.parametrize("check", orders.CHECKS, ids=_name)
def test_every_fixture(check: Callable[[Subject, Fixture], None], subject: Subject) -> None:
    assert subject.fixtures, f"{subject.slug} has no fixtures: nothing is shown of its mapping"
    for fixture in subject.fixtures:
        try:
            check(subject, fixture)
        except Exception as failure:
            failure.add_note(f"fixture {fixture.name}")
            raise


@pytest.mark.parametrize("scene", SCENES, ids=_scene_name, indirect=True)
@pytest.mark.parametrize("check", [*walking.CHECKS, *trouble.CHECKS], ids=_name)
def test_shop(check: Callable[[Scene], None], scene: Scene) -> None:
    check(scene)


@pytest.mark.parametrize("scene", CALLED, ids=_scene_name, indirect=True)
@pytest.mark.parametrize("check", webhooks.CHECKS, ids=_name)
def test_webhooks(check: Callable[[Scene], None], scene: Scene) -> None:
    check(scene)


@pytest.mark.parametrize("scene", SUBSCRIBING, ids=_scene_name, indirect=True)
@pytest.mark.parametrize("check", subscriptions.CHECKS, ids=_name)
def test_subscriptions(check: Callable[[Scene], None], scene: Scene) -> None:
    check(scene)
