"""Taxes and fiscal positions as an accountant makes them, on any Odoo, under external ids of the tests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from odoo_bridge.odoo.client import Odoo
from tests.odoo_bridge.world import World
from tests.odoo_target.company import MODULE

GOODS, SERVICES = "consu", "service"


@dataclass
class Chart:
    """The books of the world's company. What exists under a name is found again and left as it is."""

    world: World

    def one_stop_shop(self, state: str, *rates: str, included: bool = False, register: str = "OSS") -> int:
        """As Odoo's own app makes them: a position of the country, with taxes of the company's own report."""
        position = self.position(f"{register} B2C {state}", country=state)
        for rate in rates:
            name = f"{rate}% {state} VAT {register}{' INC' if included else ''}"
            self.tax(name, rate, position, included=included)
        return position

    def registration(self, state: str, number: str, *taxes: tuple[str, str]) -> int:
        """A VAT number in another country, whose taxes (name and rate) are in that country's report."""
        position = self.position(f"VAT number in {state}", country=state, foreign_vat=number)
        for name, rate in taxes:
            self.tax(name, rate, position, country=state, included=rate != "0")
        return position

    def position(self, name: str, *, country: str = "", **values: Any) -> int:
        """A fiscal position that Odoo chooses by itself where its country fits."""
        with self.world.unheard():
            odoo = self.world.by_hand()
            row = {"name": name, "auto_apply": "1", "company_id/.id": self.world.company, **values}
            row |= {"country_id/.id": _country(odoo, country)} if country else {}
            return _load(odoo, "account.fiscal.position", f"fp_{self.world.company}_{name}", row)

    def tax(
        self,
        name: str,
        rate: str,
        position: int | None = None,
        *,
        scope: str = "",
        country: str = "",
        included: bool = False,
        **values: Any,
    ) -> int:
        """A sale tax; with a position, what it puts in place of the company's usual tax."""
        with self.world.unheard():
            odoo = self.world.by_hand()
            known = _known(odoo, "account.tax", ("price_include_override", "original_tax_ids"))
            mode = "tax_included" if included else "tax_excluded"
            row: dict[str, Any] = {
                "name": name,
                "amount": rate,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id/.id": self.world.company,
                **({"tax_scope": scope} if scope else {}),
                **({"price_include_override": mode} if known else {"price_include": str(int(included))}),
                **values,
            }
            row |= {"country_id/.id": _country(odoo, country)} if country else {}
            usual = self._usual(odoo)
            if position and "original_tax_ids" in known:
                row |= {"fiscal_position_ids/.id": position, "original_tax_ids/.id": usual}
            made = _load(odoo, "account.tax", f"tax_{self.world.company}_{name}", row)
            if position and "original_tax_ids" not in known:
                line = {"position_id/.id": position, "tax_src_id/.id": usual, "tax_dest_id/.id": made}
                _load(odoo, "account.fiscal.position.tax", f"fpt_{position}_{made}", line)
            return made

    def id_of(self, name: str) -> int:
        """The tax of that name."""
        [row] = [row for row in self.world.rows("account.tax") if row["name"] == name]
        return int(row["id"])

    def _usual(self, odoo: Odoo) -> int:
        domain = [["type_tax_use", "=", "sale"], ["amount", ">", 0], ["company_id", "=", self.world.company]]
        return int(odoo.search_read("account.tax", domain, ["name"], order="id", limit=1)[0]["id"])


def _known(odoo: Odoo, model: str, names: Sequence[str]) -> set[str]:
    return set(odoo.call(model, "fields_get", allfields=list(names), attributes=["type"]))


def _country(odoo: Odoo, code: str) -> int:
    return int(odoo.search_read("res.country", [["code", "=", code]], ["code"])[0]["id"])


def _load(odoo: Odoo, model: str, name: str, row: dict[str, Any]) -> int:
    plain = "".join(letter if letter.isalnum() else "_" for letter in name)
    fields: Iterable[str] = row
    answer = odoo.call(
        model,
        "load",
        context={"mode": "update", "noupdate": True},
        fields=["id", *fields],
        data=[[f"{MODULE}.{plain}", *(str(cell) for cell in row.values())]],
    )
    assert answer["ids"], (model, answer["messages"])
    return int(answer["ids"][0])
