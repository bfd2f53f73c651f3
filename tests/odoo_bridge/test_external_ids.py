"""Names of records in Odoo: one dot, no blanks, and never the same name for two things."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo_bridge.external_ids import ExternalIds, safe_key

IDS = ExternalIds("aff1x2y3z", "lampes-fr")
keys = st.lists(st.text(st.characters(codec=None), max_size=80), min_size=1, max_size=3)


def test_a_plain_key_can_be_read() -> None:
    assert IDS.of("order", "4711") == "aff1x2y3z_lampes_fr.order_4711"


@given(keys)
def test_odoo_takes_every_name(parts: list[str]) -> None:
    name = IDS.of("line", *parts)

    assert re.fullmatch(r"[a-z0-9_]+\.[A-Za-z0-9_-]+", name)
    assert len(name) < 300


@given(keys, keys)
def test_different_keys_never_share_a_name(some: list[str], other: list[str]) -> None:
    assume(some != other)

    assert IDS.of("line", *some) != IDS.of("line", *other)


@pytest.mark.parametrize("key", ["", "a b", "a.b", "é", "a_b", "ligne\n", "x" * 65, "\ud800", "'; --"])
def test_hostile_keys_become_fingerprints(key: str) -> None:
    assert re.fullmatch("x[0-9a-f]{24}", safe_key(key))


def test_nobody_can_take_the_name_of_another_key_by_writing_its_fingerprint() -> None:
    forged = safe_key("customer:lampes-fr:31")

    assert safe_key(forged) != forged


def test_keys_that_differ_in_case_stay_different() -> None:
    assert safe_key("AB") != safe_key("ab")
