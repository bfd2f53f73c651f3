"""An answer of a shop, whole and of bounded size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from channels.http.body import preface, read_json
from hub.errors import ContractError
from hub.sentences import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers (any case) and body of a call; `tries` is the calls it took, `url` is redacted."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    tries: int
    shop: str

    @property
    def about(self) -> str:
        """Whose answer this is, for messages."""
        return say("Shop {shop}, {method} {url}", shop=self.shop, method=self.method, url=self.url)

    def json(self) -> Any:
        """The JSON value of the body; raises `ContractError`."""
        return read_json(self.content, self.about)

    def preface(self) -> str:
        """What was printed before the JSON (a PHP warning), as plain words."""
        return preface(self.content)

    def clock(self) -> datetime:
        """The shop's own time (UTC, whole seconds) from the `Date` header; raises `ContractError`."""
        try:
            said = parsedate_to_datetime(self.headers.get("Date", ""))
            return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
        except (TypeError, ValueError):
            raise ContractError(
                "no_date_header",
                say(
                    "{about}: the answer has no Date header, so nobody knows up to when it is true.",
                    about=self.about,
                ),
                say("Let the web server or proxy before the shop send the Date header."),
            ) from None
