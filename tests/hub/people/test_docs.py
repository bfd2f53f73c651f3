"""The documentation tells what the code does: who may do what, which rules and codes there are."""

import ast
from pathlib import Path

from hub.alerts import rules, transports
from hub.people.overview import lines

PAGE = (Path(__file__).parents[3] / "docs" / "people-and-alerts.md").read_text(encoding="utf-8")


def test_the_table_of_groups_is_that_of_the_code() -> None:
    assert "\n".join(lines()) in PAGE


def test_each_rule_is_explained_with_its_threshold() -> None:
    for rule in rules.known():
        [line] = [line for line in PAGE.splitlines() if line.startswith(f"| `{rule.code}` |")]
        assert line.endswith(f"| {rule.threshold} |")


def test_each_code_of_a_recipient_is_explained() -> None:
    source = ast.parse(Path(transports.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call)]
    raised = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id.endswith("Error")]
    codes = {
        str(call.args[0].value) for call in raised if call.args and isinstance(call.args[0], ast.Constant)
    }

    assert len(codes) >= 8
    for code in codes:
        assert f"`{code}`" in PAGE
