"""What people read of trouble is said in sentences that can be said again in their language."""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest

from hub.errors import AffluentError
from tests.house.files import ROOT, committed

# Those whose words have all become sentences.
PACKAGES = ("channels", "hub", "odoo_bridge")
# Who takes words for people: findings, notices, and what makes errors of a field or an option.
TELLERS = {"Finding", "Notice", "error", "wrong_option"}
FOR_PROGRAMS = {"code", "name"}
# What is said at once, to somebody whose language is known.
TRANSLATIONS = {"_", "gettext", "gettext_lazy", "ngettext"}


def errors(kind: type[AffluentError] = AffluentError) -> Iterator[str]:
    """The names of all classes of errors."""
    yield kind.__name__
    for narrower in kind.__subclasses__():
        yield from errors(narrower)


def modules(package: str) -> dict[str, ast.Module]:
    """The package's modules by their path."""
    paths = [path for path in committed(".py") if path.relative_to(ROOT).parts[0] == package]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


def mute(tree: ast.AST) -> list[str]:
    """Words given to an error or a finding that are no sentence; facts of a sentence count."""
    tellers = {*TELLERS, *errors(), *makers(tree)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in tellers]
    given = chain.from_iterable(
        (*call.args, *(word.value for word in call.keywords if word.arg not in FOR_PROGRAMS))
        for call in calls
    )
    return [f"{words} (line {node.lineno})" for value in given for node, words in plain_words(value)]


def makers(tree: ast.AST) -> Iterator[str]:
    """The functions of a module that give an error."""
    known = set(errors())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name):
            yield from {node.name} if node.returns.id in known else ()


def called(call: ast.Call) -> str:
    """The name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def plain_words(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Texts of three words or more in an expression that `say` did not get as its template."""
    match node:
        case ast.Constant(value=str(words)):
            yield from [(node, words)] if len(words.split()) > 2 else []
        case ast.JoinedStr(values=parts):
            words = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
            yield from [(node, words)] if len(words.split()) > 2 else []
        case ast.Call() if called(node) in TRANSLATIONS:
            return
        case ast.Call() if called(node) == "say":
            yield from chain.from_iterable(map(plain_words, (*node.args[1:], *node.keywords)))
        case _:
            yield from chain.from_iterable(map(plain_words, ast.iter_child_nodes(node)))


def said(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of `say`."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) == "say")


def template(call: ast.Call) -> str:
    """The literal that `say` gets first; empty where it gets none."""
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def places(template: str) -> set[str]:
    """The names of the facts in a template."""
    return set(re.findall(r"\{(\w+)\}", template))


def ill_said(tree: ast.AST) -> list[str]:
    """Sentences whose template is no literal, or has other places than facts."""
    return [ast.unparse(node) for node in said(tree) if not template(node) or not has_its_facts(node)]


def has_its_facts(call: ast.Call) -> bool:
    """Whether each place of the template is filled, and nothing else; `**facts` may fill any."""
    given = {word.arg for word in call.keywords}
    missing = places(template(call)) - given
    return given - {None} <= places(template(call)) and (not missing or None in given)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_people_read_is_a_sentence(package: str) -> None:
    found = {path: mute(tree) for path, tree in modules(package).items()}

    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_is_a_literal_with_all_its_facts(package: str) -> None:
    found = {path: ill_said(tree) for path, tree in modules(package).items()}

    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "source",
    [
        'ConfigError("bad_url", "This is no address.", say("Correct it."))',
        'errors.ConfigError("bad_url", say("{url} is wrong.", url=url), f"Correct {url} here.")',
        'ConfigError("bad_url", say("{url}: {reason}.", url=url, reason="it is empty"))',
        'ConfigError("bad_url", "It is wrong " + reason if reason else say("It is wrong."))',
        'Finding(name="url", ok=False, detail="This is no address.")',
        'row.error("url", f"{url} is empty")',
        'def bad(why: str) -> ConfigError: ...\nraise bad("it is empty")',
    ],
)
def test_plain_words_are_found(source: str) -> None:
    assert mute(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        'ConfigError("bad_url", say("This is no address."), _REMEDY)',
        'ConfigError("bad_url", say("{found} is wrong.", found=", ".join(found) or say("No such thing")))',
        'Finding(name="the shop\'s address", ok=True, detail=joined(say("It is right."), printed))',
        'log.info("no words for people")',
    ],
)
def test_other_words_are_let_be(source: str) -> None:
    assert not mute(ast.parse(source))


@pytest.mark.parametrize("source", ["say(text)", 'say("{a} and {b}.", a=1)', 'say("Nothing.", a=1)'])
def test_a_sentence_that_nobody_could_translate_is_found(source: str) -> None:
    assert ill_said(ast.parse(source))
