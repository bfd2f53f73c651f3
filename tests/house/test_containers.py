"""The containers: what runs, on what it waits, who may reach it, and what goes into the image."""

import fnmatch
from typing import Any

import pytest
import yaml

from tests.house.files import ROOT, committed, text

HUB = {
    "migrate": ["python", "manage.py", "migrate", "--noinput"],
    "worker": ["python", "manage.py", "qcluster"],
    "relay": ["python", "manage.py", "relay"],
    "bridge": ["python", "manage.py", "bridge"],
}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(text("docker-compose.yml"))["services"])


def instructions(name: str) -> list[str]:
    joined = text("Dockerfile").replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def test_it_runs_these_services(services: dict[str, dict[str, Any]]) -> None:
    always = {name for name, service in services.items() if "profiles" not in service}

    assert always == {"mariadb", "rabbitmq", "web", *HUB}
    assert {name: service["profiles"] for name, service in services.items() if "profiles" in service} == {
        "odoo": ["odoo"],
        "odoo-db": ["odoo"],
    }


def test_the_processes_are_those_of_the_guide(services: dict[str, dict[str, Any]]) -> None:
    assert {name: services[name]["command"] for name in HUB} == HUB
    for command in ("qcluster", "relay", "bridge"):
        assert f"`manage.py {command}`" in text("docs/operating.md")


@pytest.mark.parametrize(
    ("service", "image"),
    [("mariadb", "mariadb:11.4"), ("rabbitmq", "rabbitmq:4.2-management"), ("odoo", "odoo:18.0")],
)
def test_images_are_of_a_stated_version(
    services: dict[str, dict[str, Any]], service: str, image: str
) -> None:
    assert services[service]["image"] == image


@pytest.mark.parametrize("name", ["web", "worker", "relay", "bridge"])
def test_the_hub_waits_for_healthy_servers_and_a_finished_migration(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    waits = {on: how["condition"] for on, how in services[name]["depends_on"].items()}

    assert waits == {
        "mariadb": "service_healthy",
        "rabbitmq": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_what_serves_has_a_health_check_and_everything_restarts(
    services: dict[str, dict[str, Any]],
) -> None:
    for name in ("mariadb", "rabbitmq", "web", "odoo", "odoo-db"):
        assert services[name]["healthcheck"]["test"], name
    restarts = {name: service["restart"] for name, service in services.items()}
    assert restarts == {name: "no" if name == "migrate" else "unless-stopped" for name in services}


def test_only_the_web_process_can_be_reached_from_outside(services: dict[str, dict[str, Any]]) -> None:
    ports = {name: port for name, service in services.items() for port in service.get("ports", [])}

    assert {name for name, port in ports.items() if not port.startswith("127.0.0.1:")} == {"web"}


def test_no_password_is_written_into_the_file(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if "PASS" in name and "RANDOM" not in name:
                assert value.startswith("${"), name


def test_the_image_is_built_in_stages_and_runs_as_nobody_in_particular() -> None:
    stages = [stage.split(" AS ")[0] for stage in instructions("FROM")]

    assert stages == ["python:3.11-slim-bookworm"] * 2
    assert instructions("USER") == ["10001"]
    assert text("Dockerfile").rindex("\nUSER") > text("Dockerfile").rindex("\nRUN")
    assert "gcc" not in text("Dockerfile").split("FROM")[2]


def test_what_the_image_copies_exists_and_passes_the_ignore_file() -> None:
    passing = [line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")]
    copied = [line.split()[0] for line in instructions("COPY") if not line.startswith("--from")]

    assert sorted(set(copied)) == sorted(passing)
    # git keeps no empty folders: each needs at least one committed file
    files = [str(file.relative_to(ROOT)) for file in committed()]
    assert [name for name in passing if not fnmatch.filter(files, f"{name}*")] == []
