"""The Chromium of the machine, driven by playwright; nothing is downloaded."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]

# A page lives for half a second, and its scripts (axe, in the walk) would be compiled for many hours: two compilers less, the same scripts.
INTERPRETED = "--js-flags=--no-opt --no-maglev"


def arguments(executable: str) -> list[str]:
    """The shell, which `run.py test` takes, also does without what is only worth its while on long visits."""
    return [*ARGUMENTS, INTERPRETED] if "shell" in Path(executable).name else ARGUMENTS


def executable() -> str | None:
    """Named by CHROMIUM, or found on the path; None where the machine has none."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named if Path(named).exists() else None
    return _found()


def whole() -> str | None:
    """The browser as people have it, also where its shell is named: the shell keeps no page behind its Back button."""
    named = os.environ.get("CHROMIUM", "")
    return named if named and "shell" not in Path(named).name and Path(named).exists() else _found()


def _found() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)
