"""The only settings file. Everything that differs between places is read from the environment."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLES
from config import environment as env
from config import logs, waiting

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# Embedded: one machine, SQLite, jobs through the file system. Production: PostgreSQL and Redis.
DATABASES = {"default": env.database("DATABASE_URL", default=VAR_DIR / "app.sqlite3")}
REDIS_URL = env.text("REDIS_URL", "")
EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if not EMBEDDED:
    waiting.settle(DATABASES["default"]["OPTIONS"])

# A database made as an illustration: demo accounts, and a banner on every page (design rule 15).
DEMO = env.flag("DEMO")

if EMBEDDED:
    os.umask(0o077)  # database, mail and files lie in a folder, and are read by whoever runs the house alone

DEBUG = env.flag("DEBUG")
HTTPS = env.flag("HTTPS", not EMBEDDED)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
if not EMBEDDED and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: name the hosts that serve this application, separated by commas (.env.example).")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://, as in redis://127.0.0.1:6379/0.")

# The web server and the worker that `manage.py up` starts.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8292, at_least=1, at_most=65535)
WEB_PROCESSES = env.integer("WEB_PROCESSES", 1 if EMBEDDED else 2, at_least=1)
WEB_THREADS = env.integer("WEB_THREADS", 4, at_least=1)
STOP_WITHIN = env.integer("STOP_WITHIN", 5 if EMBEDDED else 28, at_least=1)  # seconds from the signal to the end
WORKER_PROCESSES = env.integer("WORKER_PROCESSES", 1, at_least=1)


# Production must be given one; the embedded mode makes its own once and keeps it beside its database.
SECRET_KEY = env.secret("SECRET_KEY", at_least=50, made_in=VAR_DIR / "secret-key" if EMBEDDED else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "config.apps.Config",
    "overview",
    "reports",
    "personnel",
    "missions",
    "plan",
    "office",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.static.StaticFiles",
]

MIDDLEWARE = [
    "config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.health.probes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.errors.utf8_alone",
    "config.errors.not_too_large",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.errors.PageMethods",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.limits",
    "accounts.sign_in.LoginRequired",
    "accounts.second_step.Required",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.wrong_method",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "office.installation.context",
            ],
            "builtins": ["office.templatetags.house", "office.templatetags.addresses"],
        },
    }
]
SILENCED_SYSTEM_CHECKS = [
    "templates.W003",  # office.templatetags.i18n takes the place of Django's on purpose
    "security.W005",  # includeSubDomains and
    "security.W021",  # preload are asked for by whoever owns all names below this one
]

FORM_RENDERER = "office.forms.HouseRenderer"

# Who: own user, signs in by e-mail; accounts are made by invitation only.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.LoginForm",
    "change_password": "accounts.sign_in.ChangePasswordForm",
    "reset_password": "accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "accounts.sign_in.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A whole embassy sits behind one address: the account is slowed down, never the address (docs/decisions/0013). What
# concerns no account has a limit wide enough for a ministry.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "5/5m/key",
    "reset_password": "5/h/key",
    "reset_password_from_key": "600/m/ip",
}
# The second step at sign-in (docs/decisions/0061): whose it must be, by role; empty where it is offered alone.
SECOND_FACTOR = env.some("SECOND_FACTOR", "offered", among=ROLES, nobody="offered", everybody="everyone")
MFA_FORMS = {"authenticate": "accounts.forms.SecondStepForm", "reauthenticate": "accounts.forms.ConfirmByCodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ACCOUNT_MAIL = "office.account_mail.post"  # what is told to a person about their own account
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # accounts.sessions ends it after three hours without a click
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Two languages; what is stored is UTC, what is shown is Hà Nội unless a page says otherwise.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["config.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.text("STATIC_STORAGE", "config.static.Storage")},
}
FILE_UPLOAD_PERMISSIONS = 0o640  # of what lies in MEDIA_ROOT: never to be run, never for everybody
DATA_UPLOAD_MAX_NUMBER_FILES = 5  # of one form
MOST_SENT = 32 * 1024 * 1024  # bytes of one request; a file of up to 10 MB is judged by its form (office.inspection)
UPLOAD_SCANNER = env.text("UPLOAD_SCANNER", "")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail goes to a folder until a server is named; that of an illustration in any case, unless it is told to send.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, at_least=1, at_most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
if EMAIL_USE_SSL and EMAIL_USE_TLS and env.text("EMAIL_USE_TLS", ""):
    raise ImproperlyConfigured("EMAIL_USE_SSL and EMAIL_USE_TLS exclude each other: a server speaks TLS from the first byte or begins it.")
EMAIL_USE_TLS = EMAIL_USE_TLS and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10  # seconds for each answer of the server but the last (office.smtp); all of them fit into the lease of the outbox
DEMO_SENDS_MAIL = env.flag("DEMO_SENDS_MAIL")
EMAIL_BACKEND = "office.smtp.Backend" if EMAIL_HOST and (DEMO_SENDS_MAIL or not DEMO) else "config.mail.ReadableFiles"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "lotrinh292@localhost")
# Where the house is reached, for links in mail.
if not EMBEDDED and ALLOWED_HOSTS[0].startswith((".", "*")) and not env.text("SITE_ADDRESS", ""):
    raise ImproperlyConfigured(
        "SITE_ADDRESS is not set, and the first of ALLOWED_HOSTS is no single name: say where links in mail lead, as https://house.example.org/."
    )
SITE_ADDRESS = env.text("SITE_ADDRESS", f"http://127.0.0.1:{PORT}/" if EMBEDDED else f"https://{ALLOWED_HOSTS[0].removeprefix('.')}/")
if not SITE_ADDRESS.startswith(("http://", "https://")):
    raise ImproperlyConfigured("SITE_ADDRESS must begin with https:// or http://, as in https://house.example.org/.")

# Cache and throttles: shared by every process, so never local memory.
if REDIS_URL:
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds: somebody is waiting to sign in
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "OPTIONS": patience}
    }
else:
    # Beyond so many a third is forgotten by lot, also who is slowed down: more than one address can make before that ends by itself.
    files = {"LOCATION": str(VAR_DIR / "cache"), "OPTIONS": {"MAX_ENTRIES": 20_000}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", **files}}

# Jobs: Celery carries the message, the database owns the truth (docs/decisions/0005).
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB: a child that has drawn a long PDF gives its memory back by ending after it
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "health_check_interval": 30,
    }
    CELERY_VISIBILITY_TIMEOUT = 900
else:
    # Both ends of the pipe are the same folder: what one process writes the other reads.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "processed_folder": str(QUEUE_DIR / "taken"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-runs": {"task": "office.jobs.sweep_runs", "schedule": 10.0, "options": {"expires": 30}},
    "worker-heartbeat": {"task": "office.jobs.worker_heartbeat", "schedule": 15.0, "options": {"expires": 30}},
    "seal-history": {"task": "accounts.jobs.seal_history", "schedule": 60.0, "options": {"expires": 120}},
    "seal-late-history": {"task": "accounts.jobs.seal_late_history", "schedule": 86400.0, "options": {"expires": 86400}},
    "forget-visits": {"task": "office.jobs.forget_visits", "schedule": 86400.0, "options": {"expires": 86400}},
    "forget-sessions": {"task": "accounts.jobs.forget_sessions", "schedule": 86400.0, "options": {"expires": 86400}},
    "send-mail": {"task": "office.jobs.send_mail", "schedule": 30.0, "options": {"expires": 30}},
    "forget-mail": {"task": "office.jobs.forget_mail", "schedule": 86400.0, "options": {"expires": 86400}},
    "forget-drafts": {"task": "office.jobs.forget_drafts", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-answers": {"task": "office.jobs.forget_answers", "schedule": 86400.0, "options": {"expires": 86400}},
    "remove-orphaned-files": {"task": "office.jobs.remove_orphaned_files", "schedule": 21600.0, "options": {"expires": 3600}},
    "erase-who-left": {"task": "personnel.jobs.erase_who_left", "schedule": 86400.0, "options": {"expires": 86400}},
    "keep-forecast": {"task": "missions.jobs.keep_forecast", "schedule": 14400.0, "options": {"expires": 14400}},
    "send-reminders": {"task": "reports.jobs.send_reminders", "schedule": 600.0, "options": {"expires": 600}},
    "compile-reports": {"task": "reports.jobs.compile_what_is_due", "schedule": 600.0, "options": {"expires": 600}},
    "open-periods": {"task": "reports.jobs.open_periods", "schedule": 3600.0, "options": {"expires": 3600}},
}

# Days without a word from a person after which an open measure counts as gone quiet.
STALE_AFTER_DAYS = env.integer("STALE_AFTER_DAYS", 90, at_least=1)

# Seconds that the compiling of a report rests between two steps; above zero only where a test kills it in the middle.
REPORTS_STEP_PAUSE = env.integer("REPORTS_STEP_PAUSE", 0)

# Headers
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS and env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Both bind more than this house: every name below its own, and every browser for years after a change of mind.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = HTTPS and env.flag("SECURE_HSTS_PRELOAD")
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose word on the client's address is believed: the last in X-Forwarded-For
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
KEPT_WORDS = "config.typed_words.worded"  # what the fields are called that somebody had typed when their session ended
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# API (design part 6)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.tokens.TokenAuthentication", "accounts.tokens.SessionAuthentication"],
    # LoginRequiredMiddleware exempts DRF views, so the API must close itself.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "office.schema.Schema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["office.parsing.JSONParser"],
    "EXCEPTION_HANDLER": "office.api.problem",
    "DEFAULT_METADATA_CLASS": None,  # what a call takes is said in the schema, to everybody alike; OPTIONS is a method like others
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Roadmap 292",
    "DESCRIPTION": "Tracks the implementation of Government Resolution 292/NQ-CP.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,  # what a PATCH needs is said by its own shape
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "office.schema.completed"],
    "GET_LIB_DOC_EXCLUDES": "office.schema.without_base_words",
    "ENUM_NAME_OVERRIDES": {
        "Term": "plan.progress.Term",
        "State": "plan.progress.State",
        "Health": "plan.progress.Health",
        "DirectiveKind": "plan.models.Directive.Kind",
        "EvidenceKind": "plan.models.Evidence.Kind",
        "LinkDecision": "plan.models.DirectiveLink.Decision",
        "PeriodKind": "plan.models.Period.Kind",
        "MissionKind": "missions.models.Mission.Kind",
        "ProposalState": "reports.models.Proposal.State",
        "ProposalSource": "reports.models.Proposal.Source",
        "ProposalSourceElsewhere": "reports.api.proposals.ELSEWHERE",
        "OpeningState": "missions.models.Opening.State",
        "ReportState": "reports.api.owed.STATES",
        "MissionEventKind": "missions.models.MissionEvent.Kind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# The chain's head is also written here, outside the database (SECURITY.md says why).
SEAL_HEADS_FILE = env.folder("SEAL_HEADS_FILE", VAR_DIR / "history-heads.log")

# Embedded: a quiet terminal. Production: one line of JSON a fact, with the id of the request.
LOG_LEVEL = env.choice("LOG_LEVEL", "WARNING" if EMBEDDED else "INFO", logs.LEVELS)
LOG_JSON = env.flag("LOG_JSON", not EMBEDDED)
LOGGING = logs.settings(level=LOG_LEVEL, as_json=LOG_JSON)
