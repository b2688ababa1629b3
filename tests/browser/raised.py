"""Proposals in every state: two that emb-fr raised in 2026-Q3, three of a conference and of localities."""

from datetime import timedelta

from accounts.models import Unit
from plan.models import Measure, Period, Task
from reports import services
from reports.models import Proposal, Rating

OWN = "vu-to-chuc-can-bo"


def raise_proposals(people, now):
    """By the state in which each is left."""
    keeps, head = {"by": people["secretariat"], "seen": None}, people["head.vu-to-chuc-can-bo"]
    unit, today = Unit.objects.get(code=OWN), now.date()
    measure, long_ago = Measure.objects.get(code="2.3"), now - timedelta(days=60)
    first, raised = Proposal.objects.filter(source="report").order_by("pk")
    about = {"task": measure.task, "measures": [measure]}
    services.assign_proposal(proposal=first, unit=unit, due_on=today + timedelta(days=12), now=now - timedelta(days=1), **about, **keeps)
    overdue, answered, withdrawn = (_typed(source, people["secretariat"], long_ago) for source in ("conference", "locality", "locality"))
    for row in (overdue, answered):
        services.assign_proposal(proposal=row, unit=unit, due_on=today - timedelta(days=20), now=long_ago, **about, **keeps)
    said = "Lớp bồi dưỡng trực tuyến sẽ mở trong quý tới, ngoài giờ hành chính; thông báo gửi trước hai tuần."
    answer = {"answer": said, "on": (now - timedelta(days=25)).date(), "by": head, "seen": None}
    services.answer_proposal(proposal=answered, now=now - timedelta(days=25), **answer)
    services.withdraw_proposal(proposal=withdrawn, reason="Nhập trùng với kiến nghị tại hội nghị.", now=now, **keeps)
    rows = {"raised": raised, "assigned": first, "overdue": overdue, "answered": answered, "withdrawn": withdrawn}
    return {state: row.pk for state, row in rows.items()}


def _typed(source, by, now):
    said = {"raised_by": "Địa phương A", "occasion": "Hội nghị minh họa về ngoại vụ địa phương", "task": Task.objects.get(code="3")}
    text = "Đề nghị mở lớp bồi dưỡng kiến thức đối ngoại cho cán bộ ngoại vụ địa phương, mỗi quý một lớp."
    return services.raise_proposal(by=by, values={**said, "source": source, "raised_on": now.date(), "text": text}, now=now)


def rate_support(now):
    """Ratings of two quarters that are closed, of nobody in particular: one department has too few to be shown."""
    numbers = (("vu-chau-au", 9, 4), ("vu-chau-my", 6, 3), ("vu-dong-bac-a", 3, 5))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[code for code, _n, _score in numbers])}
    for code in ("2026-Q2", "2026-Q3"):
        for department, n, score in numbers:
            scores = {"timely": score, "useful": max(1, score - 1), "enough": 3}
            words = ["Trả lời nhanh, hướng dẫn rõ.", "Kinh phí còn chậm so với kế hoạch."]
            Rating.objects.bulk_create(
                Rating(period=Period.objects.get(code=code), department=units.get(department), at=now, word=word, **scores)
                for word in (words + [""] * n)[:n]
            )
