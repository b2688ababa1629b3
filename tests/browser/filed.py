"""Quarterly reports of emb-fr in every state, filed through the services: 2026-Q1 returned, Q2 submitted again, Q3
accepted, Q4 being written."""

from datetime import timedelta

from accounts.history import System
from accounts.models import Unit
from office.files import check
from plan.models import Measure, Period
from plan.services.measure import assign
from reports import services
from reports.models import Obligation, Questionnaire
from tests.office.uploads import PDF, upload

OVERVIEW = "Đã giới thiệu mô hình hành chính công với 12 cơ quan của nước sở tại; đón 3 đoàn công tác.\nThông tin trên trang điện tử được cập nhật hằng tuần."
ANSWERS = {
    ("overview", ""): OVERVIEW,
    ("results", "2.3"): "Đã khảo sát nhu cầu mở thêm một đầu mối tại miền Nam, gửi phương án về Bộ ngày 04/9.",
    ("posts-approved", ""): 28,
    ("staff-present", ""): 24,
    ("posts-vacant", ""): 4,
    ("training-turns", ""): 9,
    ("courses", ""): [
        {"course": "Bồi dưỡng nghiệp vụ lãnh sự", "organizer": "ministry", "turns": 5, "days": 50},
        {"course": "Tiếng Pháp chuyên ngành", "organizer": "host", "turns": 4, "days": 300},
    ],
    ("local-staff", ""): 6,
    ("local-language", ""): 17,
    ("premises-right", ""): "owned",
    ("premises", ""): "Trụ sở thuộc sở hữu Nhà nước, 1.240 m². Hệ thống sưởi tầng 2 hỏng, đang lấy báo giá.",
    ("workstations", ""): 24,
    ("equipment-share", ""): 710,
    ("files-received", ""): 1240,
    ("files-on-time", ""): 1228,
    ("files-overdue", ""): 12,
    ("overdue-why", ""): "Phải chờ xác minh ở trong nước.",
    ("procedures-online", ""): 11,
    ("online-share", ""): 645,
    ("visual-identity", ""): "partly",
    ("difficulties", ""): "Đường truyền hay gián đoạn vào buổi sáng.",
    (
        "proposals",
        "",
    ): "Đề nghị Vụ Tổ chức Cán bộ bổ sung một biên chế làm công tác lãnh sự.\nĐề nghị Cục Quản trị Tài vụ cấp kinh phí thay thế máy trạm.",
    ("next-quarter", ""): "Hoàn thành sửa chữa trụ sở; tổ chức ngày Việt Nam tại Lyon.",
}

SECTIONS = ("implementation", "staff", "training", "equipment", "procedures", "identity", "outlook")


def file_reports(people, now):
    mission = Unit.objects.get(code="emb-fr")
    services.draft_edition(questionnaire=Questionnaire.objects.latest("number"), by=people["secretariat"], now=now)
    head, officer, reviewer = people["head.emb-fr"], people["officer.emb-fr"], people["reviewer.vu-chau-au"]
    measure = Measure.objects.get(code="2.3")
    held = list(measure.assignments.current().select_related("unit"))
    lead = next(row.unit for row in held if row.role == "lead")
    others = [row.unit for row in held if row.role != "lead"]
    assign(measure=measure, by=people["secretariat"], lead=lead, coordinating=[*others, mission], from_on=now.date(), now=now, seen=None)
    reports = {}
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        period = Period.objects.get(code=f"2026-{quarter}")
        if not period.obligations.exists():
            services.open_period(period=period, by=System("tests"), now=now)
        obligation = Obligation.objects.get(period=period, unit=mission)
        reports[quarter] = services.start_report(obligation=obligation, by=officer, now=now - timedelta(days=9))
    for quarter in ("Q1", "Q2", "Q3"):
        _attach(reports[quarter], officer, now - timedelta(days=8), "Biên bản kiểm kê trụ sở.pdf", ("premises", ""))
        _attach(reports[quarter], officer, now - timedelta(days=8), "Danh sách cán bộ.pdf", ("", ""), "staff")
        _write(reports[quarter], ANSWERS, officer, now - timedelta(days=8), done=dict.fromkeys(SECTIONS, True))
        _submit(reports[quarter], head, now - timedelta(days=7))
    for quarter in ("Q1", "Q2"):
        services.return_report(
            report=reports[quarter], by=reviewer, now=now - timedelta(days=3), seen=None,
            reason="Đề nghị nêu rõ số biên chế còn thiếu và bổ sung nhu cầu đào tạo.",
            remarks={("posts-vacant", ""): "Quý trước báo thiếu 2, quý này 4: đề nghị giải thích.",
                     ("training-needs", ""): "Chưa nêu nhu cầu ngoại ngữ."},
        )  # fmt: skip
    services.accept(report=reports["Q3"], by=reviewer, now=now - timedelta(days=2), seen=None)
    mended = {
        ("posts-vacant", ""): 2,
        ("staff-notes", ""): "Tiếp nhận hai cán bộ từ tháng trước.",
        ("overview", ""): OVERVIEW + "\nThêm một dòng.",
    }
    [old] = reports["Q2"].latest().attachments.filter(question="")
    services.detach(attachment=old, by=officer, now=now - timedelta(days=1), seen=None)
    _attach(reports["Q2"], officer, now - timedelta(days=1), "Danh sách cán bộ, bổ sung.pdf", ("staff-present", ""), "staff")
    _write(reports["Q2"], mended, officer, now - timedelta(days=1), seen=1)
    _submit(reports["Q2"], head, now - timedelta(hours=5))
    first = {
        key: value for key, value in ANSWERS.items() if key[0] in {"overview", "results", "posts-approved", "staff-present", "premises"}
    }
    _write(reports["Q4"], first, officer, now - timedelta(hours=2), done={"implementation": True})


def _attach(report, by, now, name, about, section="equipment"):
    services.attach(report=report, section=section, file=check(upload(name, PDF)), about=about, by=by, now=now, seen=None)


def _write(report, values, by, now, seen=0, done=None):
    asked = {question.key for question in report.obligation.questionnaire.form.questions}  # Q1 and Q2 by the first edition
    values = {key: value for key, value in values.items() if key[0] in asked}
    standing = {(row.question, row.row) for row in report.latest().answers.all()}
    services.save_answers(
        report=report, values=values, seen={key: seen if key in standing else 0 for key in values}, by=by, now=now, done=done
    )


def _submit(report, by, now):
    services.submit(report=report, by=by, now=now, seen=None)
