"""A running sandbox Odoo, for use in the same process."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Literal, Self

from sandbox.odoo import state
from sandbox.odoo.engine import Engine
from sandbox.odoo.env import Clock, utc_now
from sandbox.odoo.faults import Fault
from sandbox.odoo.seed.catalogue import Product
from sandbox.odoo.seed.users import key_of, password_of
from sandbox.odoo.server import Listener

Version = Literal["17", "19"]
VERSIONS = ("17", "19")


class OdooSandbox:
    """A server on a port of its own (0: any free one) until `stop`; also a context manager.

    `products` SKUs are made (SKU001…), then services, then the `extra` products. `login` may call with
    `api_key` or `password`; `key_for` gives the keys of the other users (admin, hub_ro, hub_sales, hub_full,
    hub_mc).
    """

    def __init__(
        self,
        version: Version | int = "19",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        database: str = "",
        products: int = 200,
        extra: Sequence[Product] = (),
        clock: Clock = utc_now,
    ) -> None:
        self.version = str(version)
        if self.version not in VERSIONS:
            raise ValueError(f"the sandbox can be Odoo {' or '.join(VERSIONS)}, not {version}")
        self.database = database or f"hub{version}"
        self.login = "hub_api"
        self.api_key = key_of(self.login)
        self.password = password_of(self.login)
        self.engine = Engine(int(self.version), self.database, products, extra, clock)
        self._address = (host, port)
        self._listener: Listener | None = None

    def start(self) -> Self:
        """Listen; returns itself."""
        self._listener = Listener(self.engine, *self._address)
        return self

    def stop(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    @property
    def url(self) -> str:
        """Where it listens. Raises RuntimeError before `start`."""
        if self._listener is None:
            raise RuntimeError("the sandbox Odoo is not running: call start() first")
        return f"http://{self._listener.host}:{self._listener.port}"

    @staticmethod
    def key_for(login: str) -> str:
        """The API key of another user."""
        return key_of(login)

    def state(self) -> dict[str, Any]:
        """What `GET /sandbox/state` answers."""
        return state.summary(self.engine)

    def fault(self, kind: str, **values: Any) -> None:
        """Set a fault, as `POST /sandbox/faults` does. Raises ValueError for one that does not exist."""
        self.engine.faults.add(Fault.from_json({"kind": kind, **values}))

    def refuse_for(self, seconds: float) -> None:
        """Refuse connections for some seconds."""
        if self._listener is not None:
            self._listener.refuse_for(seconds)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
