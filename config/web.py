"""The web server, with the application loaded before its processes part.

A process that is forked from one in which everything is loaded shares with it what neither changes: classes, code and
addresses are two thirds of what a process holds, and a process that is started again answers at once. Nothing of ours opens a
connection or a thread while it is loaded; the one exception, the lifeline, is taken up again by each process.

    python -m config.web --workers 2 --port 8292 … config.wsgi:application

takes the options of `granian`. The target is the last of them.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from config import lifeline

TARGET = "WEB_TARGET"


def application() -> Callable[..., Any]:
    """What a process serves: called in each of them, when it has come into the world."""
    lifeline.hold()
    module, _, name = os.environ[TARGET].partition(":")
    return getattr(import_module(module), name or "application")


def main() -> None:
    from granian.cli import entrypoint

    multiprocessing.set_start_method("fork")  # so it is by itself only up to Python 3.13
    os.environ[TARGET] = sys.argv.pop()
    application()
    sys.argv += ["--interface", "wsgi", "--no-ws", "--factory", "config.web:application"]
    entrypoint()


if __name__ == "__main__":
    main()
