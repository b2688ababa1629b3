"""The processes of the web server come of one that has loaded the application; each has a lifeline of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TARGET = """
import os, threading
with open(os.environ["LOADED"], "a") as file:
    file.write(f"{os.getpid()}\\n")
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    lines = sum(thread.name == "lifeline" for thread in threading.enumerate())
    return [f"{os.getpid()} {os.getppid()} {lines}".encode()]
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of this kind only on Linux and macOS")


@pytest.fixture
def served(tmp_path):
    (tmp_path / "a_target.py").write_text(TARGET)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "config.web", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
         "--respawn-failed-workers", "--respawn-interval", "0", "--log-level", "error", "a_target:application"],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "LOADED": str(tmp_path / "loaded"), "SUPERVISOR_PID": str(os.getpid())},
        start_new_session=True,
    )  # fmt: skip
    yield process, port, tmp_path / "loaded"
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def _asked(port, within=30.0):
    """(process, its parent, its lifelines) of one answer."""
    until = time.monotonic() + within
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return tuple(int(word) for word in answer.read().split())
        except OSError:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)


def test_the_application_is_loaded_once_and_before_the_processes_part(served):
    server, port, loaded = served
    answers = {_asked(port) for _ in range(20)}
    assert {parent for _, parent, _ in answers} == {server.pid}
    assert [int(line) for line in loaded.read_text().split()] == [server.pid]


def test_each_process_has_one_lifeline_also_when_it_was_started_again(served):
    _, port, loaded = served
    first, _, lifelines = _asked(port)
    assert lifelines == 1
    os.kill(first, signal.SIGKILL)
    answers = [_asked(port) for _ in range(20)]
    assert first not in {process for process, _, _ in answers}
    assert {lifelines for _, _, lifelines in answers} == {1}
    assert len(loaded.read_text().split()) == 1
