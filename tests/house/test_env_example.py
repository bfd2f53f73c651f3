"""`.env.example` documents every variable, and no variable that does not exist."""

import ast
import re
from itertools import pairwise

import pytest

from tests.house.files import text

_READERS = {"text", "names", "switch", "required", "whole_number", "choice", "database", "mail"}
_OF_THE_FILE_ITSELF = {"ENV_FILE"}  # read by hub.environment, before the settings


def read_by_the_settings() -> set[str]:
    calls = [node for node in ast.walk(ast.parse(text("hub/settings.py"))) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.func.attr in _READERS
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def read_by_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", text("docker-compose.yml")))


def documented() -> dict[str, str]:
    """Variable → example value; a variable whose default depends on others is commented out."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text(".env.example"), re.MULTILINE))


def test_every_variable_is_documented_and_none_is_made_up() -> None:
    assert documented().keys() == read_by_the_settings() | read_by_compose() | _OF_THE_FILE_ITSELF


def test_the_settings_read_the_environment_in_no_other_way() -> None:
    settings = text("hub/settings.py")

    assert "os.environ" not in settings
    assert "env(" not in settings


def test_each_variable_has_a_line_of_explanation_above_it() -> None:
    lines = text(".env.example").splitlines()
    for above, line in pairwise(lines):
        if re.match(r"#?[A-Z_]+=", line):
            explained = above.startswith("# ") or re.match(r"[A-Z_]+_PASSWORD=", above)
            assert explained, f"{line!r} has no explanation above it"


@pytest.mark.parametrize("name", ["SECRET_KEY", "ENCRYPTION_KEYS", "MARIADB_PASSWORD", "RABBITMQ_PASSWORD"])
def test_no_secret_has_an_example_that_somebody_might_keep(name: str) -> None:
    assert documented()[name] == ""


def test_the_example_values_are_safe() -> None:
    assert documented()["DEBUG"] == "false"
    assert documented()["ALLOW_PRIVATE_HOSTS"] == "false"


def test_the_tests_let_none_of_the_developers_variables_in() -> None:
    settings_of_tests = text("tests/settings.py")
    for name in read_by_the_settings():
        assert re.search(rf"\b{name}\b", settings_of_tests), f"tests/settings.py does not mention {name}"
