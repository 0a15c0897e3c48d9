"""The one settings file. Everything that differs between machines is read from the environment.

`.env.example` explains each variable. A missing or default secret stops the start with a sentence.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()
# The demo and the tests name an empty file: a deployment's .env is none of their business.
environ.FileAwareEnv.read_env(env("DOTENV", default=str(BASE_DIR / ".env")))

# --- Secrets and addresses -------------------------------------------------------------------

SECRET_KEY = env("SECRET_KEY", default="")
if len(SECRET_KEY) < 32 or SECRET_KEY.startswith(("change", "django-insecure")):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, too short or a default: "
        "write a .env with fresh secrets (python3 -m launch env)."
    )

DEBUG = False
DEMO = env.bool("DEMO", default=False)
# Where the demo's mailbox keeps what it receives.
MAILBOX_DIR = VAR_DIR / "mailbox"
HTTPS = env.bool("HTTPS", default=True)
# Where the links of mails lead; the candidate's browser must reach it.
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
# The container's health check asks for localhost.
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
# How many proxies stand in front: the client's address is read that far from the right.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- Applications ----------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come first: their templates override the admin's.
    "grappes",
    "faq",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "grappes.User"
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "pilotage"
LOGOUT_REDIRECT_URL = "accueil"

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
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# A file of 500 ESMS posts some 6,000 fields; more is refused with a 400, never a 500.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Database --------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/grappes.sqlite3")}
# Without IMMEDIATE and WAL, concurrent submissions fail with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Static files ----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security --------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
# The container's health check speaks plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Lax, not Strict: links in mails must keep the session.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Bootstrap's stylesheet draws its icons as data: SVGs.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Mail ------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
# A silent server must not hold a worker for ever.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Collectif SI MS <collectif@localhost>")
# A mailbox that people read: replies to our mails arrive there.
REPLY_TO_EMAIL = env("REPLY_TO_EMAIL", default="collectif@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery ----------------------------------------------------------------------------------

CELERY_BROKER_URL = env("REDIS_URL", default="redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 25
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 5
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "courriels"
# Publications and proposals outlive a mail: a queue, and limits, of their own.
# A link that does not answer takes its time: neither a mail nor an instruction waits behind it.
CELERY_TASK_QUEUES = (Queue("courriels"), Queue("liens"), Queue("longs"))
CELERY_TASK_ROUTES = {
    "grappes.tasks.mener_travaux": {"queue": "longs"},
    "grappes.tasks.verifier_liens": {"queue": "liens"},
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A tick need not be acknowledged to the broker: kombu 5.7 does so by the connection that took
    # it, and the worker dies when that one was lost meanwhile (AttributeError on a closed channel).
    "ack_emulation": False,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 15,
    "global_keyprefix": "grappes:",
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Each tick expires before the next: a worker that was away never finds a heap of them.
CELERY_BEAT_SCHEDULE = {
    "envoyer-courriels": {
        "task": "grappes.tasks.envoyer_courriels",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "mener-travaux": {
        "task": "grappes.tasks.mener_travaux",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "planifier-relances": {
        "task": "grappes.tasks.planifier_relances",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "oublier": {
        "task": "grappes.tasks.oublier",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"expires": 3600.0},
    },
    "verifier-liens": {
        "task": "grappes.tasks.verifier_liens",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
