"""What the tests need: both services, or neither."""

import sys

from scripts.services import docker, environment, finding, processes
from scripts.services.mariadb import MariaDB
from scripts.services.rabbitmq import RabbitMQ
from scripts.services.service import Service

SERVICES: tuple[Service, ...] = (MariaDB(), RabbitMQ())


def ensure() -> dict[str, finding.Found]:
    """Variable → where that service answers; raises `UnavailableError`. Addresses are kept for the tests."""
    found = {}
    for service in SERVICES:
        print(f"services: looking for {service.name} …", file=sys.stderr, flush=True)
        found[service.variable] = finding.find(service, environment.FOLDER / service.name.lower())
        print(f"services: {service.name} from {found[service.variable].source}", file=sys.stderr, flush=True)
    environment.write({variable: service.url for variable, service in found.items()})
    return found


def stop_all() -> list[str]:
    """Stop what was started by `ensure`, never what it only found; returns the names."""
    environment.FILE.unlink(missing_ok=True)
    return [
        service.name
        for service in SERVICES
        if processes.stop(environment.FOLDER / service.name.lower()) or docker.stop(service)
    ]
