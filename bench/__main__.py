"""`python3 run.py bench`: makes the rows once, asks this application and the floor in turn, prints the ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

HOME = Path(__file__).resolve().parent.parent
NAME = "lotrinh292_bench"
SEED = 292
CONNECTIONS, PROCESSES, THREADS = 8, 2, 4


def main() -> int:
    options = _options()
    address = _own_database(options.database, fresh=options.fresh)
    os.environ |= {
        "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(HOME / "var" / "bench"), "DEMO": "true",
        "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": "only for the benchmark's own database, which nobody reads",
        "HTTPS": "false", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    import django

    django.setup()
    from bench import cases

    made = cases.prepare(SEED)
    found = {"machine": _machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "rows": made, "cases": {}}
    with _served("bench.our_wsgi:application") as ours, _served("bench.floor_wsgi:application") as floor:
        both = cases.signed_in(cases.OURS), cases.signed_in(cases.FLOOR)
        for case in cases.CASES:
            found["cases"][case.name] = _compared(case, ours, floor, both, options)
        found["memory_mb"] = {"ours": round(_memory(ours.pid)), "floor": round(_memory(floor.pid))}
    found["compile"] = _compiled(cases.compile_once)
    _print(found)
    file = HOME / "var" / "bench" / f"{datetime.now():%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    print(f"Written to {file.relative_to(HOME)}")
    return 1 if any(row["wrong"] for row in found["cases"].values()) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--database", required=True, help="a PostgreSQL that lets us make a database")
    parser.add_argument("--fresh", action="store_true", help="make the rows anew")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of asking, for each side of a case in a round")
    parser.add_argument("--warm", type=float, default=1.0)
    return parser.parse_args()


def _own_database(address: str, *, fresh: bool) -> str:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        if fresh:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")
    return urlunsplit(urlsplit(address)._replace(path=f"/{NAME}"))


@dataclass
class Server:
    port: int
    pid: int


@contextmanager
def _served(application: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "config.web", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--log-level", "error", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=HOME, start_new_session=True)
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode} before it answered")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer in 30 s")


def _compared(case: Any, ours: Server, floor: Server, cookies: tuple[dict, dict], options: argparse.Namespace) -> dict:
    """The two in turn, round by round; the ratio of each round, and their median."""
    from bench.load import ask

    rounds, wrong, size = [], {}, 0
    for turn in range(-1, options.rounds):  # the first one only warms
        seconds = options.warm if turn < 0 else options.seconds
        pair = {}
        for name, server, requests in (
            ("ours", ours, case.ours(cookies[0])), ("floor", floor, case.floor(cookies[1]))
        ):  # fmt: skip
            answers = ask(server.port, requests, connections=CONNECTIONS, seconds=seconds, wanted=case.wanted)
            for status, number in answers.wrong.items():
                wrong[f"{name} {status}"] = wrong.get(f"{name} {status}", 0) + number
            pair[name] = answers
        if turn >= 0:
            rounds.append(pair)
            size = pair["ours"].size
    ratios = [pair["ours"].rate / pair["floor"].rate for pair in rounds]
    return {
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "ours_per_second": round(statistics.median(pair["ours"].rate for pair in rounds), 1),
        "floor_per_second": round(statistics.median(pair["floor"].rate for pair in rounds), 1),
        "ours_p95_ms": round(1000 * statistics.quantiles([t for pair in rounds for t in pair["ours"].times], n=20)[-1], 1),
        "ours_bytes": size,
        "least": case.least,
        "aim": case.aim,
        "wrong": wrong,
    }


def _memory(pid: int) -> float:
    """MB that the processes of a server hold for themselves (PSS), children too."""
    total = 0.0
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    for one in [str(pid), *children]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
    return total


def _compiled(compile_once: Callable[[], int]) -> dict:
    began = time.perf_counter()
    measures = compile_once()
    seconds = time.perf_counter() - began
    return {"seconds": round(seconds, 1), "measures": measures, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


def _print(found: dict) -> None:
    print(f"\n{found['machine']}; {found['rows']}; {PROCESSES} processes, {CONNECTIONS} connections; × floor is the median of the rounds\n")
    print(f"{'':34}{'ours/s':>8}{'floor/s':>9}{'× floor':>9}{'least':>7}{'aim':>6}{'p95 ms':>8}{'kB':>7}")
    for name, row in found["cases"].items():
        verdict = "" if row["ratio"] >= row["least"] else "  under the least"
        wrong = f"  WRONG ANSWERS {row['wrong']}" if row["wrong"] else ""
        print(
            f"{name:34}{row['ours_per_second']:8.1f}{row['floor_per_second']:9.1f}{row['ratio']:9.2f}{row['least']:7.2f}{row['aim']:6.2f}"
            f"{row['ours_p95_ms']:8.1f}{row['ours_bytes'] / 1000:7.1f}{verdict}{wrong}"
        )
    memory, compiled = found["memory_mb"], found["compile"]
    print(f"\nmemory of the web processes: {memory['ours']} MB (floor {memory['floor']} MB; at most 250)")
    print(f"compile of {compiled['measures']} measures: {compiled['seconds']} s, peak of the process {compiled['peak_mb']} MB\n")


if __name__ == "__main__":
    sys.exit(main())
