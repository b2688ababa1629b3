"""The house furnished: the real plan and network, the demonstration accounts, and a little of everybody's work."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

from django.core.files.base import File
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Unit, User
from office import comments, drafts, installation, runs
from office.files import check
from office.models import Installation
from office.tables import grid_of_text
from plan.models import Indicator, Measure, Period, Plan, Target
from plan.services.completion import propose_completion
from plan.services.deadline import ask_for_deadline, set_deadline
from plan.services.directive import add_directive
from plan.services.evidence import add_evidence, withdraw_evidence
from plan.services.indicator import add_comparison, compare
from plan.services.inspection import add_inspection
from plan.services.measure import assign
from plan.services.milestone import add_milestone, reach_milestone
from plan.services.observation import Origin, observe
from plan.services.status import record_status
from plan.services.views import give_view
from plan.views.comments import subject_of
from reports import jobs
from reports.services import ask_for_report
from tests.accounts.phones import Phone
from tests.browser.employed import employ
from tests.browser.filed import file_reports
from tests.browser.followed import follow
from tests.browser.given import give_money
from tests.browser.mailed import write_mail
from tests.browser.mapped import keep_register
from tests.browser.prepared import prepare_openings
from tests.browser.raised import raise_proposals, rate_support
from tests.browser.scheduled import schedule
from tests.browser.sent import send_reports
from tests.browser.taught import teach
from tests.browser.turned import turn
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
    for command in (
        "load_reference",
        "load_plan",
        "load_missions",
        "load_languages",
        "load_indicators",
        "load_questionnaires",
        "open_periods",
    ):
        call_command(command, verbosity=0)
    installation.make(Installation.Kind.DEMO)
    call_command("demo_accounts", verbosity=0)
    people = {user.email.split("@")[0]: user for user in User.objects.all()}
    work = _work(people["secretariat"], people["officer.vu-to-chuc-can-bo"])
    give_money(people["secretariat"], people["officer.vu-to-chuc-can-bo"], timezone.now())
    prepare_openings(people["secretariat"], timezone.now())
    employed = employ(people, timezone.now())
    file_reports(people, timezone.now())
    send_reports(people, timezone.now())
    write_mail(people, timezone.now())
    people["writer"] = User.objects.get(email="writer@demo.test")
    schedule(people, timezone.now())
    proposals = raise_proposals(people, timezone.now())
    rate_support(timezone.now())
    opened, register_draft = keep_register(people["secretariat"], timezone.now())
    quarter = _compiled(people["secretariat"], period=Period.objects.get(code="2026-Q3"))
    turn(quarter, timezone.now())
    later = follow(work["report"], people)
    Phone(people["officer.vu-to-chuc-can-bo"])
    return SimpleNamespace(
        people=people,
        taught=teach(people["personnel"], timezone.now()),
        quarter=quarter,
        later=later,
        draft=_table(people["officer.vu-to-chuc-can-bo"]),
        opened=opened,
        register_draft=register_draft,
        proposals=proposals,
        **work,
        **employed,
    )


def _table(by):
    """A table that waits to be confirmed: rows that are new, changed, unchanged and faulty."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    rows = [
        "code\teffective_on\tstate\tpercent\thealth\treason\tnarrative",
        f"2.1\t{today}\tin_progress\t45\tat_risk\tChờ ý kiến Bộ Tư pháp\tĐã trình dự thảo lần thứ hai",
        f"2.3\t{today}\tin_progress\t60\ton_track\t\tĐã hoàn thành khảo sát tại 12 đơn vị",
        f"3.1\t31/02/{today[-4:]}\tin_progress\t30\ton_track\t\tĐã lấy ý kiến",
        f"9.9\t{today}\tin_progress\t140\ton_track\t\tĐã lấy ý kiến",
        f"1.1\t{today}\tin_progress\t20\toff_track\t\tChưa bố trí được kinh phí",
    ]
    now = timezone.now()
    return drafts.keep(by=by, kind="updates", subject="292", grid=grid_of_text("\n".join(rows)), name="cap-nhat-quy-4.xlsx", now=now)


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
    _talk(measures, officer, today, now)
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


def _talk(measures, officer, today, now):
    """Steps of 2.3, two comments on it, what coordinating units say to the completion of 2.2, and a term that has moved."""
    people = {user.email.split("@")[0]: user for user in User.objects.all()}
    head, reviewer = people["head.vu-to-chuc-can-bo"], people["reviewer.vu-chau-au"]
    planned = {"drafted": -200, "consulted": -100, "submitted": -30, "issued": 90, "in_force": 180}
    for place, (kind, days) in enumerate(planned.items()):
        day = max(today + timedelta(days=days), EFFECTIVE)
        step = add_milestone(measure=measures["2.3"], by=head, kind=kind, title="", planned_on=day, now=now, seen=None)
        if place < 3:
            reached = day + timedelta(days=(0, 4, 21)[place])
            reach_milestone(milestone=step, by=officer, reached_on=min(reached, today), note="", now=now, seen=None)
    subject = subject_of(measures["2.3"])
    for by, text, called in (
        (officer, f"@{head.name}: đã gửi dự thảo lần 2, đề nghị cho ý kiến trước ngày họp.", [head]),
        (head, f"@{officer.name}: bổ sung phương án trụ sở thuê cho giai đoạn đầu.", [officer]),
    ):
        comments.write(subject=subject, by=by, text=text, language="vi", mentioned=called, now=now)
    unit = Unit.objects.get(code="vu-chau-au")
    waiting = measures["2.2"].completions.waiting().get()
    reason = "Phương án sắp xếp đầu mối chưa thống nhất, đề nghị bổ sung trước khi xác nhận."
    give_view(completion=waiting, unit=unit, by=reviewer, opinion="objects", reason=reason, now=now, seen=None)
    for days in (120, 150, 180):
        term = {"term": "dated", "due_on": today + timedelta(days=days), "reason": "Theo kết luận của lãnh đạo Bộ"}
        set_deadline(measure=measures["2.1"], by=people["secretariat"], effective_on=today, now=now, seen=None, **term)
    back = {"term": "dated", "due_on": today - timedelta(days=7), "reason": "Theo kết luận cuối cùng của lãnh đạo Bộ"}
    set_deadline(measure=measures["2.1"], by=people["secretariat"], effective_on=today, now=now, seen=None, **back)


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
    _keep(plan, typed, secretariat, now)


def _keep(plan, indicator, by, now):
    """A series to compare with, two inspections, one of them forgotten, and a directive of the secretariat's own."""
    today, unit = timezone.localdate(now), Unit.objects.get(code="vu-to-chuc-can-bo")
    names = {"name_vi": "Mức bình quân ASEAN", "name_en": "ASEAN level", "source": "Số liệu minh họa"}
    series = add_comparison(indicator=indicator, by=by, values=names, now=now, seen=None)
    for day, value in [(date(2025, 12, 31), 36), (today, 37)]:
        compare(comparison=series, by=by, on=day, value=value, note="Số liệu minh họa", now=now, seen=None)
    for days, due in ((90, -20), (20, 30)):
        said = {"conclusion": "Bám sát kế hoạch; báo cáo tiến độ còn chậm.", "follow_up": "Bổ sung số liệu vào báo cáo tiến độ."}
        values = {"unit": unit, "on": today - timedelta(days=days), "follow_up_due": today + timedelta(days=due), **said}
        add_inspection(plan=plan, by=by, values=values, measures=plan.measures.coded(["2.1"]), now=now)
    given = {"kind": "instruction", "who_vi": "Lãnh đạo Bộ", "who_en": "Ministry leadership", "given_on": today}
    texts = {"text_vi": "Rà soát tiến độ các giải pháp quá hạn.", "text_en": "Review the measures that are overdue."}
    more = {"occasion": None, "source": None, "source_sentence": "", "basis": "Thông báo kết luận số 01"}
    add_directive(plan=plan, by=by, code="D2026.1", values={**given, **texts, **more}, now=now)


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
