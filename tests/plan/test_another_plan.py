"""Another plan beside 292: loaded from its file, all its pages and calls walked; nothing of the other shows on them."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office import comments
from plan import services
from plan.models import Completion, DeadlineChange, DirectiveLink, Measure, Plan
from plan.moment import Moment
from plan.urls import api_urlpatterns, plan_urlpatterns
from plan.views.comments import subject_of
from tests import cast
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("data") / "another-plan.yaml"
CODE = "12"
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Both plans, and one of everything in the small one."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        call_command("load_plan", verbosity=0)
        call_command("load_plan", str(FILE), verbosity=0)
        yield _furnished()
        transaction.set_rollback(True)


def _furnished():
    now, today = timezone.now(), timezone.localdate()
    unit = UnitFactory(code="vu-to-chuc-can-bo")
    by = cast.member("secretariat", UnitFactory(code="van-phong-bo"))
    officer = cast.member("officer", unit)
    plan = Plan.objects.get(code=CODE)
    first, second = plan.measures.order_by("position")
    given = {"by": by, "now": now, "seen": None}
    for measure in (first, second):
        services.assign(measure=measure, lead=unit, coordinating=[], from_on=date(2026, 2, 1), **given)
    term = {"term": "dated", "reason": "QĐ 1", "effective_on": date(2026, 2, 1)}
    services.set_deadline(measure=second, due_on=date(2027, 6, 30), **term, **given)
    step = services.add_milestone(measure=first, by=by, kind="drafted", title="", planned_on=None, now=now, seen=None)
    said = comments.write(subject=subject_of(first), by=by, text="Đã xem.", language="vi", mentioned=[], now=now)
    shown = {"kind": "link", "title": "Danh mục", "address": "https://example.vn/danh-muc"}
    evidence = services.add_evidence(measure=first, by=officer, now=now, seen=None, **shown)
    services.propose_completion(measure=first, by=officer, effective_on=today, note="Danh mục", now=now, seen=None)
    asked = {"term": "dated", "due_on": date(2027, 9, 30), "reason": "Mưa"}
    services.ask_for_deadline(measure=second, by=officer, **asked, now=now, seen=None)
    look = {"unit": unit, "on": today, "conclusion": "Tốt", "follow_up": "Tưới cây", "follow_up_due": None}
    inspection = services.add_inspection(plan=plan, by=by, values=look, measures=[second], now=now)
    indicator = plan.indicators.get()
    services.observe(indicator=indicator, on=today, value=10, by=by, now=now, note="Đếm")
    names = {"name_vi": "Mức chung", "name_en": "Level", "source": "Sổ"}
    series = services.add_comparison(indicator=indicator, by=by, values=names, now=now, seen=None)
    keys = {
        "task": "A1",
        "code": {"measure": "A2.1", "indicator": indicator.code, "directive": "Y1", "occasion": "HOP-1"},
        "pk": {
            "completion": Completion.objects.get(measure=first).pk,
            "deadline": DeadlineChange.objects.open().get(measure=second).pk,
            "link-decide": DirectiveLink.objects.get(directive__plan=plan).pk,
            "inspection": inspection.pk,
            "evidence": evidence.pk,
            "milestone": step.pk,
            "comment": said.pk,
            "comparison": series.pk,
            "compare": series.pk,
        },
        "target": "A2.1-T",
    }
    return by, keys


def _arguments(route, name, keys):
    """The parts of an address, from the words of its route."""
    parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
    found = {"plan": CODE}
    if "task" in parts:
        found["task"] = keys["task"]
    if "target" in parts:
        found["target"] = keys["target"]
    if "form" in parts:
        found["form"] = "xlsx" if name == "scoreboard-file" else "csv"
    if "kind" in parts:
        found["kind"] = "measures"
    if "code" in parts:
        kind = next((kind for kind in keys["code"] if f"/{kind}s/" in route), "measure")
        found["code"] = "A1.1" if name.startswith(("completion", "evidence", "milestone", "comment")) else keys["code"][kind]
    if "pk" in parts:
        found["pk"] = next(pk for key, pk in keys["pk"].items() if name.startswith(key))
    return found


def _of(patterns):
    """The addresses under the code of a plan; projects, saved views, imports and what can be undone have no row here: their own tests
    hold them."""
    found = [(pattern.name, str(pattern.pattern)) for pattern in patterns if "<slug:plan>" in str(pattern.pattern)]
    return [(name, route) for name, route in found if not any(part in route for part in ("/projects/", "/views/<", "/undo/", "/import/<"))]


@pytest.mark.parametrize(("name", "route"), _of(plan_urlpatterns))
def test_every_page_of_another_plan_opens_and_shows_its_own(name, route, house):
    by, keys = house
    client = Client(headers={"Accept-Language": "vi"})
    client.force_login(by, backend="accounts.backend.Backend")
    answer = client.get(reverse(f"plan:{name}", kwargs=_arguments(route, name, keys)))
    if name in {"task-move", "board-bulk", "comments", "comment-withdraw"}:  # only take what is sent
        assert answer.status_code == 405
        return
    # The head's; of who asked; a link has no file; a row of the board.
    refused = {"deadline-endorse": 403, "completion-withdraw": 403, "deadline-withdraw": 403, "evidence-file": 404, "board-row": 302}
    assert answer.status_code == refused.get(name, 200)
    if answer["Content-Type"].startswith("text/html"):
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "/plan/292/" not in main
        assert "292/NQ-CP" not in main


@pytest.mark.parametrize(("name", "route"), _of(api_urlpatterns))
def test_every_call_of_another_plan_answers_its_own(name, route, house):
    by, keys = house
    client = Client()
    client.force_login(by, backend="accounts.backend.Backend")
    answer = client.get(reverse(f"api:{name}", kwargs=_arguments(route, name, keys)))
    assert answer.status_code in ({404} if name == "evidence-file" else {200, 405})  # some only take what is sent
    assert "missions-open" not in answer.content.decode()


def test_its_numbers_are_its_own(house):
    today = timezone.localdate()
    rows = Measure.objects.filter(plan__code=CODE)
    (cells,) = rows.cells(moment=Moment(today, None, today))
    assert (cells.total, cells.in_force) == (2, 2)
    by, _keys = house
    client = Client()
    client.force_login(by, backend="accounts.backend.Backend")
    scoreboard = client.get(f"/api/v1/plans/{CODE}/scoreboard/?by=task").json()
    assert (scoreboard["total"], [group["code"] for group in scoreboard["groups"]]) == (2, ["A1", "A2"])
    (indicator,) = client.get(f"/api/v1/plans/{CODE}/indicators/").json()["results"]
    assert (indicator["value"], indicator["targets"][0]["value"], indicator["targets"][0]["about"]) == (10, 40, True)
    assert client.get(f"/plan/{CODE}/").context["board"].total.value == 2
    page = client.get("/plan/").content.decode()
    assert "12/KH-TTT" in page
    assert "292/NQ-CP" in page


def test_loading_it_again_changes_nothing(house):
    call_command("load_plan", str(FILE), verbosity=0)
    assert Plan.objects.get(code=CODE).measures.count() == 2


# What the code knows of any one plan: the name of the application, and nothing else.
APPS = ("accounts", "office", "plan", "missions", "personnel", "reports", "overview", "config")
APART = ("/migrations/", "/simulation/", "/data/")
NAMES = re.compile(r"lotrinh292|Lộ trình 292|Roadmap 292|Resolution 292/NQ-CP\.|Roadmap <b>292</b>")
ALLOWED = {
    "plan/management/commands/load_plan.py": {"plan-292.yaml"},  # the file that is shipped
    "overview/management/commands/simulate.py": {292},  # a seed
    "overview/api.py": {'Code of the object, such as "292/2.3".'},
    "config/preparation.py": {292_292},
}


def _constants(source):
    nodes = list(ast.walk(ast.parse(source)))
    docs = {id(node.body[0].value) for node in nodes if _has_doc(node)}
    return [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in docs]


def _has_doc(node):
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)


def _knows(value):
    if isinstance(value, str):
        return "292" in NAMES.sub("", value)
    return type(value) is int and value in {292, 115}


def test_no_code_knows_one_plan():
    found = {}
    for app in APPS:
        for file in (PROJECT / app).rglob("*.py"):
            name = file.relative_to(PROJECT).as_posix()
            if any(part in name for part in APART):
                continue
            if known := {value for value in _constants(file.read_text("utf-8")) if _knows(value)} - ALLOWED.get(name, set()):
                found[name] = known
    assert not found


def test_no_page_knows_one_plan():
    examples = {"overview/_components_data.html", "overview/_components_basics.html", "account/login.html"}  # of style; its own name
    found = {}
    for file in (PROJECT / "templates").rglob("*.html"):
        name = file.relative_to(PROJECT / "templates").as_posix()
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", NAMES.sub("", file.read_text("utf-8")), flags=re.S)
        if name not in examples and re.search(r"\b(292|115)\b", text):
            found[name] = re.findall(r".{30}\b(?:292|115)\b.{20}", text)
    assert not found


@pytest.mark.parametrize("source", ['code = "292"', "x = 115", 'url = f"/plan/292/{x}"'])
def test_what_knows_one_plan_is_seen(source):
    assert any(_knows(value) for value in _constants(source))
    assert not any(_knows(value) for value in _constants('"""292"""\nx = "Lộ trình 292"'))
