"""What the table of routes asks about officers: one of the head's department, one of another, one who serves at emb-fr."""

from uuid import UUID

from django.utils import timezone

from accounts.history import System, record
from office import drafts
from office.tables import grid_of_text
from personnel.models import Correction, ExpertTeam, TeamMember
from tests.factories import LONG_AGO
from tests.personnel.people import TODAY, speaks, staff


def staffed(department, geographic, embassy, people):
    own, other, abroad = staff(department, geographic, embassy)
    own.user = people["officer"]
    own.save()
    found = {"own officer": {"pk": own.pk}, "other officer": {"pk": other.pk}, "officer abroad": {"pk": abroad.pk}}
    found |= {"own skill": {"pk": own.pk, "skill": own.skills.get().pk}, "no skill": {"pk": own.pk, "skill": 987654}}
    found["other skill"] = {"pk": other.pk, "skill": speaks(other, "es").pk}
    found |= {"posting": {"pk": abroad.postings.get().pk}}
    asked = Correction.objects.create(officer=own, text="x", asked_at=LONG_AGO)
    team = ExpertTeam.objects.create(code="kinh-te", name_vi="x", lead_unit=department, recorded_at=LONG_AGO)
    member = TeamMember.objects.create(team=team, officer=other, from_on=TODAY)
    found |= {"team": {"code": "kinh-te"}, "no team": {"code": "nope"}, "member": {"code": "kinh-te", "pk": member.pk}}
    found["no member"] = {"code": "kinh-te", "pk": 987654}
    found["pair"], found["no pair"] = {"pk": own.pk, "double": other.pk}, {"pk": own.pk, "double": own.pk}
    rows = grid_of_text(f"name\tunit\nCán bộ 901\t{department.code}")
    draft = drafts.keep(by=people["personnel"], kind="officers", subject="roster", grid=rows, name="", now=timezone.now())
    found |= {"roster": {"draft": draft.pk}, "no roster": {"draft": UUID(int=1)}}
    line = record(by=System("tests"), verb="personnel.officer_added", obj=other, code=str(other.pk), unit=other.unit)
    found |= {"event of an officer": {"pk": line.pk}, "history file": {"form": "csv"}, "no history file": {"form": "pdf"}}
    return found | {"correction": {"pk": asked.pk}}
