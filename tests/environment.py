"""The environment of the tests, set before Django reads it (named by `-p` in pyproject.toml)."""

import os
import tempfile

VAR = tempfile.mkdtemp(prefix="lotrinh292-tests-")
os.environ["VAR_DIR"] = VAR
os.environ["STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR}/tests.sqlite3")
for name in ("DEBUG", "HTTPS", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)
