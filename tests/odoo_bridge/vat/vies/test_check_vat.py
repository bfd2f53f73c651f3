"""`manage.py check_vat`: what it prints, and its exit codes."""

import io

import pytest
from django.core.management import CommandError, call_command

from odoo_bridge.models import OdooConnection, VatCheck
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.vat.vies.world import OWN, asked

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("check_vat", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_valid_number_is_shown_with_owner_and_proof(vies: ViesSandbox) -> None:
    vies.next_identifiers.append("WAPIAAAAX3lU8bHe")

    code, shown = run("be 403.019.261", "--requester", "FR 40 303 265 045")

    assert code == 0
    for words in (
        "BE0403019261",
        "valid",
        "NV EXAMPLE BELGIUM",
        "Wetstraat 1, 1000 Brussel",
        "WAPIAAAAX3lU8bHe",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Example Belgium", "Wetstraat 1, 1000 Brussel", ("fits", "fits")),
        ("Bäckerei Klein GmbH", "Rue de la Paix 3, 75002 Paris", ("DIFFERS", "DIFFERS")),
    ],
)
def test_name_and_address_are_compared_with_the_owners(
    vies: ViesSandbox, name: str, address: str, said: tuple[str, str]
) -> None:
    code, shown = run("BE0403019261", "--name", name, "--address", address)

    assert code == 0, "a difference changes no verdict"
    lines = {line[:20].strip(): line[21:] for line in shown.splitlines()}
    assert lines["name compared"] == f"{said[0]}: VIES “NV EXAMPLE BELGIUM”, given “{name}”"
    assert lines["address compared"] == f"{said[1]}: VIES “Wetstraat 1, 1000 Brussel”, given “{address}”"


def test_without_name_and_address_nothing_is_compared(vies: ViesSandbox) -> None:
    assert "compared" not in run("BE0403019261")[1]


def test_the_own_number_is_that_of_the_odoo_connection(vies: ViesSandbox) -> None:
    OdooConnection.objects.create(name="main", url="https://odoo.example.com", seller_vat_id=OWN.text)

    run("094 259 216", "--country", "GR")

    assert asked(vies) == ["EL094259216"]
    assert VatCheck.objects.get().requester == "FR40303265045"


def test_without_an_own_number_it_says_that_nothing_is_proven(vies: ViesSandbox) -> None:
    code, shown = run("DE136695976")

    assert code == 0
    assert "none: give our own VAT id with --requester" in shown
    assert shown.count("not told by the member state") == 2


@pytest.mark.parametrize(
    ("number", "outage", "code", "words"),
    [
        ("DE111111125", "", 2, "is not valid"),
        ("DE136695977", "", 2, "mistyped"),
        ("nothing", "", 2, "There is no number"),
        ("DE136695976", "MS_UNAVAILABLE", 3, "the member state does not answer VIES [MS_UNAVAILABLE]"),
        ("DE136695976", "HTML", 3, "[http_status]"),
        ("DE136695976", "IP_BLOCKED", 4, "[IP_BLOCKED]"),
        ("GB980780684", "", 4, "VIES knows no numbers of that country"),
    ],
)
def test_the_exit_code_tells_why_it_is_not_valid(
    vies: ViesSandbox, number: str, outage: str, code: int, words: str
) -> None:
    if outage:
        vies.fail(outage)

    found, shown = run(number)

    assert found == code
    assert words in shown


@pytest.mark.parametrize(
    ("name", "words"), [("Ejemplo SL", "is the owner's"), ("Otra SL", "is not the owner's")]
)
def test_spain_compares_a_name_that_it_does_not_tell(vies: ViesSandbox, name: str, words: str) -> None:
    _, shown = run("ESB58378431", "--requester", OWN.text, "--name", name)

    assert f"name sent            {words}" in shown


def test_an_answer_that_is_known_is_shown_unless_it_shall_be_new(vies: ViesSandbox) -> None:
    for arguments in ((), (), ("--anew",)):
        run("BE0403019261", *arguments)

    assert len(asked(vies)) == 2


def test_an_earlier_proof_is_shown_while_vies_is_away(vies: ViesSandbox) -> None:
    run("BE0403019261", "--requester", OWN.text)
    vies.fail("TIMEOUT", "BE")

    code, shown = run("BE0403019261", "--requester", OWN.text, "--anew")

    assert code == 3
    assert "last proof" in shown
    assert "by the clock" in shown


def test_a_requester_that_is_no_number_is_refused() -> None:
    with pytest.raises(CommandError, match="--requester: 'GB980780684' is no VAT id of the EU"):
        run("BE0403019261", "--requester", "GB980780684")
