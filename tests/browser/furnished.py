"""The house furnished: the real plan and network, the demonstration accounts, and a little of everybody's work."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

from django.core.files.base import File
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Unit, User
from office import installation, runs
from office.files import check
from office.models import Installation
from plan.models import Indicator, Measure, Period, Plan, Target
from plan.services.completion import propose_completion
from plan.services.deadline import ask_for_deadline, set_deadline
from plan.services.evidence import add_evidence, withdraw_evidence
from plan.services.measure import assign
from plan.services.observation import Origin, observe
from plan.services.status import record_status
from reports import jobs
from reports.services import ask_for_report
from tests.browser.filed import file_reports
from tests.browser.given import give_money
from tests.browser.sent import send_reports
from tests.office.uploads import PDF

EFFECTIVE = date(2025, 10, 1)
ISSUED = {
    "kind": "document",
    "number": "MH-22/QĐ-BNG",
    "dated_on": EFFECTIVE,
    "title": "Hướng dẫn chức năng, nhiệm vụ, tổ chức của cơ quan đối ngoại các bộ, ngành và địa phương",
    "issued_by": "Bộ Ngoại giao",
    "signatory": "Lãnh đạo Bộ",
}
PASSWORD = "mot mat khau chi de thu"


def furnish(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    monkeypatch.setattr(runs.Held, "_keep", lambda self: None)  # a thread would need a connection of its own
    for command in ("load_reference", "load_plan", "load_missions", "load_questionnaires", "open_periods"):
        call_command(command, verbosity=0)
    installation.make(Installation.Kind.DEMO)
    call_command("demo_accounts", verbosity=0)
    people = {user.email.split("@")[0]: user for user in User.objects.all()}
    work = _work(people["secretariat"], people["officer.vu-to-chuc-can-bo"])
    give_money(people["secretariat"], people["officer.vu-to-chuc-can-bo"], timezone.now())
    file_reports(people, timezone.now())
    send_reports(people, timezone.now())
    quarter = _compiled(people["secretariat"], period=Period.objects.get(code="2026-Q3"))
    return SimpleNamespace(people=people, quarter=quarter, **work)


def _compiled(by, **asked):
    report, _new = ask_for_report(plan=Plan.objects.get(code="292"), language="vi", by=by, now=timezone.now(), **asked)
    jobs.compile_progress_report(report.run_id)
    return report


def _work(secretariat, officer):
    now, today = timezone.now(), timezone.localdate()
    unit = Unit.objects.get(code="vu-to-chuc-can-bo")
    geographic = Unit.objects.filter(code__in=["vu-chau-au", "vu-chau-my"])
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=["2.1", "2.2", "2.3", "3.1"])}
    terms = {
        "2.1": today - timedelta(days=7),
        "2.2": today + timedelta(days=30),
        "2.3": date(2030, 12, 31),
        "3.1": today + timedelta(days=90),
    }
    for code, measure in measures.items():
        assign(measure=measure, by=secretariat, lead=unit, coordinating=geographic, from_on=EFFECTIVE, now=now, seen=None)
        set_deadline(
            measure=measure,
            by=secretariat,
            term="dated",
            due_on=terms[code],
            reason="Theo phân công của lãnh đạo Bộ",
            effective_on=EFFECTIVE,
            now=now,
            seen=None,
        )
    _update(measures["2.1"], officer, "at_risk", "Chờ ý kiến của hai đơn vị phối hợp.")
    _update(measures["2.3"], officer, "on_track", "")
    propose_completion(measure=measures["2.2"], by=officer, effective_on=today, note="Đã ban hành văn bản.", now=now, seen=None, new=ISSUED)
    ask_for_deadline(
        measure=measures["3.1"],
        by=officer,
        term="dated",
        due_on=terms["3.1"] + timedelta(days=60),
        reason="Chờ phương án sắp xếp tổ chức.",
        now=now,
        seen=None,
    )
    report = _compiled(secretariat, on=today)
    _observe(secretariat, now)
    return {"report": report, "evidence": _evidence(measures, officer, now)}


def _evidence(measures, officer, now):
    """Of 2.3 a document with its file, a file and a link; of 2.1 a link that was withdrawn."""
    with BytesIO(PDF) as made:
        made.name = "Dự thảo lộ trình phát triển mạng lưới.pdf"
        taken = check(File(made))
    told = {"by": officer, "now": now, "seen": None}
    document = add_evidence(
        measure=measures["2.3"],
        file=taken,
        **{**ISSUED, "number": "MH-23/QĐ-BNG", "title": "Quyết định ban hành tiêu chí lựa chọn địa bàn mở cơ quan đại diện"},
        **told,
    )
    add_evidence(measure=measures["2.3"], kind="file", file=taken, title="Biên bản cuộc họp với các vụ khu vực", **told)
    link = {"kind": "link", "title": "Tin về hội nghị triển khai", "address": "https://example.org/tin-tuc/hoi-nghi-trien-khai"}
    add_evidence(measure=measures["2.3"], **link, **told)
    withdraw_evidence(evidence=add_evidence(measure=measures["2.1"], **link, **told), reason="Trang này nói về nhiệm vụ khác.", **told)
    return {"plan": "292", "code": "2.3", "pk": document.pk}


def _observe(secretariat, now):
    """What twelve missions reported of four quarters, and an indicator entered by hand."""
    plan, missions = Plan.objects.get(code="292"), Unit.objects.filter(kind="mission").order_by("code")[:12]
    quarters = list(Period.objects.quarters().closed(timezone.localdate()).order_by("-starts_on")[:4])[::-1]
    for number, (indicator, by) in enumerate([("mission-staff-present", 1), ("mission-visual-identity-share", 40)]):
        row = Indicator.objects.get(plan=plan, code=indicator)
        for place, period in enumerate(quarters):
            for count, unit in enumerate(missions[: 12 - place]):
                receipt = f"LT-{period.code.replace('-', '')}-{unit.code}-1"
                origin = Origin("reports.reportversion", receipt, f"/reports/{period.code}/{unit.code}/review/")
                value = (10 + count + place) if number == 0 else min(1000, (count + place) * by * 2)
                observe(indicator=row, on=period.cut_off_on, value=value, by=secretariat, now=now, origin=origin, unit=unit, period=period)
    typed = Indicator.objects.create(
        plan=plan, code="posting-term", name_vi="Thời gian nhiệm kỳ công tác ở nước ngoài", name_en="Length of a posting abroad",
        unit_vi="năm", unit_en="years", source_kind="typed", decimals=1, baseline=30, baseline_on=date(2025, 9, 23),
    )  # fmt: skip
    typed.measures.add(Measure.objects.get(code="3.1"))
    Target.objects.create(indicator=typed, code="3.1-T", due_on=date(2027, 12, 31), value=40)
    for day, value in [(date(2025, 12, 31), 30), (timezone.localdate(), 33)]:
        observe(indicator=typed, on=day, value=value, by=secretariat, now=now, note="Báo cáo của Vụ Tổ chức Cán bộ")


def _update(measure, by, health, reason):
    record_status(
        measure=measure,
        by=by,
        state="in_progress",
        percent=40,
        health=health,
        reason=reason,
        narrative="Hoàn thành dự thảo Đề án; đã lấy ý kiến 14 đơn vị và trình cấp có thẩm quyền.",
        difficulties="Chưa thống nhất phương án trụ sở tại hai địa bàn.",
        effective_on=timezone.localdate(),
        now=timezone.now(),
        seen=None,
    )
