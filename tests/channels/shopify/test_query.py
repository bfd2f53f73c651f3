"""The query fits Shopify's schema: every field, argument and type it names exists there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.shopify import api

SCHEMA = Path(api.__file__).parent / "fixtures" / "admin_orders_subset.graphql"
TOKEN = re.compile(r"\.\.\.|[A-Za-z_]\w*|[{}()\[\]:!=$@,]|\"[^\"]*\"|-?\d+")
Selection = list[tuple[str, list[str], "Selection"]]  # name (or "... on T", "...F"), arguments, fields


def schema() -> dict[str, dict[str, tuple[str, set[str], bool]]]:
    """Type → field → (its type, its arguments, whether it is an object)."""
    text = re.sub(r"#.*|@\w+(\([^)]*\))?", "", SCHEMA.read_text(encoding="utf-8"))
    found: dict[str, dict[str, tuple[str, set[str], bool]]] = {}
    kinds = {name for _, name in re.findall(r"\b(type|interface|union) (\w+)", text)}
    for _, name, body in re.findall(r"\b(type|interface) (\w+)[^{]*\{(.*?)\n\}", text, re.S):
        fields = re.findall(r"^\s+(\w+)(\([^)]*\))?: \[?(\w+)", body, re.M)
        found[name] = {
            field: (kind, set(re.findall(r"(\w+):", arguments)), kind in kinds)
            for field, arguments, kind in fields
        }
    return {**found, **{name: {} for name in kinds if name not in found}}


def selection(tokens: Iterator[str]) -> Selection:
    """The fields between a brace, which has been read, and its partner."""
    fields: Selection = []
    for token in tokens:
        if token == "}":
            return fields
        if token == "...":
            name = next(tokens)
            fields.append((f"... on {next(tokens)}" if name == "on" else f"...{name}", [], []))
        elif token == "(":
            fields[-1][1].extend(arguments(tokens))
        elif token == "{":
            name, given, _ = fields.pop()
            fields.append((name, given, selection(tokens)))
        else:
            fields.append((token, [], []))
    return fields


def arguments(tokens: Iterator[str]) -> list[str]:
    names, last = [], ""
    for token in tokens:
        if token == ")":
            break
        if token == ":":
            names.append(last)
        last = token
    return names


def definitions() -> dict[str, tuple[str, Selection]]:
    """Operations and fragments of the document: `query NAME` or `fragment NAME` → (type, fields)."""
    text = re.sub(r"#.*", "", api.DOCUMENT)
    found = {}
    for head, name, on in re.findall(r"^(query|fragment) (\w+)(?: on (\w+))?[^{]*\{", text, re.M):
        start = re.search(rf"^{head} {name}\b[^{{]*\{{", text, re.M)
        assert start
        found[f"{head} {name}"] = (on or "QueryRoot", selection(iter(TOKEN.findall(text[start.end() :]))))
    return found


def faults(kind: str, fields: Selection, where: str) -> Iterator[str]:
    types, known = schema(), definitions()
    for name, given, inner in fields:
        here = f"{where}.{name}"
        if name == "__typename":
            continue
        if name.startswith("... on "):
            target = name.removeprefix("... on ")
            yield from [f"{here}: no such type"] if target not in types else faults(target, inner, here)
        elif name.startswith("..."):
            target = known[f"fragment {name[3:]}"][0]
            if target != kind:
                yield f"{here}: a fragment on {target} in a {kind}"
        elif name not in types[kind]:
            yield f"{here}: no such field"
        else:
            target, taken, is_object = types[kind][name]
            yield from (f"{here}({argument}): no such argument" for argument in set(given) - taken)
            if is_object != bool(inner):
                yield f"{here}: {'needs' if is_object else 'has no'} fields"
            yield from faults(target, inner, here)


@pytest.mark.parametrize("name", sorted(definitions()))
def test_the_query_fits_the_schema(name: str) -> None:
    kind, fields = definitions()[name]

    assert fields
    assert list(faults(kind, fields, name)) == []


def test_a_field_that_is_not_there_is_found() -> None:
    fields: Selection = [("order", ["id"], [("nonsense", [], [])]), ("shop", ["of"], [])]

    assert list(faults("QueryRoot", fields, "q")) == [
        "q.order.nonsense: no such field",
        "q.shop(of): no such argument",
        "q.shop: needs fields",
    ]


def test_the_operations_that_the_channel_asks_for_are_there() -> None:
    asked = set(
        re.findall(
            r"\"(Hub\w+)\"",
            "".join(file.read_text(encoding="utf-8") for file in Path(api.__file__).parent.glob("*.py")),
        )
    )

    assert {f"query {name}" for name in asked} == {
        name for name, (kind, _) in definitions().items() if kind == "QueryRoot"
    }
