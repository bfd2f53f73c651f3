"""Every installed channel keeps the contract. A new one is examined without a line being written here."""

from collections.abc import Callable, Iterator

import pytest

from tests.channels.contract import declaration, orders, robustness, trouble, walking, webhooks
from tests.channels.contract.subject import Fixture, Scene, Subject, subjects

SUBJECTS = subjects()
SCENES = [(subject, name) for subject in SUBJECTS for name in subject.shops]


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
        *(*walking.CHECKS, *trouble.CHECKS, *webhooks.CHECKS),
    ]
    assert len(checks) == len(set(checks)) >= 100


@pytest.mark.parametrize("subject", SUBJECTS, ids=_name)
@pytest.mark.parametrize("check", [*declaration.CHECKS, *robustness.CHECKS], ids=_name)
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
@pytest.mark.parametrize("check", [*walking.CHECKS, *trouble.CHECKS, *webhooks.CHECKS], ids=_name)
def test_shop(check: Callable[[Scene], None], scene: Scene) -> None:
    check(scene)
