"""A quarter in which six missions stand in every way: what they are asked, what they say, how it is decided on."""

from datetime import UTC, datetime, timedelta

from reports import services
from reports.models import Obligation, QuarterlyReport, Questionnaire
from tests.factories import LONG_AGO, AssignmentFactory, UnitFactory
from tests.reports import filing

DUE = datetime(2026, 6, 17, 10, 0, tzinfo=UTC)  # of 2026-Q2: 17:00 in Hà Nội
ON_TIME, LATE, DECIDED = DUE - timedelta(days=1), DUE + timedelta(days=3), DUE + timedelta(days=5)


def words(name, text):
    return {f"{name}_vi": text, f"{name}_en": text}


def _text(key, **more):
    return {"key": key, "kind": "text", **words("label", key), **more}


CONTENT = {
    "sections": [
        {
            "key": "work",
            **words("title", "Việc"),
            "questions": [
                _text("overview"),
                {"key": "results", "kind": "measures", **words("label", "Theo giải pháp")},
                {"key": "staff", "kind": "number", **words("label", "Biên chế"), "indicator": "staff"},
                _text("difficulties", role="difficulties"),
                _text("proposals", role="proposals"),
                _text("next-quarter", role="next"),
            ],
        }
    ]
}
SAID = {
    ("overview", ""): "Không tổng hợp.",
    ("results", "2.3"): "Đã khảo sát <trụ sở> & báo giá.",
    ("staff", ""): 12,
    ("difficulties", ""): "Đường truyền gián đoạn.\nThiếu 2 biên chế.",
    ("proposals", ""): "Đề nghị Cục Quản trị Tài vụ bố trí kinh phí.",
    ("next-quarter", ""): "Hoàn thành sửa chữa.",
}

PLAIN = {key: value for key, value in SAID.items() if key[0] != "results"}  # of a mission that serves no measure


def questionnaire(content=CONTENT, number=1):
    values = {"title_vi": "Báo cáo quý", "title_en": "Quarterly report", "audience": "missions", "content": content}
    values |= {"asked_from": filing.period("2026-Q1").starts_on, "recorded_at": LONG_AGO, "published_at": LONG_AGO}
    return Questionnaire.objects.get_or_create(code="heard", number=number, defaults=values)[0]


def owed(code, department=None, period="2026-Q2", form=None):
    unit = filing.mission(code, department)
    return Obligation.objects.create(period=filing.period(period), unit=unit, questionnaire=form or questionnaire(), added_at=LONG_AGO)


def sent(obligation, at, values=SAID, *, nil=False):
    by = filing.head_of(obligation.unit)
    report = services.start_report(obligation=obligation, by=by, now=at)
    standing = {(row.question, row.row): row.version for row in report.latest().answers.all()}
    services.save_answers(report=report, values={} if nil else values, seen=standing, by=by, now=at)
    services.submit(report=report, by=by, now=at, seen=None, nil=nil)
    return report


def accepted(obligation, at, by, values=SAID, decided=DECIDED, *, nil=False):
    report = sent(obligation, at, values, nil=nil)
    services.accept(report=report, by=by, now=decided, seen=None)
    return report


def a_quarter(measure, by):
    """emb-fr on time and accepted, emb-de late and accepted, emb-be nil, emb-at not reviewed, emb-it silent, emb-es waived;
    the first three are followed by Vụ Châu Âu. Answers the reports by the code of the mission."""
    europe = UnitFactory(code="vu-chau-au", name_vi="Vụ Châu Âu", name_en="European Department")
    for code in ("emb-fr", "emb-de"):
        AssignmentFactory(measure=measure, unit=filing.mission(code, europe), role="coordinating")
    reports = {
        "emb-fr": accepted(owed("emb-fr", europe), ON_TIME, by),
        "emb-de": accepted(owed("emb-de", europe), LATE, by, {("staff", ""): 8, ("results", "2.3"): "Đã họp."}),
        "emb-be": accepted(owed("emb-be", europe), ON_TIME, by, nil=True),
        "emb-at": sent(owed("emb-at"), ON_TIME, {("proposals", ""): "Chưa được tính."}),
    }
    owed("emb-it")
    services.waive(obligation=owed("emb-es"), by=by, reason="Tạm ngừng hoạt động", now=ON_TIME, seen=None)
    return reports


def reports():
    """Those of the quarter, by the code of the mission."""
    return {row.obligation.unit.code: row for row in QuarterlyReport.objects.select_related("obligation__unit")}
