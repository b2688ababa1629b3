"""The floor: the same tables and the same server, and of Django nothing but sessions and users."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",  # says how long an answer is, or the connection could not be kept
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
# Sign-in is not measured, and its library would ask for a layer of its own.
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]  # noqa: F405
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
