"""Who is who: pairs of a buyer and a known customer, with what the rules think of them.

A side is written as its name and what is known of it, separated by semicolons: an e-mail, `tel:`, `vat:`,
`at:` (the account at the shop), `co:` (a company), `zip:`. The country is France unless `in:` says another.
"""

import subprocess
import sys
from dataclasses import dataclass

import pytest

from odoo_bridge.customers.identity import DEFAULT_RULES, Identity, Rule
from odoo_bridge.customers.normalization import (
    normalized_email,
    normalized_phone,
    normalized_postcode,
    normalized_vat,
)
from odoo_bridge.customers.verdict import Candidate, Judgement, choose, judge
from tests.house.files import ROOT

SAME, OTHER, UNSURE = Judgement.SAME, Judgement.DIFFERENT, Judgement.AMBIGUOUS

PAIRS = [
    # The VAT id comes first.
    (SAME, "Zoé; co:Lampes SARL; vat:FR23334175221", "; co:Lampes SARL; vat:FR23334175221", "the same VAT"),
    (SAME, "Zoé; co:Lumières SAS; vat:FR23334175221", "; co:Lampes SARL; vat:FR23334175221", "renamed"),
    (SAME, "Z; co:Lampes; vat:fr 23 334 175 221", "; co:Lampes; vat:FR23334175221", "blanks and case"),
    (SAME, "Z; co:Lampes; vat:23334175221", "; co:Lampes; vat:FR23334175221", "without its country"),
    (SAME, "Z; co:Lampes; vat:FR23334175221; in:BE", "; co:Lampes; vat:FR23334175221", "bought from Belgium"),
    (SAME, "N; co:Nikos; vat:094259216; in:GR", "; co:Nikos; vat:EL094259216", "Greece writes EL"),
    (SAME, "Zoé Martin; vat:FR23334175221; a@x.fr", "Zoé Martin; vat:FR23334175221; b@x.fr", "sole trader"),
    (OTHER, "Z; co:Lampes; vat:ATU12345678; a@x.fr", "; co:Lampes; vat:DE129273398; a@x.fr", "of a group"),
    (OTHER, "Z; co:A; vat:FR23334175221; at:1", "; co:B; vat:DE129273398; at:1", "buys for two"),
    (SAME, "Z; co:Lampes; vat:N/A; a@x.fr", "; co:Lampes; vat:FR23334175221; a@x.fr", "no VAT id"),
    (OTHER, "Z; co:Lampes; vat:FR00000000000", "; co:Lampes; vat:FR00000000000", "nonsense is no VAT id"),
    (OTHER, "Z; co:A; vat:12345", "; co:B; vat:12345", "too short for a VAT id"),
    (OTHER, "Z; co:A; vat:QQ23334175221", "; co:B; vat:QQ23334175221", "a country that does not exist"),
    # Then the account at the shop.
    (SAME, "Zoé Martin; at:31", "Zoé Martin; at:31", "the same account"),
    (SAME, "Zoé Durand; at:31; new@x.fr", "Zoé Martin; at:31; old@x.fr", "married, with a new e-mail"),
    (SAME, "; at:31", "Zoé Martin; at:31", "the shop forgot the name"),
    (SAME, "Z; co:Lumières; at:31", "; co:Lampes; at:31", "renamed company without VAT id"),
    (OTHER, "Zoé Martin; co:Lampes SARL; at:31", "Zoé Martin; at:31", "now for a company"),
    (OTHER, "Zoé Martin; at:31", "; co:Lampes SARL; at:31", "buys privately, was the company"),
    (SAME, "Zoé Martin; co:Zoé Martin EI; at:31", "Zoé Martin; at:31", "the company is the person"),
    (OTHER, "Zoé Martin; at:31", "Zoé Martin; at:32", "another account, nothing else known"),
    # Then e-mail and name.
    (SAME, "Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "nothing differs"),
    (SAME, "ZOÉ MARTIN; ZOE@X.FR", "zoé martin; zoe@x.fr", "case"),
    (SAME, "Zoe Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "accents"),
    (SAME, "Martin Zoé; zoe@x.fr", "Zoé Martin; zoe@x.fr", "the order of the names"),
    (SAME, "  Zoé   Martin ; zoe@x.fr", "Zoé Martin; zoe@x.fr", "blanks"),
    (SAME, "Mme Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "a title"),
    (SAME, "Z. Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "an initial"),
    (SAME, "Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "only the family's name"),
    (SAME, "Zoé Anne Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "a second first name"),
    (SAME, "; zoe@x.fr", "Zoé Martin; zoe@x.fr", "a guest without a name"),
    (SAME, "Zoé Martin; zoe@x.fr", "; zoe@x.fr", "known without a name"),
    (SAME, "Zoé Marten; zoe@x.fr", "Zoé Martin; zoe@x.fr", "a wrong letter"),
    (SAME, "Jonh Smiht; j@x.uk", "John Smith; j@x.uk", "letters turned round, twice"),
    (SAME, "Mathieu Roy; m@x.fr", "Matthieu Roy; m@x.fr", "a double letter"),
    (SAME, "Katherine Roy; k@x.fr", "Catherine Roy; k@x.fr", "two spellings"),
    (SAME, "Jürgen Müller; j@x.de", "Juergen Mueller; j@x.de", "umlauts written out"),
    (SAME, "Jürgen Müller; j@x.de", "Jurgen Muller; j@x.de", "umlauts left out"),
    (SAME, "Jean-Pierre Roy; jp@x.fr", "Jean Pierre Roy; jp@x.fr", "a hyphen"),
    (SAME, "Jeanpierre Roy; jp@x.fr", "Jean-Pierre Roy; jp@x.fr", "written in one"),
    (SAME, "Pat O'Brien; pat@x.ie", "Pat OBrien; pat@x.ie", "an apostrophe"),
    (SAME, "Søren Ærø; s@x.dk", "Soren Aro; s@x.dk", "Danish letters"),
    (SAME, "Łukasz Wałęsa; l@x.pl", "Lukasz Walesa; l@x.pl", "Polish letters"),
    (SAME, "Иван Петров; i@x.bg", "Ivan Petrov; i@x.bg", "Cyrillic"),
    (SAME, "Zoé Martin; zoe@x.fr; tel:0612345678", "Zoé Martin; zoe@x.fr; tel:0698765432", "a new phone"),
    (SAME, "Zoé Martin; zoe@x.fr; zip:75001", "Zoé Martin; zoe@x.fr; zip:69003", "moved house"),
    (SAME, "Zoé Martin; zoe@x.fr; at:31", "Zoé Martin; zoe@x.fr", "was a guest, has registered"),
    (SAME, "Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr; at:31", "is registered, buys as a guest"),
    (OTHER, "Paul Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "a household shares an e-mail"),
    (OTHER, "Jean Dupont; d@x.fr", "Jeanne Dupont; d@x.fr", "husband and wife"),
    (OTHER, "Tim Roy; roy@x.fr", "Tom Roy; roy@x.fr", "short names are quickly others"),
    (OTHER, "Zoé Dupont; zoe@x.fr", "Zoé Martin; zoe@x.fr", "another family"),
    (OTHER, "Paul Durand; info@x.fr", "Zoé Martin; info@x.fr", "an e-mail of many"),
    (UNSURE, "Marine Dupont; d@x.fr", "Marie Dupont; d@x.fr", "a slip, or a sister"),
    (UNSURE, "Paula Roy; roy@x.fr", "Paul Roy; roy@x.fr", "a slip, or a wife"),
    (UNSURE, "Maria Rossi; r@x.it", "Mario Rossi; r@x.it", "the last letter"),
    (UNSURE, "Z. M.; zoe@x.fr", "Zoé Martin; zoe@x.fr", "nothing but initials"),
    (OTHER, "Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@y.fr", "a name alone is nobody"),
    (OTHER, "Zoé Martin; not an e-mail", "Zoé Martin; not an e-mail", "what is no e-mail says nothing"),
    # Companies by e-mail.
    (SAME, "Z; co:Lampes SARL; a@x.fr", "; co:LAMPES S.A.R.L.; a@x.fr", "the legal form's dots"),
    (SAME, "Z; co:Lampes SAS; a@x.fr", "; co:Lampes SARL; a@x.fr", "another legal form"),
    (SAME, "Z; co:Müller GmbH & Co. KG; a@x.de", "; co:Mueller; a@x.de", "without the legal form"),
    (SAME, "Z; co:Firma sp. z o.o.; a@x.pl", "; co:Firma; a@x.pl", "a Polish legal form"),
    (SAME, "Z; co:L'Atelier; a@x.fr", "; co:L’Atelier; a@x.fr", "two apostrophes"),
    (SAME, "Z; co:Lampes Duran; a@x.fr", "; co:Lampes Durand; a@x.fr", "a letter is missing"),
    (UNSURE, "Z; co:Lampes Durand Lyon; a@x.fr", "; co:Lampes Durand; a@x.fr", "a branch, or the whole"),
    (OTHER, "Z; co:Agence 12; a@x.fr", "; co:Agence 13; a@x.fr", "numbers count"),
    (OTHER, "Z; co:Lampes; a@x.fr", "; co:Tapis; a@x.fr", "an accountant for two companies"),
    (OTHER, "Zoé Martin; zoe@x.fr", "; co:Lampes SARL; zoe@x.fr", "privately, with the company's e-mail"),
    (OTHER, "Zoé Martin; co:Lampes SARL; zoe@x.fr", "Zoé Martin; zoe@x.fr", "now with a company"),
    # Then phone and name.
    (SAME, "Zoé Martin; tel:06 12 34 56 78", "Zoé Martin; tel:+33612345678", "national and international"),
    (SAME, "Zoé Martin; tel:06.12.34.56.78", "Zoé Martin; tel:0033 6 12345678", "dots, and two zeros"),
    (SAME, "Zoé Martin; tel:0612345678; new@x.fr", "Zoé Martin; tel:0612345678; old@x.fr", "a new e-mail"),
    (OTHER, "Zoé Martin; tel:0612345678; in:BE", "Zoé Martin; tel:0612345678", "in two countries"),
    (OTHER, "Paul Martin; tel:0412345678", "Zoé Martin; tel:0412345678", "a landline of two"),
    (UNSURE, "Z. Martin; tel:0412345678", "Zoé Martin; tel:0412345678", "a landline, and an initial"),
    (OTHER, "; tel:0612345678", "Zoé Martin; tel:0612345678", "a phone without a name"),
    (OTHER, "Zoé Martin; tel:000", "Zoé Martin; tel:000", "what is no phone number"),
    (OTHER, "Anonymous", "Anonymous", "nothing to go by"),
]  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One side of a pair, read from its text."""

    name: str
    facts: dict[str, str]

    @classmethod
    def of(cls, text: str) -> "Side":
        name, *parts = (part.strip() for part in text.split(";"))
        facts = (part.partition(":") if ":" in part else ("mail", ":", part) for part in parts)
        return cls(name, {kind: value for kind, _, value in facts})

    def said(self, fact: str) -> str:
        return self.facts.get(fact, "")

    @property
    def country(self) -> str:
        return self.facts.get("in", "FR")

    @property
    def identity(self) -> Identity:
        return Identity(
            order="lampes-fr:1",
            name=self.name,
            company=self.said("co"),
            vat_id=normalized_vat(self.said("vat"), self.country),
            account=f"lampes-fr:{self.said('at')}" if self.said("at") else "",
            email=normalized_email(self.said("mail")),
            phone=normalized_phone(self.said("tel"), self.country),
            postcode=normalized_postcode(self.said("zip")),
        )

    def candidate(self, partner_id: int = 1, *chosen: str) -> Candidate:
        who = self.identity
        return Candidate(
            partner_id=partner_id,
            names=(who.subject,) if who.subject else (),
            is_company=who.is_company,
            vat_id=who.vat_id,
            accounts=frozenset({who.account} - {""}),
            emails=frozenset({who.email} - {""}),
            phones=frozenset({who.phone} - {""}),
            postcode=who.postcode,
            chosen=frozenset(chosen),
        )


@pytest.mark.parametrize(("expected", "buyer", "known", "why"), PAIRS, ids=[pair[3] for pair in PAIRS])
def test_who_is_who(expected: Judgement, buyer: str, known: str, why: str) -> None:
    verdict = judge(Side.of(buyer).identity, Side.of(known).candidate(), DEFAULT_RULES)

    assert verdict.judgement is expected, verdict.reasons
    assert verdict.reasons[0].endswith(".")


def test_the_table_is_long_enough_to_trust() -> None:
    assert len(PAIRS) >= 60
    assert {pair[0] for pair in PAIRS} == set(Judgement)


def test_the_rules_need_neither_django_nor_a_network() -> None:
    code = (
        "import sys, odoo_bridge.customers.verdict\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'requests', 'urllib3'}))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert answer.stdout == "[]\n"


def chosen(buyer: str, *known: str, rules: tuple[Rule, ...] = DEFAULT_RULES) -> int | str | None:
    """The number of the chosen one, counted from 1; "ambiguous" when nobody can say."""
    candidates = [Side.of(text).candidate(number) for number, text in enumerate(known, 1)]
    choice = choose(Side.of(buyer).identity, candidates, rules)
    if choice.ambiguous:
        return "ambiguous"
    return choice.found.candidate.partner_id if choice.found else None


def test_the_rule_that_comes_first_decides_between_two() -> None:
    buyer = "Z; co:Lampes; vat:FR23334175221; at:31"
    by_vat, by_account = "; co:Lampes; vat:FR23334175221", "; co:Lampes; at:31"

    assert chosen(buyer, by_account, by_vat) == 2
    assert chosen(buyer, by_account, by_vat, rules=(Rule.ACCOUNT, Rule.VAT)) == 1


def test_a_rule_that_is_left_out_is_not_asked() -> None:
    buyer, known = "Zoé Martin; tel:0612345678", "Zoé Martin; tel:0612345678"

    assert chosen(buyer, known) == 1
    assert chosen(buyer, known, rules=(Rule.EMAIL,)) is None


def test_the_one_that_agrees_in_more_is_taken() -> None:
    buyer = "Zoé Martin; zoe@x.fr; tel:0612345678; zip:69003"

    assert chosen(buyer, "Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr; zip:69003") == 2
    assert chosen(buyer, "Z. Martin; zoe@x.fr; zip:69003", "Zoé Martin; zoe@x.fr") == 2


def test_two_that_fit_alike_are_ambiguous() -> None:
    assert chosen("Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr", "Zoé Martin; zoe@x.fr") == "ambiguous"
    assert chosen("Martin; m@x.fr", "Zoé Martin; m@x.fr", "Paul Martin; m@x.fr") == "ambiguous"


def test_a_short_name_that_was_used_once_lets_in_no_family() -> None:
    zoe = Side.of("Zoé Martin; m@x.fr").candidate()
    zoe = zoe.joined(Side.of("Martin; m@x.fr").candidate()).joined(Side.of("Z. Martin; m@x.fr").candidate())

    judged = {
        name: judge(Side.of(f"{name}; m@x.fr").identity, zoe, DEFAULT_RULES).judgement
        for name in ("Paul Martin", "Zacharie Martin", "Martin", "Zoe Martin", "Z. Martin")
    }

    assert list(judged.values()) == [OTHER, OTHER, SAME, SAME, SAME]


def test_a_sure_one_is_taken_before_an_unsure_one() -> None:
    assert chosen("Marie Dupont; d@x.fr", "Marine Dupont; d@x.fr", "Marie Dupont; d@x.fr") == 2


def test_a_person_s_choice_wins_over_every_rule() -> None:
    buyer = Side.of("Zoé Martin; zoe@x.fr; at:31").identity
    key = buyer.keys(DEFAULT_RULES)[1].text
    exact, other = Side.of("Zoé Martin; zoe@x.fr; at:31").candidate(1), Side.of("Anna").candidate(2, key)

    choice = choose(buyer, [exact, other], DEFAULT_RULES)

    assert choice.found is not None
    assert (choice.found.candidate.partner_id, choice.found.rule) == (2, "chosen")


def test_a_candidate_is_shown_with_what_tells_it_from_others() -> None:
    known = Side.of("Zoé Martin; zoe@x.fr; tel:0612345678; zip:69003").candidate()

    assert known.shown == "Zoé Martin (zoe@x.fr, +33612345678, 69003)"
    assert Candidate(partner_id=1).shown == "–"


def test_a_name_that_changed_is_told() -> None:
    buyer, known = "Z; co:Lumières; vat:FR23334175221", "; co:Lampes; vat:FR23334175221"

    reasons = judge(Side.of(buyer).identity, Side.of(known).candidate(), DEFAULT_RULES).reasons

    assert reasons == (
        "The VAT id FR23334175221 is the same.",
        "The name was “Lampes” and is “Lumières” now.",
    )
