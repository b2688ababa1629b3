"""Officers for the furnished house: those of the illustration, at some units and missions, with what people ask and answer."""

from types import SimpleNamespace

from accounts.models import Unit
from missions.models import Mission
from office import drafts
from office.tables import grid_of_text
from overview.simulation.staff import StaffYear
from personnel.models import TeamMember
from personnel.services.correction import answer_correction, ask_for_correction
from personnel.services.officer import add_officer
from plan.moment import day_of

UNITS = ["vu-to-chuc-can-bo", "vu-chau-au", "vu-chau-my", "van-phong-bo"]


def employ(people, now):
    heads = {
        "emb-fr": people["head.emb-fr"],
        "vu-to-chuc-can-bo": people["head.vu-to-chuc-can-bo"],
        "vu-chau-au": people["reviewer.vu-chau-au"],
    }
    officers = {"emb-fr": people["officer.emb-fr"], "vu-to-chuc-can-bo": people["officer.vu-to-chuc-can-bo"]}
    units = list(Unit.objects.filter(code__in=UNITS).order_by("code"))
    missions = list(Mission.objects.open_on(day_of(now)).select_related("unit__lead_unit").order_by("unit__code")[:24])
    if not any(mission.unit.code == "emb-fr" for mission in missions):
        missions.append(Mission.objects.select_related("unit__lead_unit").get(unit__code="emb-fr"))
    year = StaffYear(None, SimpleNamespace(heads=heads, officers=officers), units, missions, day_of(now), 292)
    year.bring_in(now)
    year.need(now)
    return _asked(people, now)


def _asked(people, now):
    own, abroad = people["officer.vu-to-chuc-can-bo"].officer, people["head.emb-fr"].officer
    keeper = people["personnel"]
    row = ask_for_correction(officer=own, text="Chứng chỉ tiếng Anh của tôi là bậc 5", by=own.user, now=now, seen=None)
    answer_correction(correction=row, state="made", answer="Đã sửa theo bản sao chứng chỉ", by=keeper, now=now, seen=None)
    waits = ask_for_correction(officer=own, text="Tôi đã được nâng hàm từ tháng trước", by=own.user, now=now, seen=None)
    member = TeamMember.objects.filter(team__code="kinh-te").first()
    skill = abroad.skills.first()
    double = add_officer(values={"name": own.name.replace("ộ", "o"), "unit": own.unit, "rank": "", "post": ""}, by=keeper, now=now)
    rows = f"name\tunit\trank\tlanguage_1\tlevel_1\n{own.name}\t{own.unit.code}\tcong_su\tfr\t4\nCán bộ 998\tvu-chau-au\t\t\t\nCán bộ 999\tkhong-co\t\t\t9"
    draft = drafts.keep(by=keeper, kind="officers", subject="roster", grid=grid_of_text(rows), name="can-bo.xlsx", now=now)
    return {
        "roster": draft.pk,
        "doubles": [own.pk, double.pk],
        "employed": abroad.pk,
        "skill": [abroad.pk, skill.pk],
        "posting": abroad.postings.first().pk,
        "correction": waits.pk,
        "member": ["kinh-te", member.pk],
    }
