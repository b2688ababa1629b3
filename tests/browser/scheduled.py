"""What the secretariat has decided about the calendar: a day that the Government moved just before a due time to come."""

from datetime import timedelta

from plan.models import Period
from plan.services import move_day


def schedule(people, now):
    period = Period.objects.quarters().still_to_come(now).order_by("due_at")[0]
    day = period.due_at.date() - timedelta(days=1)  # the third working day after a 14th is never a Monday after one
    move_day(on=day, is_worked=False, decision="Công văn MH-15/TTg-KGVX", by=people["secretariat"], now=now)
