"""What a first look at the illustration opens, and what it must not say."""

from missions.models import Opening
from personnel import prepared_posts
from personnel.models import Programme
from personnel.trained import lines
from plan.models import Completion, DeadlineChange, Evidence, Plan, StatusUpdate
from plan.moment import Moment
from plan.readings import readings
from reports.models import Answer, ReportVersion
from tests.overview.conftest import TOLD_ON

SECRETARIAT, HEAD_OF_MISSION, REVIEWER = "secretariat", "head.emb-fr", "reviewer.vu-chau-au"
FIRST_LOOK = [
    (SECRETARIAT, "/"),
    ("leader", "/"),
    ("officer.vu-to-chuc-can-bo", "/"),
    ("head.vu-to-chuc-can-bo", "/"),
    (HEAD_OF_MISSION, "/"),
    (REVIEWER, "/"),
    (SECRETARIAT, "/plan/292/"),
    (SECRETARIAT, "/plan/292/?on=2026-06-30"),
    (SECRETARIAT, "/plan/292/tasks/4/"),
    (SECRETARIAT, "/plan/292/measures/?cell=open_overdue"),
    (SECRETARIAT, "/plan/292/measures/?health=at_risk"),
    (SECRETARIAT, "/plan/292/measures/1.3/"),
    (SECRETARIAT, "/plan/292/measures/4.2/"),
    (SECRETARIAT, "/plan/292/directives/?link=confirmed"),
    (SECRETARIAT, "/plan/292/indicators/"),
    (SECRETARIAT, "/plan/292/indicators/mission-equipment-share/"),
    (SECRETARIAT, "/missions/"),
    (SECRETARIAT, "/missions/emb-fr/"),
    (SECRETARIAT, "/reports/"),
    (HEAD_OF_MISSION, "/reports/"),
    (SECRETARIAT, "/reports/2026-Q4/"),
    (SECRETARIAT, "/reports/2026-Q3/?standing=missing"),
    (REVIEWER, "/reports/2026-Q4/"),
    (HEAD_OF_MISSION, "/reports/2026-Q4/emb-fr/"),
    (HEAD_OF_MISSION, "/reports/2026-Q3/emb-fr/"),
    (REVIEWER, "/reports/2026-Q3/emb-fr/review/"),
    (REVIEWER, "/reports/2026-Q3/emb-fr/history/"),
    (SECRETARIAT, "/reports/progress/"),
    (SECRETARIAT, "/search/?q=nhan+dien"),
    ("auditor", "/audit/"),
]

NAMED_LEADERS = ("Phạm Minh Chính", "Lê Hoài Trung", "Bùi Thanh Sơn", "Tô Lâm", "Lương Cường", "Trần Thanh Mẫn")
CONSENT = ("đồng thuận", "chấp thuận của nước", "chính phủ nước sở tại đồng ý", "phía bạn đồng ý")


def words_of_the_story():
    """Every text that was made up."""
    words = [str(value) for value in Answer.objects.values_list("value", flat=True) if isinstance(value, str)]
    words += [text for row in StatusUpdate.objects.values_list("reason", "narrative", "difficulties") for text in row]
    words += [text for row in ReportVersion.objects.values_list("decision_reason", "reopened_because") for text in row]
    words += [text for row in DeadlineChange.objects.values_list("reason", "decision_reason") for text in row]
    words += Completion.objects.values_list("note", flat=True)
    words += Evidence.objects.values_list("title", flat=True)
    return words


def posts_to_be_prepared():
    people, basis = prepared_posts.candidates(TOLD_ON, 36), prepared_posts.basis()
    return prepared_posts.prepared(Opening.objects.in_preparation().with_course(), people, basis, hides=False)


def reached_by_programmes():
    return [line.reached for line in lines(Programme.objects.for_list(), TOLD_ON)]


def read_indicators():
    moment = Moment(on=TOLD_ON, known=None, today=TOLD_ON)
    return {one.indicator.code: one for one in readings(Plan.objects.get(code="292"), moment)}
