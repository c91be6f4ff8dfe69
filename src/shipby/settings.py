"""Django's settings: read once from the environment, loud on nonsense, ``NAME_FILE`` for secrets.

Everything an operator may set is in :class:`Environment`; ``docs/operators/settings.md`` lists it.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
import platformdirs
from django.core.exceptions import ImproperlyConfigured
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shipby.cli.named_server import check_address
from shipby.cli.postgres import EmbeddedPostgres
from shipby.words.ports import Clock, clock_from, ports


class Environment(BaseSettings):
    """What the environment may set. An unreadable value stops the start and never shows the value."""

    model_config = SettingsConfigDict(env_prefix="SHIPBY_", hide_input_in_errors=True, extra="ignore")

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("shipby", appauthor=False)))
    """The data folder: database, keys, logs. Default: the platform's user data folder."""
    demo: bool = False
    """``1`` = work on the sample store, which lies in ``demo`` inside the data folder."""
    clock: str = ""
    """``virtual:2026-11-23T09:00:00Z`` = as if it were that moment now; empty = the machine's clock."""
    debug: bool = False
    """``1`` = show whole error traces, which may quote order data. Never on a desk that others reach."""
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    """Names under which browsers may ask for the desk, separated by commas."""
    public_url: str = ""
    """Where people reach the desk; ``https://`` switches secure cookies and HSTS on."""
    secret_key: str = Field(default="", repr=False)
    """Signs sessions and links. Default: made once and kept in the data folder. Or ``SHIPBY_SECRET_KEY_FILE``."""
    master_key: str = Field(default="", repr=False)
    """Opens the key ring: 32 bytes in hexadecimal or base64. Default: ``keys/master.key``. Or ``SHIPBY_MASTER_KEY_FILE``."""
    mail_url: str = Field(default="", repr=False)
    """``smtp://user:password@host:587`` (STARTTLS) or ``smtps://``; empty = no mail. Or ``SHIPBY_MAIL_URL_FILE``."""
    watch_folder: str = ""
    """Reports put into this folder are imported. Default: ``watch`` in the data folder."""
    owner_email: str = ""
    """First start without a terminal: the owner's e-mail."""
    owner_name: str = ""
    """First start: the owner's name. Default: what stands before the @ of the e-mail."""
    owner_password: str = Field(default="", repr=False)
    """First start: the owner's password. Or ``SHIPBY_OWNER_PASSWORD_FILE``."""
    shop_name: str = "My shop"
    """First start: the name of the business."""
    backup_passphrase: str = Field(default="", repr=False)
    """Seals backups and opens them. Or ``SHIPBY_BACKUP_PASSPHRASE_FILE``; without both it is asked for."""
    pseudo_locale: str = ""
    """For developers: a folder with a catalogue of ``tools/catalogues.py pseudo``, shown to browsers that ask for Hebrew."""
    log: str = "file"
    """``stdout`` = write log lines to standard output (containers); ``file`` = to ``logs`` in the data folder."""


def _with_files(names: tuple[str, ...]) -> dict[str, str]:
    """Values of ``SHIPBY_X_FILE``: the file's text, without the last line end."""
    found = {}
    for name in names:
        path = os.environ.get(f"SHIPBY_{name.upper()}_FILE")
        if path:
            found[name] = Path(path).read_text(encoding="utf-8").rstrip("\n")
    return found


_SECRETS = ("secret_key", "master_key", "mail_url", "owner_password", "backup_passphrase")
ENVIRONMENT = Environment(**_with_files(_SECRETS))  # type: ignore[arg-type]

HOME = (ENVIRONMENT.home / "demo" if ENVIRONMENT.demo else ENVIRONMENT.home).resolve()


def _simulator_clock(url: str) -> Clock:
    """The pretend Amazon's clock; its client is loaded only where it is asked for."""
    from shipby.amazon.simulator_clock import SimulatorClock  # noqa: PLC0415

    return SimulatorClock(url)


try:
    ports.clock = clock_from(ENVIRONMENT.clock, simulator=_simulator_clock)
except ValueError as error:
    raise ImproperlyConfigured(
        "SHIPBY_CLOCK cannot be read; use virtual:2026-11-23T09:00:00Z, simulator:http://127.0.0.1:9000, or leave it out."
    ) from error

PROCESS = os.environ.get("SHIPBY_PROCESS", "command")
"""``web`` or ``worker``, set by those processes themselves; everything else is a command."""
LOGGING_CONFIG = "shipby.cli.logs.configure"
LOGGING = {"process": PROCESS, "home": HOME, "to_stdout": ENVIRONMENT.log == "stdout"}

DEBUG = ENVIRONMENT.debug
IS_HTTPS = ENVIRONMENT.public_url.startswith("https://")
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.allowed_hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url] if ENVIRONMENT.public_url else []
if IS_HTTPS:
    # The web server before us ends TLS and says so in this header (docs/operators); without it every page redirects.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = False


def _secret_key() -> str:
    """The key from the environment, else one made once and kept in the data folder (mode 0600)."""
    if ENVIRONMENT.secret_key:
        return ENVIRONMENT.secret_key
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = HOME / f"secret_key.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(handle, ports.ids.random_bytes(48).hex().encode())
        os.close(handle)
        with suppress(FileExistsError):  # two first starts at once end with the same key
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "shipby.shop",
    "shipby.journal",
    "shipby.outbox",
    "shipby.intake",
    "shipby.bulk",
    "shipby.presence",
    "shipby.orders",
    "shipby.buyers",
    "shipby.stock",
    "shipby.documents",
    "shipby.shipping",
    "shipby.packing",
    "shipby.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "shipby.web.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "shipby.web.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shipby.web.access.AccessMiddleware",
    "shipby.web.answers.AnswersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "shipby.urls"
WSGI_APPLICATION = "shipby.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shipby.web.shell.shell",
            ],
        },
    }
]

# Without DATABASE_URL: the embedded server of this data folder, whether it runs yet or not.
_NAMED = os.environ.get("DATABASE_URL", "")
if _NAMED:
    check_address(_NAMED)
DATABASES = {"default": dj_database_url.parse(_NAMED or EmbeddedPostgres(HOME / "postgres").url())}
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
if PROCESS != "command":
    # Beside what DATABASE_URL says (sslmode ...): as many connections as the web process has threads.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "shop.Person"
AUTHENTICATION_BACKENDS = ["shipby.web.account.backend.EmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shipby.web.account.adapter.DeskAdapter"
ACCOUNT_FORMS = {
    "login": "shipby.web.account.forms.SignInForm",
    "reset_password": "shipby.web.account.forms.AskForLinkForm",
    "reset_password_from_key": "shipby.web.account.forms.NewPasswordForm",
    "change_password": "shipby.web.account.forms.OwnPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an owner enters the e-mail, the link of the invitation goes there
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": False}  # failures are counted by our act, which outlives a restart
SESSION_COOKIE_NAME = "shipby_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "shipby.web.account.views.token_refused"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves


def _mail(address: str) -> dict[str, object]:
    """Mail settings of ``SHIPBY_MAIL_URL``: ``smtp://user:password@host:587`` with STARTTLS, ``smtps://…`` with TLS."""
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "SHIPBY_MAIL_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465"
        )
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and parts.hostname not in {"localhost", "127.0.0.1"},
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": dict(parse_qsl(parts.query)).get("from", f"shipby@{parts.hostname}"),
    }


HAS_MAIL = bool(ENVIRONMENT.mail_url)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # without mail a link comes from an owner or the command
if HAS_MAIL:
    globals().update(_mail(ENVIRONMENT.mail_url))

SILENCED_SYSTEM_CHECKS = [
    "auth.E003",  # e-mail is unique without regard to case, by a constraint of its own
    "auth.W004",
    "security.W005",  # other names of the domain are not ours to decide about
    "security.W021",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ja", "日本語")]  # one entry per catalogue in locale/
LOCALE_PATHS = [Path(__file__).parent / "locale"]
if ENVIRONMENT.pseudo_locale:
    LANGUAGES.append(("he", "Pseudo"))
    LOCALE_PATHS.append(Path(ENVIRONMENT.pseudo_locale))
TIME_ZONE = "UTC"
USE_TZ = True

# Toasts may repeat what was typed: kept on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A pasted table of 5 MB and a selection of 5,000 orders reach the view, which says itself what is too much.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
