"""What the webservice answered: JSON, or the same rows out of XML where a shop gives nothing else.

Some servers take no notice of `output_format=JSON`. XML becomes what the shop's JSON would hold, so that
nothing behind this file sees a difference; only "null" is an empty text there.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from channels.http import Answer
from channels.http.body import read_json
from hub.errors import ContractError
from hub.sentences import say

# Codes of errors that the text of one row may cause: no UTF-8 in JSON; "]]>" in XML.
SPOILT = frozenset({"empty_answer", "broken_xml"})
_HEAD = 20_000
_MOST_TAGS = 2_000_000  # far more than the ids of all orders; as objects they would fill the memory
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CLOSED = re.compile(r"</prestashop\s*>\s*\Z")


def body(answer: Answer) -> Any:
    """The value of an answer's body; raises `ContractError`."""
    return read(answer.content, answer.about)


def read(content: bytes, about: str) -> Any:
    """The value of a body in JSON or XML; `about` says in messages whose it is. Raises `ContractError`."""
    return read_xml(content, about) if is_xml(content) else read_json(content, about)


def is_xml(content: bytes) -> bool:
    """Whether a body is the webservice's XML, maybe behind a warning of PHP."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] not in (b"[", b"{") and b"<prestashop" in head


def read_xml(content: bytes, about: str) -> Any:
    """The rows of an XML body in the shapes of JSON; `about` says in messages whose it is.

    Raises `ContractError`, also for what is written to harm: entities, document types, floods of tags.
    """
    text = _NOT_IN_XML.sub("", content.decode("utf-8", "replace"))
    start = text.find("<?xml") if "<?xml" in text[:_HEAD] else text.find("<prestashop")
    if text.count("<") > _MOST_TAGS:
        raise _error("hostile_xml", about, say("the answer holds more tags than any list of orders"))
    try:
        root = defusedxml.ElementTree.fromstring(text[max(start, 0) :], forbid_dtd=True)
        return _document(root)
    except DefusedXmlException:
        reason = say("the answer declares entities, which no webservice does")
        raise _error("hostile_xml", about, reason) from None
    except ParseError as trouble:
        if not _CLOSED.search(text):
            raise _error("truncated_answer", about, say("the answer breaks off in the middle")) from None
        reason = say("the answer is not sound XML ({reason})", reason=trouble)
        raise _error("broken_xml", about, reason) from None
    except ValueError as trouble:
        reason = say("the answer is not sound: {reason}", reason=trouble.args[0])
        raise _error("unreadable_answer", about, reason) from None


def _document(root: Element) -> Any:
    """`<orders>` with its rows, `<order>` alone, or `<errors>`; an empty list has no name in JSON either."""
    if root.tag != "prestashop" or len(root) != 1:
        raise ValueError(say("it holds {count} lists in <{tag}>", count=len(root), tag=root.tag[:40]))
    node = root[0]
    if node.tag == "errors":
        return {"errors": [_refusal(entry) for entry in node]}
    if node.find("id") is not None:
        return {node.tag: _row(node)}
    return {node.tag: [_row(element) for element in node]} if len(node) else []


def _refusal(entry: Element) -> dict[str, Any]:
    fields = _fields(entry)
    return {**fields, "code": _number(fields.get("code"))}


def _row(element: Element) -> dict[str, Any]:
    """A resource. Of a bare list of ids, each stands in an attribute; other attributes are links."""
    fields = _fields(element) if len(element) else {"id": element.get("id", "")}
    fields.pop("associations", None)
    if "id" in fields:
        fields["id"] = _number(fields["id"])
    # Without rows, JSON leaves out an association, and "associations" without any.
    linked = {kind.tag: [_fields(entry) for entry in kind] for kind in element.iterfind("associations/*")}
    kept = {name: rows for name, rows in linked.items() if rows}
    return {**fields, "associations": kept} if kept else fields


def _fields(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        if child.tag in found:
            raise ValueError(say("<{tag}> stands twice in one row", tag=child.tag[:40]))
        found[child.tag] = _value(child)
    return found


def _value(element: Element) -> Any:
    """A text, or a translated one as a list of `{id, value}`."""
    if any(child.tag == "language" for child in element):
        return [{"id": child.get("id", ""), "value": child.text or ""} for child in element]
    return element.text or ""


def _number(said: Any) -> Any:
    """The one field that JSON writes as a number."""
    return int(said) if isinstance(said, str) and re.fullmatch(r"\d{1,18}", said, re.ASCII) else said


def _error(code: str, about: str, reason: str) -> ContractError:
    return ContractError(
        code,
        say("{about}: {reason}.", about=about, reason=reason),
        say(
            "Look at the shop's error log; a module or the server itself spoils the answers of "
            "the webservice."
        ),
    )
