"""All settings. Every variable is documented in `.env.example`."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_stubs_ext
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from hub import environment
from hub.logs import logging_config

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.load(BASE_DIR)

DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = env.required("SECRET_KEY", unless_debug="insecure-and-only-for-debug", debug=DEBUG)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")

# Keys that encrypt the shops' and the ERP's secrets, newest first (see docs/operating.md).
ENCRYPTION_KEYS = env.required(
    "ENCRYPTION_KEYS", unless_debug="aW5zZWN1cmUtYW5kLW9ubHktZm9yLWRlYnVnLTMyLWI=", debug=DEBUG
).split(",")

# How the hub works -----------------------------------------------------------------------------
AMQP_URL = env.text("AMQP_URL")
EXCHANGE = env.text("EXCHANGE", "orders")
ALLOW_PRIVATE_HOSTS = env.switch("ALLOW_PRIVATE_HOSTS", default=False)
POLL_SECONDS = env.whole_number("POLL_SECONDS", 60, at_least=1)
SETTLE_SECONDS = env.whole_number("SETTLE_SECONDS", 10)
REREAD_DAYS = env.whole_number("REREAD_DAYS", 30, at_most=90)
REREAD_HOUR = env.whole_number("REREAD_HOUR", 3, at_most=23)
RECONCILE_DAYS = env.whole_number("RECONCILE_DAYS", 30, at_most=90)
OVERDUE_MINUTES = env.whole_number("OVERDUE_MINUTES", 60, at_least=1)
LEASE_SECONDS = env.whole_number("LEASE_SECONDS", 180, at_least=1)
METRICS_TOKEN = env.text("METRICS_TOKEN")
WEBHOOK_MAX_BYTES = env.whole_number("WEBHOOK_MAX_BYTES", 1024 * 1024, at_least=1)
PDF_MAX_BYTES = env.whole_number("PDF_MAX_BYTES", 10_000_000, at_least=1, at_most=15_000_000)
DOCUMENT_LINK_SECONDS = env.whole_number("DOCUMENT_LINK_SECONDS", 15 * 60, at_least=1, at_most=7 * 24 * 3600)
PROXIES = env.whole_number("PROXIES", 0)
_VIES = "https://ec.europa.eu/taxation_customs/vies"
VIES_REST_URL = env.text("VIES_REST_URL", f"{_VIES}/rest-api").rstrip("/")
VIES_SOAP_URL = env.text("VIES_SOAP_URL", f"{_VIES}/services/checkVatService")
VIES_AT_ONCE = env.whole_number("VIES_AT_ONCE", 1, at_least=1, at_most=10)

# Applications ----------------------------------------------------------------------------------
CHANNELS = env.names(
    "CHANNELS", ["channels.prestashop", "channels.shopify", "channels.wix", "channels.woocommerce"]
)
TARGETS = env.names("TARGETS", ["odoo_bridge"])
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_q",
    "django_otp",
    "axes",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "hub",
    *CHANNELS,
    *TARGETS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.web.content_security.content_security",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "hub.web.second_factor.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database: SQLite embedded, MariaDB or MySQL by DATABASE_URL ------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(
        "DATABASE_URL", default=f"sqlite:///{quote(str(BASE_DIR / 'var' / 'affluent.sqlite3'))}"
    )
}
_database = DATABASES["default"]
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"].endswith("sqlite3"):
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database.setdefault("OPTIONS", {}).update(
        {
            "charset": "utf8mb4",
            "isolation_level": "read committed",
            "init_command": "SET sql_mode='STRICT_ALL_TABLES'",
        }
    )

# People, languages, files ------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "hub.web.login.Guard",
    "hub.web.login.Passwords",
]
# Ten wrong passwords for one name from one address: that address waits, the owner at another does not.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "hub.web.caller.caller"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
TWO_FACTOR_REQUIRED = env.names("TWO_FACTOR_REQUIRED")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "hub.formats"  # days and moments are written alike everywhere
TIME_ZONE = env.text("TIME_ZONE", "Europe/Paris")  # of the pages; stored times are UTC
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static" / "collected"
STATICFILES_DIRS = [("hub", BASE_DIR / "static" / "hub")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "pytest" in sys.modules
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail, for alerts ---------------------------------------------------------------------------------
globals().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "affluent@localhost")

# Safety ------------------------------------------------------------------------------------------
SECURE_HTTPS = env.switch("SECURE_HTTPS", default=False)  # true behind a TLS proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'unsafe-eval'"],  # the theme's Alpine compiles its attributes (docs/adr/0022)
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The clock: few short schedules; orders never live in its queue (docs/adr) -------------------------
Q_CLUSTER = {
    "name": "affluent",
    "orm": "default",
    "workers": env.whole_number("WORKERS", 4, at_least=1),
    "timeout": 120,
    "retry": 300,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "recycle": 200,
    "save_limit": 100,
    "poll": 1,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hub.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hub.api.authentication.HasScope"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "hub.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Affluent",
    "DESCRIPTION": "Orders of all shops as one model, and the feed of what happened to them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {"PreviewVerdictEnum": "hub.previews.Verdict"},  # VAT ids have verdicts too
}
UNFOLD = {
    "SITE_TITLE": "Affluent",
    "SITE_HEADER": "Affluent",
    "SITE_SUBHEADER": _("Orders from every shop to the ERP"),
    "SHOW_HISTORY": True,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("hub/favicon.svg")}
    ],
    "STYLES": [
        lambda request: static("hub/back-office.css"),
        lambda request: static("hub/overview.css"),
    ],
    "SITE_URL": None,
    "SIDEBAR": {"navigation": "hub.admin.navigation.sidebar"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": reverse_lazy("admin:password_change")},
            {"title": _("Two-factor login"), "link": reverse_lazy("two_factor")},
        ]
    },
    "DASHBOARD_CALLBACK": "hub.admin.overview.dashboard",
}

LOG_FORMAT = env.choice("LOG_FORMAT", "console" if DEBUG else "json", ["console", "json"])
LOGGING_CONFIG = None
logging_config(LOG_FORMAT, env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"]))
