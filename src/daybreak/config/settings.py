"""Django's settings. What a clinic may set is read through `environment`."""

from functools import partial

from csp.constants import NONCE, NONE, SELF

from daybreak.config import environment, own_catalogue

DATA = environment.data_folder()
own_catalogue.lay(DATA)
DEBUG = False
SECRET_KEY = environment.secret_key()
ALLOWED_HOSTS = environment.text("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in environment.text("ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "daybreak.records",
    "daybreak.ui",
    "daybreak.web",
    "daybreak.portal",
    "daybreak.fhir",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "daybreak.ui.middleware.errors.ErrorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "daybreak.ui.middleware.actor.ActorMiddleware",
    "daybreak.web.session.lock.LockMiddleware",
    "daybreak.web.session.hung.HungMiddleware",
    "daybreak.ui.middleware.idle.IdleMiddleware",
    "daybreak.ui.middleware.factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "daybreak.config.urls"
WSGI_APPLICATION = "daybreak.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "daybreak.ui.shell.shell",
                "daybreak.portal.speaking.words",
            ],
        },
    }
]
FORM_RENDERER = "daybreak.ui.forms.renderer.Renderer"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "daybreak.ui.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Daybreak"
MFA_ADAPTER = "daybreak.ui.adapter.SecondFactorAdapter"
DAYBREAK_AT_REST_KEY = partial(environment.at_rest_key, DATA)  # read when it is first needed
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "outbox")

SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.switch("HTTPS", default=False)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DAYBREAK_IDLE_MINUTES = environment.number("IDLE_MINUTES", 15)  # care-pathway 9.1, office

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

OAUTH2_PROVIDER = {
    "SCOPES": {"system/*.rs": "Read what this organisation has recorded"},
    "DEFAULT_SCOPES": ["system/*.rs"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "PKCE_REQUIRED": True,
}

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Served from the package itself: nothing to collect, nothing left behind by an older version.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
MESSAGE_STORAGE = "daybreak.ui.sealed_messages.SealedCookieStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": environment.log_level()},
}
