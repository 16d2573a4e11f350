"""The one settings file. Machine-specific settings come from the environment.

With none set, the site runs safely on this machine only. If ALLOWED_HOSTS has another host or with
PRODUCTION=1 it is production: secret key and database are required, HTTPS is expected.
docs/deployment.md lists the variables.
"""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from operations.environment import (
    cache,
    check_production,
    database,
    keep_private,
    proposer,
    with_secrets,
)
from operations.reporting import report_errors

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # generated on this machine: database, secret key
keep_private(VAR_DIR)
env = environ.Env()
env.ENVIRON = with_secrets(os.environ)

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def local_secret_key() -> str:
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError), path.open("x") as file:
        path.chmod(0o600)
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
named_hosts = env.list("ALLOWED_HOSTS", default=[])
PRODUCTION = env.bool("PRODUCTION", default=not set(named_hosts) <= set(LOCAL_HOSTS))
if PRODUCTION:
    check_production(env.ENVIRON)
ALLOWED_HOSTS = named_hosts if PRODUCTION else [*named_hosts, *LOCAL_HOSTS]
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "core",
    "history",
    "sources",
    "zones",
    "reforms",
    "policies",
    "opendata",
    "comparisons",
    "intake",
    "accounts",
    "operations",
]

METRICS = env.bool("METRICS", default=False)  # /metrics for Prometheus
MIDDLEWARE = [
    "operations.logs.RequestLogMiddleware",
    "operations.health.AskedBesideTheProxyMiddleware",
    "core.api.cors.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "operations.headers.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "operations.crowding.CrowdMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.PersonalAnswersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "history.middleware.FormerAddressMiddleware",
    "operations.kept_forms.KeptFormMiddleware",
    "operations.faults.DatabaseFaultMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.web.pages.site",
                "operations.replicas.read_only",
            ],
            "builtins": ["core.templatetags.texts", "django.templatetags.i18n"],
        },
    }
]


# -- Database ---------------------------------------------------------------------------

addresses = [
    env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
    *env.list("REPLICA_URL", default=[]),  # streaming replicas to read from
]
DATABASES = {
    f"replica-{number}" if number else "default": database(
        address,
        password=env.str("DATABASE_PASSWORD", default=""),
        max_age=env.int("CONN_MAX_AGE", default=60),
    )
    for number, address in enumerate(addresses)
}
DATABASE_ROUTERS = ["operations.replicas.Router"] if len(DATABASES) > 1 else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIR = BASE_DIR / "fixtures"


# -- Cache ------------------------------------------------------------------------------

# Counts calls of the API by address. With CACHE_URL, such as redis://HOST:6379/0, all processes
# share it; without, each counts for itself.
CACHES = {"default": cache(env.str("CACHE_URL", default=""))}

# -- Languages --------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"

# -- Static files -----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.web.finders.PackagedFilesFinder",
]
# Browser libraries come from installed wheels: no third-party code is committed.
SWAGGER_UI = "drf_spectacular_sidecar/static/drf_spectacular_sidecar/swagger-ui-dist"
PACKAGED_STATIC_FILES = {
    "plotly/plotly.min.js": "plotly/package_data/plotly.min.js",
    "swagger-ui/swagger-ui-bundle.js": f"{SWAGGER_UI}/swagger-ui-bundle.js",
    "swagger-ui/swagger-ui.css": f"{SWAGGER_UI}/swagger-ui.css",
    "swagger-ui/swagger-ui.css.map": f"{SWAGGER_UI}/swagger-ui.css.map",  # named by the former
}
# `collectstatic` makes hashed, compressed files for production; else the sources are served.
COLLECTED_STATIC = env.bool("COLLECTED_STATIC", default=False)
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
# Served as they are they may change, so each is looked for when it is asked for.
WHITENOISE_AUTOREFRESH = not COLLECTED_STATIC
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if COLLECTED_STATIC
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# -- Security ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
HTTPS = env.bool("HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # requested without the proxy
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 86400) if HTTPS else 0
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", default=False)
if TRUSTED_PROXY:  # only behind a proxy that sets this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: other sites below our name are not ours
    "security.W021",  # HSTS preloading: the domain owner's decision
]
# Device features that no page needs, framed pages included.
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "operations.refusals.on_csrf_failure"
LOGIN_REDIRECT_URL = "admin:index"
OTP_TOTP_ISSUER = "Zone Reforms"  # the account's name in apps for one-time passwords
# Another name keeps away bots that try every site's /admin/.
ADMIN_URL = env.str("ADMIN_URL", default="admin").strip("/") + "/"
if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*/", ADMIN_URL):
    raise ImproperlyConfigured("ADMIN_URL must be one word of a-z, 0-9, hyphens and underscores.")
# The language chosen in the admin, whose addresses name none.
LANGUAGE_COOKIE_PATH = f"/{ADMIN_URL}"
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# -- Lists ------------------------------------------------------------------------------

PAGE_SIZE = env.int("PAGE_SIZE", default=50)
COMPARED_ZONES_MAX = 6
# Page cache of each process in MB; 0 turns it off.
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", default=8)
# Seconds after which a connection whose reader takes nothing is closed.
UNREAD_SECONDS = env.int("UNREAD_SECONDS", default=30)
# Articles belong to their publishers: by default only staff read them.
ARTICLES_PUBLIC = env.bool("ARTICLES_PUBLIC", default=False)
# A language model that may be asked about articles, such as http://127.0.0.1:8080/v1; if unset,
# no text is sent anywhere.
PROPOSER_MODEL = env.str("PROPOSER_MODEL", default="")
PROPOSER_URL = proposer(env.str("PROPOSER_URL", default=""), PROPOSER_MODEL)
PROPOSER_KEY = env.str("PROPOSER_KEY", default="")
SITE_TITLE = _("Zone Reforms")
# Scheme and host in citations, canonical links and sitemaps, such as https://zones.example;
# if unset, those of each request.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")

# -- Open data --------------------------------------------------------------------------

# Files of the whole data set, regenerated after changes.
EXPORT_DIR = Path(env.str("EXPORT_DIR", default=str(VAR_DIR / "exports")))

# -- The API ----------------------------------------------------------------------------

# Calls of one address.
API_RATE = env.str("API_RATE", default="600/min")
if not re.fullmatch(r"[1-9]\d*/(sec|min|hour|day)", API_RATE):
    raise ImproperlyConfigured("API_RATE must read like 600/min; sec, hour and day are known too.")
# Neither package is an installed app: their tables, pages and static files are not needed.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "core.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
    # The address that counts: the last that our proxy has noted, or the caller's.
    "NUM_PROXIES": 1 if TRUSTED_PROXY else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_TITLE,
    "DESCRIPTION": _(
        "Reforms of Chinese development zones, figures and policies, each traced to its source."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # for developers; `about` is for readers
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "Tier": "zones.choices.Tier",
        "ZoneKind": "zones.choices.ZoneKind",
        "Topic": "zones.choices.Topic",
        "Quantity": "zones.choices.Quantity",
        "Direction": "zones.choices.Direction",
        "Bound": "zones.choices.Bound",
        "Basis": "zones.choices.Basis",
        "Status": "zones.choices.Status",
        "Rank": "zones.choices.Rank",
        "Stage": "reforms.choices.Stage",
        "PolicyStage": "policies.choices.PolicyStage",
        "TargetKind": "policies.choices.TargetKind",
        "TargetState": "policies.choices.TargetState",
        "SourceKind": "sources.choices.SourceKind",
        "CellState": "comparisons.shapes.STATES",
        "BlankState": "reforms.api.BLANKS",
        "Verdict": "comparisons.shapes.VERDICTS",
    },
}

# -- Imported files ---------------------------------------------------------------------

IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=32 * 2**20)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=200_000)
FILE_UPLOAD_HANDLERS = [
    "intake.imports.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Limit of an unpacked spreadsheet, which is read in pieces.
IMPORT_MAX_EXPANSION = env.int("IMPORT_MAX_EXPANSION", default=512 * 2**20)

# -- Logs and errors ----------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "text")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured("LOG_FORMAT must be json or text.")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "operations.logs.JsonFormatter"},
        "text": {"()": "operations.logs.TextFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL},  # to stderr too, instead of mail
        "django.request": {"level": "ERROR"},  # each request has its own line with its status
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # likewise: daily scans
    },
}
report_errors(env.str("SENTRY_DSN", default=""))
