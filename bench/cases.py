"""What both are asked, and the rows that stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench import data
from bench.load import request
from office.models import Run
from plan.models import Measure, Period, Plan, StatusUpdate
from reports.models import ProgressReport, ReportFile

Requests = Callable[[dict[str, str]], Iterator[bytes]]
CSRF = "b" * 32  # the secret in the cookie and in the form
CODE = "2.1007"
OURS, FLOOR = "accounts.backend.Backend", "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Case:
    """One thing that both do. `least` and `aim` are shares of the floor's rate (design part 8)."""

    name: str
    ours: Requests
    floor: Requests
    least: float
    aim: float
    wanted: int = 200


def get(path: str) -> Requests:
    def requests(cookies: dict[str, str]) -> Iterator[bytes]:
        made = request(path, cookies)
        while True:
            yield made

    return requests


def saves(path: str, form: Callable[[int, int], dict[str, object]]) -> Requests:
    """A save of another measure each time, so that no two meet; each at the version at which it stands."""
    place = count()
    rows: list[tuple[str, int]] = []

    def requests(cookies: dict[str, str]) -> Iterator[bytes]:
        if not rows:
            open_ones = Measure.objects.filter(plan__code="292", state="in_progress").order_by("position")
            rows.extend(open_ones.values_list("code", "version"))
        for n in place:
            (code, version), turn = rows[n % len(rows)], n // len(rows)
            yield request(path.format(code=code), cookies, form=urlencode(form(n, version + turn)).encode())

    return requests


def our_form(n: int, version: int) -> dict[str, object]:
    today = timezone.localdate()
    said = {"state": "in_progress", "percent": 50, "health": "on_track", "narrative": f"Đã làm việc lần {n}."}
    return {"csrfmiddlewaretoken": CSRF, "effective_on": f"{today:%d/%m/%Y}", "version": version, **said}


def floor_form(n: int, version: int) -> dict[str, object]:
    return {"narrative": f"Đã làm việc lần {n}."}


CASES = [
    Case("list of 50, filtered", get("/plan/292/measures/?task=2"), get("/measures/?task=2"), 0.45, 0.75),
    Case("one measure with history", get(f"/plan/292/measures/{CODE}/"), get(f"/measures/{CODE}/"), 0.40, 0.65),
    Case("overview", get("/plan/292/"), get("/overview/"), 0.60, 0.90),
    Case("API list of 100", get("/api/v1/plans/292/measures/?page_size=100"), get("/api/measures/"), 0.45, 0.70),
    Case("CSV of all 10,000", get("/plan/292/measures.csv"), get("/measures.csv"), 3.0, 4.0),
    Case(
        "save a status",
        saves("/plan/292/measures/{code}/update/", our_form),
        saves("/measures/{code}/save/", floor_form),
        0.20,
        0.35,
        302,
    ),
]


def prepare(seed: int) -> str:
    """Tables and rows, unless they are there; what there is, in words."""
    from config.preparation import make_folders

    make_folders()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not User.objects.filter(email__endswith="@bench.test").exists():
        print("Making the rows, about two minutes …", flush=True)
        data.fill(seed)
        with connection.cursor() as cursor:  # rows written in bulk are unknown to the planner until somebody looks
            cursor.execute("ANALYZE")
    return f"{Measure.objects.adopted().count():,} measures, {StatusUpdate.objects.count():,} updates, {User.objects.count()} users"


def signed_in(backend: str) -> dict[str, str]:
    """The cookies of a secretary who has signed in by one of the two."""
    user = User.objects.filter(memberships__role="secretariat", email__endswith="@bench.test").order_by("pk")[0]
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"session": session.session_key or "", "csrf": CSRF, "language": "vi"}


def compile_once() -> int:
    """The progress report of the quarter that runs, with the reports of its missions, from the press to its file; answers
    how many measures it has."""
    from reports import jobs
    from reports.services import ask_for_report

    plan, by = Plan.objects.get(code="292"), User.objects.filter(memberships__role="secretariat").order_by("pk")[0]
    ReportFile.objects.all().delete()  # a report that is still true would be answered as it is
    ProgressReport.objects.all().delete()
    Run.objects.all().delete()
    period = Period.objects.quarters().begun(timezone.localdate()).latest("starts_on")
    report, _new = ask_for_report(plan=plan, period=period, language="vi", by=by, now=timezone.now())
    jobs.compile_progress_report(report.run_id)
    report.refresh_from_db()
    return len(report.figures["measures"])
