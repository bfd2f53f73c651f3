"""Seven classes of errors, the same in logs, metrics, the back office and the API."""

from enum import StrEnum


class ErrorClass(StrEnum):
    """What kind of trouble it is, which decides who has to act.

    Only the first two retry by themselves, bounded. `credentials` pauses the connection;
    `config` and `business` hold the order and use up no attempts.
    """

    TRANSIENT = "transient"
    RATE_LIMITED = "rate_limited"
    CREDENTIALS = "credentials"
    CONTRACT = "contract"
    CONFIG = "config"
    BUSINESS = "business"
    BUG = "bug"

    @property
    def retries(self) -> bool:
        """Whether time alone may mend it."""
        return self in (ErrorClass.TRANSIENT, ErrorClass.RATE_LIMITED)

    @property
    def holds(self) -> bool:
        """Whether the order waits for a person without using up attempts."""
        return self in (ErrorClass.CONFIG, ErrorClass.BUSINESS)


class AffluentError(Exception):
    """Trouble with a class, a code, the cause in words and what to do now.

    `code` is stable snake_case for programs; `cause` names the shop or order; `remedy` is for people.
    `retry_after` in seconds, where the other side said how long to wait.
    """

    error_class: ErrorClass = ErrorClass.BUG

    def __init__(self, code: str, cause: str, remedy: str = "", *, retry_after: float | None = None) -> None:
        self.code = code
        self.cause = cause
        self.remedy = remedy
        self.retry_after = retry_after
        super().__init__(f"{cause} {remedy}".strip())


class TransientError(AffluentError):
    """Network down, 5xx, time-out: the same call may work later."""

    error_class = ErrorClass.TRANSIENT


class RateLimitedError(AffluentError):
    """The other side asks for patience."""

    error_class = ErrorClass.RATE_LIMITED


class CredentialsError(AffluentError):
    """Key, secret or rights are wrong: pause and ask a person."""

    error_class = ErrorClass.CREDENTIALS


class ContractError(AffluentError):
    """The other side answered something that cannot be read."""

    error_class = ErrorClass.CONTRACT


class ConfigError(AffluentError):
    """A mapping or setting is missing."""

    error_class = ErrorClass.CONFIG


class BusinessError(AffluentError):
    """The ERP or a rule refuses: closed period, unknown SKU, totals differ."""

    error_class = ErrorClass.BUSINESS
