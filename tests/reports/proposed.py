"""Proposals in the states that tests need, each made by the services."""

from datetime import UTC, date, datetime, timedelta

from reports import services
from tests.reports import filing

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DUE = date(2026, 12, 10)
FORM = {
    "sections": [
        {
            "key": "outlook",
            **filing.words("title", "Kiến nghị"),
            "questions": [{"key": "proposals", "kind": "text", **filing.words("label", "Đề xuất, kiến nghị"), "role": "proposals"}],
        }
    ]
}
FIRST, SECOND = "Đề nghị Vụ Tổ chức Cán bộ bổ sung một biên chế.", "Đề nghị Cục Quản trị Tài vụ cấp kinh phí thay máy trạm."


def typed(by, now=NOW, **values):
    given = {
        "source": "conference",
        "raised_by": "Sở Ngoại vụ Hà Nội",
        "occasion": "Hội nghị Ngoại giao",
        "text": "Đề nghị mở lớp bồi dưỡng.",
    }
    return services.raise_proposal(by=by, values={**given, "raised_on": date(2026, 11, 2), "task": None, **values}, now=now)


def assigned(proposal, unit, by, now=NOW, due_on=DUE, **values):
    return services.assign_proposal(proposal=proposal, unit=unit, due_on=due_on, by=by, now=now, seen=None, **values)


def answered(proposal, by, now=NOW, answer="Sẽ mở lớp trong quý I/2027.", on=None):
    return services.answer_proposal(proposal=proposal, answer=answer, on=on or now.date(), by=by, now=now, seen=None)


def asks(unit, code="2026-Q3"):
    """What the unit owes, asked by a questionnaire that has one question: what it proposes."""
    return filing.Obligation.objects.create(
        period=filing.period(code), unit=unit, questionnaire=filing.questionnaire(number=9, content=FORM), added_at=filing.LONG_AGO
    )


def reported(obligation, text, writer, reviewer, now=NOW, *, nil=False):
    """The report that proposes this, written, submitted and accepted."""
    report = filing.begin(obligation, writer, now)
    filing.write(report, {("proposals", ""): text}, writer, now)
    filing.submit(report, writer, now, nil=nil)
    filing.accept(report, reviewer, now + timedelta(hours=1))
    return report


def again(report, text, writer, reviewer, now, *, nil=False):
    """Opened again, put in other words, accepted again."""
    filing.reopen(report, reviewer, now)
    filing.write(report, {("proposals", ""): text}, writer, now)
    filing.submit(report, writer, now, nil=nil)
    filing.accept(report, reviewer, now + timedelta(hours=1))
