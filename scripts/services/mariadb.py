"""MariaDB (or MySQL): where tests may make and drop databases of their own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import MySQLdb

from scripts.services.errors import UnavailableError
from scripts.services.ports import free_port
from scripts.services.service import Container, Launch

_SOCKET = "/run/mysqld/mysqld.sock"
_LEFT_OVERS = (
    "SELECT table_schema FROM information_schema.tables WHERE table_schema LIKE 'test\\_affluent\\_%' "
    "GROUP BY table_schema HAVING MAX(create_time) < NOW() - INTERVAL 1 DAY"
)

_connect: Callable[..., Any] = MySQLdb.connect  # the driver carries no types


class MariaDB:
    """The database service."""

    name = "MariaDB"
    variable = "DATABASE_URL"
    packages: Sequence[str] = ("mariadb-server",)
    container = Container(
        image="mariadb:11.4",
        port=3306,
        options=("--env", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1", "--tmpfs", "/var/lib/mysql"),
    )

    def standard_urls(self) -> Sequence[str]:
        """TCP as root without a password; then the socket, which lets Debian's root in without one."""
        by_socket = f"mysql://root@localhost/affluent?unix_socket={_SOCKET}"
        return (self.url_at(3306), *([by_socket] if Path(_SOCKET).exists() else []))

    def url_at(self, port: int) -> str:
        """As root, without a password."""
        return f"mysql://root@127.0.0.1:{port}/affluent"

    def check(self, url: str) -> None:
        """Log in, make a database and drop it; also drop what killed runs left more than a day ago."""
        if url.startswith("sqlite"):
            return
        try:
            with closing(_connect(**_arguments(url))) as connection, closing(connection.cursor()) as cursor:
                probe = f"test_affluent_probe_{os.getpid()}"
                cursor.execute(f"CREATE DATABASE `{probe}`")
                cursor.execute(f"DROP DATABASE `{probe}`")
                cursor.execute(_LEFT_OVERS)
                for (left_over,) in cursor.fetchall():
                    cursor.execute(f"DROP DATABASE IF EXISTS `{left_over}`")
        except MySQLdb.MySQLError as error:
            raise UnavailableError(str(error.args[-1])) from None

    def installed(self) -> bool:
        """Whether the server and the program that makes its folder are here."""
        return bool(_program("mariadbd") and _program("mariadb-install-db"))

    def launch(self, folder: Path) -> Launch:
        """A data folder with a root that needs no password, reachable from this machine only."""
        data, port = folder / "data", free_port()
        user = ["--user=root"] if os.geteuid() == 0 else []
        if not (data / "mysql").is_dir():
            _install(data, user)
        socket = Path(tempfile.gettempdir()) / f"affluent-mariadb-{port}.sock"  # paths above 107 bytes fail
        options = (f"--datadir={data}", f"--socket={socket}", f"--port={port}", "--bind-address=127.0.0.1")
        command = [_program("mariadbd"), "--no-defaults", *options, f"--pid-file={folder / 'pid'}", *user]
        return Launch(
            command=[*command, "--innodb-flush-log-at-trx-commit=2"], environment={}, url=self.url_at(port)
        )


def _install(data: Path, user: Sequence[str]) -> None:
    data.mkdir(parents=True)
    result = subprocess.run(
        [
            *(_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", *user),
            *("--auth-root-authentication-method=normal", "--skip-test-db"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        shutil.rmtree(data)
        raise UnavailableError(
            f"mariadb-install-db failed: {(result.stderr or result.stdout).strip()[-300:]}"
        )


def _program(name: str) -> str:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin") or ""


def _arguments(url: str) -> dict[str, str | int]:
    """What MySQLdb calls the parts of `mysql://user:password@host:port/name?unix_socket=path`."""
    parts = urlsplit(url)
    arguments: dict[str, str | int] = {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 3306,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "connect_timeout": 10,
    }
    socket = parse_qs(parts.query).get("unix_socket")
    return arguments | ({"unix_socket": socket[0]} if socket else {})
