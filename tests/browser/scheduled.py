"""What the secretariat has decided about the calendar: a day that the Government moved just before a due time to come, an ad hoc
report, and the request of a mission for more time for it."""

from datetime import timedelta

from accounts.models import Unit
from plan.models import Period
from plan.services import move_day
from reports.models import Questionnaire
from reports.services import ask_extension, open_ad_hoc


def schedule(people, now):
    by = people["secretariat"]
    period = Period.objects.quarters().still_to_come(now).order_by("due_at")[0]
    day = period.due_at.date() - timedelta(days=1)  # the third working day after a 14th is never a Monday after one
    move_day(on=day, is_worked=False, decision="Công văn MH-15/TTg-KGVX", by=by, now=now)
    asked = {
        "questionnaire": Questionnaire.objects.latest_editions()[0],
        "units": Unit.objects.filter(code__in=["emb-fr", "emb-de", "emb-it"]),
    }
    due = now + timedelta(days=5)
    opened = open_ad_hoc(title="Rà soát cơ sở vật chất sau mùa mưa bão", due=due, by=by, now=now, **asked)
    owed = opened.obligations.get(unit__code="emb-fr")
    until, reason = due + timedelta(days=6), "Đơn vị thi công chưa bàn giao biên bản kiểm tra."
    ask_extension(obligation=owed, by=people["officer.emb-fr"], until=until, reason=reason, now=now, seen=None)
