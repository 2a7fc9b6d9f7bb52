"""Settings of every installation, from the environment (README lists the variables)."""

from pathlib import Path

import environ
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from config.environment import LOCAL_HOSTS, check_production, private_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.str("APP_ENV", "local") == "production"
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data"))).absolute()
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY = (
    env.str("SECRET_KEY", "") if PRODUCTION else env.str("SECRET_KEY", "") or private_key(DATA_DIR / "secret-key")
)
if PRODUCTION:
    check_production(debug=DEBUG, secret_key=SECRET_KEY, hosts=ALLOWED_HOSTS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "crispy_forms",
    "csp",
    "django_q",
    "allauth",
    "allauth.account",
    "config.common",
    "organizations",
    "scoring",
    "recognition",
]

MIDDLEWARE = [
    "config.common.http.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.common.compress.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.first_run.middleware.FirstRunMiddleware",
    "organizations.middleware.LoginMiddleware",
    "organizations.middleware.PasswordMiddleware",
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
                "organizations.context.shell",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'bon-tot.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE and WAL concurrent savers lose their transactions; FULL because scores are not to be lost.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Recursive triggers, because without them REPLACE deletes rows behind the backs of append-only tables.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",
    }
    # In memory, a live server and its test would not share one database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "common_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Where the workers note twice a second that they live: nobody else reads it, so not in the database.
    "workers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# A task lasts far less than JOB_SECONDS; one whose worker was killed comes back soon after (config/common/jobs).
JOB_SECONDS = env.int("JOB_SECONDS", 120)
JOB_WORKERS = env.int("JOB_WORKERS", 2)
Q_CLUSTER = {
    "name": "bon-tot",
    "orm": "default",
    "workers": max(1, JOB_WORKERS),
    # Taken from the database only when a worker is free: waiting in memory would count as silence.
    "queue_limit": max(1, JOB_WORKERS),
    "timeout": JOB_SECONDS,
    "retry": JOB_SECONDS + 30,
    "max_attempts": 5,
    "ack_failures": True,
    # What became of a task stands in its job.
    "save_limit": -1,
    "poll": 1,
    "guard_cycle": 1,
    "scheduler": False,
    "cache": "workers",
}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "organizations.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "organizations.accounts.LoginForm",
    "change_password": "organizations.accounts.ChangePasswordForm",
}
# A commune sits behind one address: wide per address, tight per account.
# Nor may strangers fill the cache with what is kept for a login (organizations/kept_forms).
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "120/m/ip,8/10m/key", "kept_form": "300/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
# A login costs a quarter of a second of CPU and a secretary her patience: sessions are long.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

HTTPS = env.bool("HTTPS", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Whether HTTPS binds the subdomains too is for the office to say, whose domain holds other things.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "organizations.kept_forms.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # Bootstrap draws selects and checkboxes with data: pictures.
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
# The pictures of the guides stand beside their text and are shown in the application too.
STATICFILES_DIRS = [BASE_DIR / "static", ("huong-dan", BASE_DIR / "docs" / "huong-dan" / "anh")]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Compressing takes most of the first start: only what browsers fetch, under the one name they fetch it by.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "md", "ttf", "txt")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["config.common.uploads.BoundedUploadHandler"]
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", 20) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Where anyone may check a printed decision (https://botot.example.vn); without it the paper shows the code alone.
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", "").rstrip("/")
# Where the code stands: "annex" (at its end), "recipients" (below nơi nhận), "none".
VERIFICATION_CODE = env.str("VERIFICATION_CODE", "annex")
# A decision with a longer list is printed in the background.
LONGEST_LIST_AT_ONCE = env.int("LONGEST_LIST_AT_ONCE", 60)

# One person may appraise and conclude the same sheet only where the installation says so.
SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE = env.bool("SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE", False)

# Small forms are rendered with the project's own parts: templates/partials is the template pack.
CRISPY_ALLOWED_TEMPLATE_PACKS = ["partials"]
CRISPY_TEMPLATE_PACK = "partials"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "config.common.http.ReferenceFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {reference} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
