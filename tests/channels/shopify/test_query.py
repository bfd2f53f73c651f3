"""What is asked fits Shopify's schema, and is all that is asked."""

import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)

from channels.shopify import api, lists, subscriptions

PACKAGE = Path(api.__file__).parent
DOCUMENTS = {"orders": api.DOCUMENT, "webhooks": subscriptions.DOCUMENT}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The shipped subset of the schema, and what only the documentation says of webhooks."""
    parts = ("admin_orders_subset", "admin_webhooks_documented")
    texts = [(PACKAGE / "fixtures" / f"{part}.graphql").read_text(encoding="utf-8") for part in parts]
    return build_schema("\n".join(texts))


def operations(document: DocumentNode) -> set[str]:
    found = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return {node.name.value for node in found if node.name}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_asked_fits_the_schema(schema: GraphQLSchema, name: str) -> None:
    faults = validate(schema, parse(DOCUMENTS[name]))

    assert [fault.message for fault in faults] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('query Q { order(id: "1") { nonsense } }', "Cannot query field 'nonsense'"),
        ("query Q { shop(of: 1) { name } }", "Unknown argument 'of'"),
        ("query Q { shop }", "must have a selection"),
        ('mutation M { webhookSubscriptionDelete(id: "1") { gone } }', "Cannot query field 'gone'"),
        ("query Q($id: String) { order(id: $id) { id } }", "used in position"),
    ],
)
def test_what_does_not_fit_is_found(schema: GraphQLSchema, text: str, says: str) -> None:
    assert any(says in fault.message for fault in validate(schema, parse(text)))


def test_the_operations_that_the_channel_asks_for_are_all_that_there_are() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.glob("*.py"))
    written = [operations(parse(text)) for text in DOCUMENTS.values()]

    assert set(re.findall(r"\"(Hub\w+)\"", code)) == set.union(*written)


def test_the_topics_are_shopifys(schema: GraphQLSchema) -> None:
    known = schema.get_type("WebhookSubscriptionTopic")

    assert isinstance(known, GraphQLEnumType)
    assert set(subscriptions.TOPICS) <= set(known.values)


def test_a_list_that_may_go_on_is_known_by_the_length_that_is_asked_for() -> None:
    # given the lists of an order, as the query asks for them
    order = next(
        node
        for node in parse(api.DOCUMENT).definitions
        if isinstance(node, FragmentDefinitionNode) and node.name.value == "HubOrder"
    )
    asked = {
        node.name.value: int(argument.value.value)
        for node in order.selection_set.selections
        if isinstance(node, FieldNode)
        for argument in node.arguments or ()
        if argument.name.value == "first" and isinstance(argument.value, IntValueNode)
    }

    # then
    assert {name: asked[name] for name in lists.ASKED} == lists.ASKED
