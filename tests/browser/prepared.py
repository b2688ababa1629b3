"""Openings in preparation for the furnished house: at every stage, some late, one given up; no country anywhere."""

from datetime import timedelta

from accounts.models import Unit
from missions import services
from missions.models import Opening
from missions.services import Course
from plan.moment import day_of

PLACES = ["châu Phi", "châu Âu", "châu Mỹ", "Trung Đông", "Đông Nam Á", "Nam Á"]
ENGLISH = ["Africa", "Europe", "the Americas", "the Middle East", "South-East Asia", "South Asia"]
REGIONS = ["africa", "europe", "americas", "middle_east", "asia_pacific", "asia_pacific"]
UNITS = ["vu-trung-dong-chau-phi", "vu-chau-au", "vu-chau-my", "vu-trung-dong-chau-phi", "vu-dna-na-ntbd", "vu-dna-na-ntbd"]


def prepare_openings(secretariat, now):
    units = Unit.objects.in_bulk(set(UNITS), field_name="code")
    for number in range(22):
        _opening(number, units, secretariat, now)
    given_up = Opening.objects.get(code="mo-t")
    services.abandon_opening(opening=given_up, reason="Chưa bố trí được kinh phí trụ sở", by=secretariat, now=now, seen=None)
    services.set_assumption(key="shared_delay", value=900, reason="Theo mức chậm ghi nhận năm qua", by=secretariat, now=now)
    services.keep_forecast(by=secretariat, now=now - timedelta(days=40), draws=1000)


def _opening(number, units, secretariat, now):
    letter, place, today = "ABCDEFGHIKLMNOPQRSTUVX"[number], number % len(PLACES), day_of(now)
    consulate, embassy = ("consulate_general", "Tổng Lãnh sự quán", "Consulate General"), ("embassy", "Đại sứ quán", "Embassy")
    kind, name, english = consulate if number % 4 == 3 else embassy
    values = {
        "name_vi": f"{name} tại Địa bàn {letter}, {PLACES[place]}",
        "name_en": f"{english} in post {letter}, {ENGLISH[place]}",
        "kind": kind,
        "lead_unit": units[UNITS[place]],
    }
    values |= {"region": REGIONS[place], "latitude": None, "longitude": None, "note": ""}
    opening = services.add_opening(code=f"mo-{letter.lower()}", values=values, by=secretariat, now=now)
    acting = {"opening": opening, "by": secretariat, "now": now, "seen": None}
    if number == 21:
        return  # not dated yet
    first = today + timedelta(days=30 + 20 * number)
    services.date_opening(course=_course(opening, first, number), reason="", **acting)
    if number % 3 == 1:
        services.date_opening(
            course=_course(opening, first + timedelta(days=120), number), reason="Nước tiếp nhận đề nghị lùi đàm phán", **acting
        )
    for _stage in range(5 - number % 6 if number < 16 else 0):
        services.reach_stage(reached_on=today, evidence="Tờ trình MH-12 ngày 02/03/2026", **acting)


def _course(opening, first, number):
    rows = []
    for place, step in enumerate(opening.course):
        day = first + timedelta(days=70 * place)
        rows.append(Course(step.stage.code, day, day + timedelta(days=90), day + timedelta(days=300), 98 - number // 2))
    return rows
