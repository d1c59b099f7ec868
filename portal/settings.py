"""Settings of the portal; what differs between installations comes from ``env``."""

from csp.constants import NONE, SELF

from portal import env

BASE_DIR = env.ROOT
VAR_DIR = env.folder("PORTAL_VAR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(VAR_DIR)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")

# What the pages call themselves.
PORTAL_NAME = env.text("PORTAL_NAME", "工业互联网平台遴选评审门户")
PORTAL_DEPARTMENT = env.text("PORTAL_DEPARTMENT", "省级工业和信息化主管部门（演示）")
PORTAL_CONTACT = env.text("PORTAL_CONTACT", "技术支持：请联系本批次组织单位")
# In whose name letters go out; {place} is the province of the round.
LETTER_AGENCY = env.text("LETTER_AGENCY", "{place}工业和信息化主管部门（示例）")
# Where one asks and objects, until a round says its own; {place} as above.
ROUND_CONTACT = env.text("ROUND_CONTACT", "")
PORTAL_BASE_URL = env.text("PORTAL_BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "portal",
    "applications",
    "scoring",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.context.identity",
                "portal.context.navigation",
            ],
        },
    },
]

DATABASES = {
    "default": env.database(env.text("DATABASE_URL", f"sqlite:///{VAR_DIR}/portal.db"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.PeopleWithNews"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name, "OPTIONS": options}
    for name, options in (
        ("portal.accounts.LongEnough", {"min_length": 10}),
        ("portal.accounts.NotOnlyFigures", {}),
        ("portal.accounts.NotCommon", {}),
        ("portal.accounts.UnlikeOneself", {"user_attributes": ("name", "email")}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "scoring:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "portal.accounts.display"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = env.text("ACCOUNT_EMAIL_VERIFICATION", "optional")
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"【{PORTAL_NAME}】"
ACCOUNT_FORMS = {
    "signup": "applications.forms.registration.RegistrationForm",
    "login": "portal.account_forms.LoginForm",
    "add_email": "portal.account_forms.AddEmailForm",
    "change_password": "portal.account_forms.ChangePasswordForm",
    "set_password": "portal.account_forms.SetPasswordForm",
    "reset_password": "portal.account_forms.ResetPasswordForm",
    "reset_password_from_key": "portal.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.account_forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/5m/key",
    "objection": "5/m/ip,20/d/ip",  # anybody may file one
    "progress": "20/m/ip,10/h/key",  # the query without login: code by code
}

SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("HTTPS")
SECURE_SSL_REDIRECT = env.flag("HTTPS")
SECURE_HSTS_SECONDS = 31536000 if env.flag("HTTPS") else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MANUALS = BASE_DIR / "docs" / "manual"
ASSETS_DIR = env.folder("PORTAL_ASSETS", VAR_DIR / "assets")  # made by bin/setup
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("manual", MANUALS / "pictures"),
    ASSETS_DIR / "static",
]
MEDIA_ROOT = VAR_DIR / "media"  # outside the web root; served by views alone
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "portal.files.intake.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Most bytes of evidence, and what reads each file for viruses (portal/scanning.py).
EVIDENCE_FILE_BYTES = int(env.text("EVIDENCE_FILE_MB", "20")) * 1024 * 1024
EVIDENCE_DOSSIER_BYTES = int(env.text("EVIDENCE_DOSSIER_MB", "300")) * 1024 * 1024
EVIDENCE_ENTERPRISE_BYTES = (
    int(env.text("EVIDENCE_ENTERPRISE_MB", "2000")) * 1024 * 1024
)
EVIDENCE_DOSSIER_FILES = 200
# How long a correction takes unless somebody types another deadline, and how often
# city and province may each send a dossier back: all is to be said at once (一次告知).
CORRECTION_WORKDAYS = int(env.text("CORRECTION_WORKDAYS", "5"))
CORRECTION_RETURNS = int(env.text("CORRECTION_RETURNS", "1"))
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS")
SCAN_REQUIRED = env.flag("SCAN_REQUIRED")
SCAN_SECONDS = 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.statics.KnownAddresses"},
}

EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env.text("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@example.invalid")
# What sends short messages (portal/sms.py); this one only says so in the log.
SMS_BACKEND = env.text("SMS_BACKEND", "portal.sms.Console")

# The queue is the table of jobs; which task does a job of which kind:
JOB_TASKS = {
    "letters": "scoring.tasks.write_letters",
    "scan": "applications.tasks.scan_evidence",
}

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "folder://")
CELERY_BROKER_TRANSPORT_OPTIONS = env.broker(CELERY_BROKER_URL, VAR_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "dispatch": {
        "task": "portal.tasks.dispatch",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "scans": {
        "task": "applications.tasks.ask_for_scans",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "news": {
        "task": "scoring.tasks.tell_news",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "outbox": {
        "task": "portal.tasks.deliver",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60  # a child prints a letter before it is ready
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {  # they speak for every tick of the clock, for every page of a letter
        name: {"level": "WARNING"}
        for name in (
            "celery.app.trace",
            "celery.beat",
            "celery.worker.strategy",
            "fontTools",
            "weasyprint.progress",
        )
    },
}
