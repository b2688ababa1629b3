"""Keeps web, worker and beat running as one: starts them, starts again what dies, ends all of them together.

Standard library only, and started as a program of its own (`manage.py up` becomes it), so that the process that
watches costs 10 MB and cannot fall with what it watches.
"""

import argparse
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

STEADY = 60.0  # seconds after which a part counts as healthy and its patience is renewed
LONGEST_WAIT = 30.0
FIRST_ALONE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    again_at: float = 0.0
    said: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  the command is ours
            self.command,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"HOUSE_PART": self.name},  # by it a connection knows how long to wait (config.waiting)
            start_new_session=True,  # Ctrl+C reaches the supervisor alone, which ends the parts in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def watch(self, now: float) -> None:
        """Start again what has ended, after a wait that doubles with every failure in a row."""
        if self.process is not None and (code := self.process.poll()) is not None:
            self.failures = 0 if now - self.started > STEADY else self.failures + 1
            wait = min(LONGEST_WAIT, 0.5 * 2**self.failures)
            say(f"{self.name} has ended ({_how(code)}); it starts again in {wait:.0f} s.")
            self.kill()  # what it may have left behind
            self.process, self.again_at = None, now + wait
        if self.process is None and now >= self.again_at:
            self.start()

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End the whole process group: the part and its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_over(self) -> bool:
        return self.process is None or self.process.poll() is not None


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  the terminal is its page


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"


def _die_with_parent() -> None:
    """Runs in the child before it becomes the part: the kernel kills it when the supervisor dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(os.environ["SUPERVISOR_PID"]):
        os._exit(1)


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config", "--quiet"]
    return {
        "web": [
            *python, "config.web", "--host", options.host, "--port", str(options.port),
            "--workers", str(options.web_processes), "--blocking-threads", str(options.web_threads),
            "--respawn-failed-workers",  # no kill timeout of its own: what has not ended in time is ended below, without a word
            "--log-level", "warning", "config.wsgi:application",
        ],
        "worker": [
            *celery, "worker", "--pool", "prefork", "--concurrency", str(options.worker_processes),
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", options.log_level,
        ],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", options.log_level],
    }  # fmt: skip


class Supervisor:
    def __init__(self, parts: list[Part], *, stop_within: int, probe: str, ready: str) -> None:
        self.parts = parts
        self.stop_within = stop_within
        self.probe = probe
        self.ready = ready
        self.stopping = False
        self.began = time.monotonic()

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.stopping:
                self._announce()
                for part in self.parts:
                    if part is self.parts[0] or not self._first_alone():
                        part.watch(time.monotonic())
                time.sleep(0.2)
        finally:
            self._stop()
        return 0

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _first_alone(self) -> bool:
        """The pages come first: the rest waits until they answer, but not for long."""
        return bool(self.ready) and time.monotonic() - self.began < FIRST_ALONE

    def _announce(self) -> None:
        """Say once that the pages answer."""
        if self.ready and _answers(self.probe):
            say(self.ready)
            self.ready = ""

    def _stop(self) -> None:
        for part in self.parts:
            part.signal(signal.SIGTERM)
        until = time.monotonic() + self.stop_within
        while time.monotonic() < until and not all(part.is_over() for part in self.parts):
            time.sleep(0.1)
        for part in self.parts:
            part.kill()
        for part in self.parts:
            if part.process is not None:
                part.process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  our own address
            return answer.status == 200
    except urllib.error.HTTPError:
        return True  # it speaks; what it says is on its pages
    except OSError:
        return False


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=["web", "worker", "beat"])
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--web-processes", type=int, required=True)
    parser.add_argument("--web-threads", type=int, required=True)
    parser.add_argument("--worker-processes", type=int, required=True)
    parser.add_argument("--stop-within", type=int, required=True)
    parser.add_argument("--log-level", required=True)
    parser.add_argument("--ready", default="")
    options = parser.parse_args(arguments)
    os.environ["SUPERVISOR_PID"] = str(os.getpid())
    known = commands(options)
    inside = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104  compared, not bound
    supervisor = Supervisor(
        [Part(name, known[name]) for name in options.parts],
        stop_within=options.stop_within,
        probe=f"http://{inside}:{options.port}/healthz",
        ready=options.ready if "web" in options.parts else "",
    )
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
