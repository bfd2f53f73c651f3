"""The contract suite is sharp on webhooks: each of these broken copies of the channel fails it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.shopify.channel import Shopify
from tests.channels.contract import subscriptions, webhooks
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.contract.subject import Scene, Subject
from tests.channels.shopify.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

MUTANTS = Mutants(Shopify, SHOPS["fixed-token"])

MISTAKES = (
    Mutation("anybody is believed", "hints.py", "if not signed_by(", "if not signed_by and ("),
    Mutation(
        "no secret is a secret",
        "hints.py",
        "if not secret:\n        raise _no_secret()",
        "if not secret:\n        secret = 'x'\n        return Hint(event_id='x', topic='x')",
    ),
    Mutation(
        "all is one event", "hints.py", '_header(request, "event-id") or digest_of(request.body)', '"x"'
    ),
    Mutation(
        "the number for the global id",
        "hints.py",
        'document.get("admin_graphql_api_id")',
        'document.get("id")',
    ),
    Mutation(
        "others' are removed", "subscriptions.py", "if _place(one.uri) == _place(address)", "if one.uri"
    ),
    Mutation("new orders only", "subscriptions.py", "for topic in TOPICS:", "for topic in TOPICS[:1]:"),
    Mutation(
        "doubles each time",
        "subscriptions.py",
        '{"uri": address, "format": "JSON"}',
        '{"uri": f"{address}?{len(found)}"}',
    ),
    Mutation(
        "only said to be removed",
        "subscriptions.py",
        "for subscription in _ours(http, address):",
        "for subscription in ():",
    ),
)


def failures(copy: Subject) -> Iterator[str]:
    """Names of the checks that the copy fails."""
    for check in (*webhooks.CHECKS, *subscriptions.CHECKS):
        with MUTANTS.shop() as shop:
            try:
                check(Scene(copy, shop))
            except (Exception, pytest.fail.Exception):
                yield check.__name__


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_in_webhooks_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(failures(copy), None)


def test_a_faithful_copy_passes(tmp_path: Path) -> None:
    with MUTANTS.broken(Mutation("none", "hints.py", "order", "order"), tmp_path) as copy:
        assert list(failures(copy)) == []
