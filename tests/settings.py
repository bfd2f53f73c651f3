"""The settings that tests run with: the product's own, on a database and an exchange of this run alone.

`DATABASE_URL` and `AMQP_URL` come from the environment, or from var/test.env that
`python -m scripts.services --ensure` wrote. Of the rest of the developer's environment only
`CONTRACT_CHANNELS` gets in: further channel apps that the contract suite is to examine.
"""

import os
import secrets
from pathlib import Path

from scripts.services.environment import read

RUN = f"{os.getpid()}_{secrets.token_hex(3)}"

for _name, _url in read().items():
    os.environ.setdefault(_name, _url)
os.environ.setdefault("DATABASE_URL", "mysql://root@127.0.0.1:3306/affluent")
os.environ.setdefault("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/%2F")
os.environ.update(
    ENV_FILE=os.devnull,
    DEBUG="false",
    SECRET_KEY="for-tests-only",
    ENCRYPTION_KEYS="Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2Yta2V5ISE=",
    ALLOWED_HOSTS="localhost,127.0.0.1,[::1],testserver",
    ALLOW_PRIVATE_HOSTS="false",
    EXCHANGE=f"test.{RUN}",
    LOG_LEVEL="WARNING",
)
_DEFAULTS = (
    *("BASE_URL", "CSRF_TRUSTED_ORIGINS", "SECURE_HTTPS", "LANGUAGE_CODE", "TIME_ZONE", "LOG_FORMAT"),
    *("CHANNELS", "TARGETS", "POLL_SECONDS", "SETTLE_SECONDS", "LEASE_SECONDS", "WORKERS", "METRICS_TOKEN"),
    *("WEBHOOK_MAX_BYTES", "PROXIES"),
    *("REREAD_DAYS", "REREAD_HOUR", "RECONCILE_DAYS", "OVERDUE_MINUTES"),
    *("PDF_MAX_BYTES", "DOCUMENT_LINK_SECONDS"),
    "TWO_FACTOR_REQUIRED",
    *("EMAIL_URL", "EMAIL_FROM"),
    *("VIES_REST_URL", "VIES_SOAP_URL", "VIES_AT_ONCE"),
)
for _name in _DEFAULTS:
    os.environ.pop(_name, None)
for _name in (*_DEFAULTS, "DEBUG", "SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS", "EXCHANGE", "LOG_LEVEL"):
    os.environ.pop(f"{_name}_FILE", None)

from hub.settings import *  # noqa: E402, F403 # the settings read the environment made above
from hub.settings import BASE_DIR, CHANNELS, DATABASES, INSTALLED_APPS, env  # noqa: E402

_MORE_CHANNELS = [app for app in env.names("CONTRACT_CHANNELS") if app not in CHANNELS]
CHANNELS += _MORE_CHANNELS
INSTALLED_APPS += _MORE_CHANNELS

(Path(BASE_DIR) / "static" / "collected").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks there
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; tests keep no secrets

EMBEDDED = str(DATABASES["default"]["ENGINE"]).endswith("sqlite3")
# A file, not memory: the product's write-ahead log and locks only exist on files.
_TEST_FILE = Path(BASE_DIR) / "var" / f"test_{RUN}.sqlite3"
DATABASES["default"]["TEST"] = (
    {"NAME": str(_TEST_FILE)} if EMBEDDED else {"NAME": f"test_affluent_{RUN}", "CHARSET": "utf8mb4"}
)
