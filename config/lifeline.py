"""No process outlives the supervisor: what it started ends itself when its parent or the supervisor is gone.

The supervisor's own children are also ended by the kernel (PR_SET_PDEATHSIG, config/supervisor.py); this thread is for
their children, the web server's and the worker's, which the kernel does not tell. Standard library only.
"""

import os
import signal
import threading
import time

EVERY = 1.0  # seconds


def hold() -> None:
    """Watch from now on, if this process was started by the supervisor. Call again in a forked child."""
    if supervisor := os.environ.get("SUPERVISOR_PID"):
        threading.Thread(target=_watch, args=(int(supervisor), os.getppid()), name="lifeline", daemon=True).start()


def _watch(supervisor: int, parent: int) -> None:
    while os.getppid() == parent and _lives(supervisor):
        time.sleep(EVERY)
    if not _lives(supervisor):
        os.killpg(0, signal.SIGKILL)  # the whole part: each is a process group of its own
    os._exit(1)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
