"""RabbitMQ: where tests may declare exchanges and queues of their own."""

import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import pika
from pika.exceptions import AMQPError

from scripts.services.errors import UnavailableError
from scripts.services.ports import free_port
from scripts.services.service import Container, Launch

# Debian's /usr/sbin/rabbitmq-server insists on the account rabbitmq; the script below it does not.
_SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"


class RabbitMQ:
    """The broker service."""

    name = "RabbitMQ"
    variable = "AMQP_URL"
    packages: Sequence[str] = ("rabbitmq-server",)
    container = Container(image="rabbitmq:4.2-management", port=5672)

    def standard_urls(self) -> Sequence[str]:
        """The account that RabbitMQ has from the start, for this machine only."""
        return (self.url_at(5672),)

    def url_at(self, port: int) -> str:
        """As guest, in the vhost `/`."""
        return f"amqp://guest:guest@127.0.0.1:{port}/%2F"

    def check(self, url: str) -> None:
        """Log in and declare a quorum queue, which takes a broker that has really come up."""
        queue = f"test-probe-{secrets.token_hex(4)}"
        try:
            parameters = pika.URLParameters(url)
            parameters.socket_timeout = parameters.blocked_connection_timeout = 10
            connection = pika.BlockingConnection(parameters)
            channel = connection.channel()
            channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_delete(queue)
            connection.close()
        except (AMQPError, OSError, ValueError, IndexError, TypeError) as error:
            raise UnavailableError(str(error) or type(error).__name__) from None

    def installed(self) -> bool:
        """Whether the server and Erlang are here."""
        return Path(_SERVER).exists() and shutil.which("erl") is not None

    def launch(self, folder: Path) -> Launch:
        """A node of its own: name, ports, folders and cookie differ from any other on this machine."""
        port, clustering = free_port(), free_port()
        configuration = folder / "rabbitmq.conf"
        configuration.write_text(f"listeners.tcp.local = 127.0.0.1:{port}\n")
        (folder / "enabled_plugins").write_text("[].\n")
        environment = {
            "HOME": str(folder),  # where Erlang keeps its cookie
            "RABBITMQ_NODENAME": f"affluent-{port}@localhost",
            "RABBITMQ_DIST_PORT": str(clustering),
            "RABBITMQ_CONFIG_FILE": str(configuration),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,  # not the machine's own /etc/rabbitmq/rabbitmq-env.conf
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        return Launch(command=[_SERVER], environment=environment, url=self.url_at(port))
