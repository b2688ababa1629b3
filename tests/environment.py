"""The environment of the tests, set before Django reads it (named by `-p` in pyproject.toml)."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

from config import catalogues

VAR = tempfile.mkdtemp(prefix="lotrinh292-tests-")
OWNER = os.getpid()


@atexit.register
def leave_nothing() -> None:
    """Of the process that made it; a child that ends must not take it away from its parent."""
    if os.getpid() == OWNER:
        shutil.rmtree(VAR, ignore_errors=True)


os.environ["VAR_DIR"] = VAR
os.environ["STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["LOG_JSON"] = os.environ["HTTPS"] = "false"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SECRET_KEY"] = "tests-only-" + "0123456789" * 5
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR}/tests.sqlite3")
if os.environ["DATABASE_URL"].startswith("postgres") and "options=" not in os.environ["DATABASE_URL"]:
    # What a test commits is thrown away a moment later: nobody need wait until it has reached the disk.
    joint = "&" if "?" in os.environ["DATABASE_URL"] else "?"
    os.environ["DATABASE_URL"] += f"{joint}options=-c%20synchronous_commit%3Doff"
for name in ("DEBUG", "DEMO", "REDIS_URL"):
    os.environ.pop(name, None)
(Path(VAR) / "static").mkdir()

catalogues.compile_all(Path(__file__).resolve().parent.parent / "locale")

# The collector would walk through the whole of Django again and again, for objects that nearly all end by themselves.
gc.set_threshold(100_000, 20, 50)
