"""What is committed is fit for everybody's eyes: no machine's paths, no secrets, no loose ends."""

import ast
import re
from xml.etree import ElementTree

import pytest

from tests.house.files import ROOT, committed, text

SOURCES = (".py", ".md", ".toml", ".yml", ".html", ".css", ".js", ".svg", ".txt", ".example")
PRODUCT = ("hub", "channels", "odoo_bridge", "sandbox", "scripts", "bench")
_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bshpat_[0-9a-f]{32}|\bAKIA[0-9A-Z]{16}|\bghp_[A-Za-z0-9]{36}"
)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")


def test_no_path_of_somebodys_machine_is_committed() -> None:
    machine = re.compile("/" + "work/|/" + "root/|/home/(?!user)[a-z]+/")

    assert [
        str(file.relative_to(ROOT)) for file in committed(*SOURCES) if machine.search(file.read_text("utf-8"))
    ] == []


def test_no_secret_is_committed() -> None:
    files = committed()
    assert [
        file.name for file in files if file.name in (".env", "id_rsa") or file.suffix in (".pem", ".key")
    ] == []
    assert [
        str(file.relative_to(ROOT))
        for file in files
        if file.suffix in (*SOURCES, ".json") and _SECRETS.search(file.read_text("utf-8"))
    ] == []


def test_nothing_is_left_to_be_done_later() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

    assert [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in committed(".py", ".sh", ".html")
        for line in file.read_text("utf-8").splitlines()
        if later.search(line)
    ] == []


@pytest.mark.parametrize("package", PRODUCT)
def test_every_package_says_what_lives_there(package: str) -> None:
    inits = [file for file in (ROOT / package).rglob("__init__.py") if "migrations" not in file.parts]

    assert [
        str(init.relative_to(ROOT))
        for init in inits
        if not ast.get_docstring(ast.parse(init.read_text("utf-8")))
    ] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for document in committed(".md"):
        for target, anchor in _LINK.findall(document.read_text("utf-8")):
            file = (document.parent / target) if target else document
            if not file.exists() or (anchor and anchor not in _anchors(file.read_text("utf-8"))):
                broken.append(f"{document.relative_to(ROOT)} → {target}#{anchor}")
    assert broken == []


def test_pictures_are_well_formed_and_have_words_for_those_who_cannot_see_them() -> None:
    for picture in (ROOT / "docs").glob("*.svg"):
        root = ElementTree.fromstring(picture.read_text("utf-8"))
        assert root.find("{http://www.w3.org/2000/svg}title") is not None, picture.name


def test_every_decision_is_listed_and_says_context_decision_consequences() -> None:
    listed = text("docs/adr/README.md")
    for decision in sorted((ROOT / "docs/adr").glob("[0-9]*.md")):
        headings = re.findall(r"^## (.*)$", decision.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], decision.name
        assert decision.name in listed


def test_the_runbook_names_only_errors_that_exist() -> None:
    named = set(
        re.findall(r"[Cc]odes? `([a-z_]+)`|^`([a-z]+_[a-z_]+)`:", text("docs/runbook.md"), re.MULTILINE)
    )
    product = "".join(
        file.read_text("utf-8")
        for package in ("hub", "channels", "odoo_bridge")
        for file in (ROOT / package).rglob("*.py")
    )
    codes = {code for pair in named for code in pair if code}

    assert len(codes) > 5
    assert {code for code in codes if f'"{code}"' not in product} == set()


def _anchors(document: str) -> set[str]:
    """GitHub's names of the headings."""
    headings = re.findall(r"^#+ (.*)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
