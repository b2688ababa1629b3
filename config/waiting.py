"""How long a connection to PostgreSQL waits, by the part of the house that holds it, and the name under which it is seen.

Without an end one lock, or one transaction that somebody left open, holds every thread of the web server. Commands and
migrations wait as long as it takes: a person sits before them.
"""

import os
from typing import Any

from config import environment as env


def settle(options: dict[str, Any]) -> None:
    """Complete the options of a connection. What DATABASE_URL says of them has the last word."""
    part = os.environ.get("HOUSE_PART", "")  # set by the supervisor for what it starts
    waits = [f"-c {name}={seconds * 1000}" for name, seconds in _seconds(part).items() if seconds]
    if told := " ".join([*waits, options.get("options", "")]).strip():
        options["options"] = told
    options.setdefault("application_name", f"lotrinh292 {part or 'manage'}")


def _seconds(part: str) -> dict[str, int]:
    """Read for every part, so that a wrong value stops each of them alike. Beat only writes its heartbeat, as the worker does."""
    web = {
        "statement_timeout": env.integer("WEB_STATEMENT_TIMEOUT", 20),
        "lock_timeout": env.integer("WEB_LOCK_TIMEOUT", 3),
        "idle_in_transaction_session_timeout": env.integer("WEB_IDLE_TIMEOUT", 60),
    }
    worker = {
        "statement_timeout": env.integer("WORKER_STATEMENT_TIMEOUT", 200),
        "lock_timeout": env.integer("WORKER_LOCK_TIMEOUT", 30),
        "idle_in_transaction_session_timeout": env.integer("WORKER_IDLE_TIMEOUT", 300),
    }
    return {"web": web, "worker": worker, "beat": worker}.get(part, {})
