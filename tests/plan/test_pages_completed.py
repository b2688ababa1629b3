"""What the pages say of a completion: to whoever confirms it, and of the result once it is confirmed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import ROLES, roles_in, roles_with
from plan import services
from plan.models import Measure, Milestone, StatusUpdate
from tests.plan.conftest import SHOWN

pytestmark = pytest.mark.usefixtures("cast_stands")

PAGE = "/plan/292/measures/2.3/"


@pytest.mark.parametrize(("told_on", "result"), [(-1, "Quyết định 12/QĐ-BNG"), (0, "Quyết định 12/QĐ-BNG"), (1, "Đã phổ biến")])
def test_the_result_of_a_measure_that_is_done_is_what_was_told_last(told_on, result, measure, officer, head, signed_in):
    """The explanation of the completion, also where an update tells of the same day: it came after."""
    done_on = timezone.localdate() - timedelta(days=3)
    if told_on <= 0:
        tell(measure, officer, done_on + timedelta(days=told_on), "Đang soạn thảo")
    propose, confirm, now = services.propose_completion, services.confirm_completion, timezone.now()
    note = {"effective_on": done_on, "note": "Quyết định 12/QĐ-BNG", "new": SHOWN}
    confirm(completion=propose(measure=measure, by=officer, now=now, seen=None, **note), by=head, now=now, seen=None)
    if told_on > 0:
        StatusUpdate.objects.create(
            measure=measure, state="done", narrative="Đã phổ biến", effective_on=done_on + timedelta(days=1), by=officer, recorded_at=now
        )
    page = signed_in(officer).get(PAGE)
    assert (page.context["done"].note if page.context["done"] else page.context["said"].narrative) == result
    now_on_page = page.content.decode().split('aria-labelledby="a-now"')[1].split("</section>")[0]
    assert result in now_on_page
    assert "Đang soạn thảo" not in now_on_page


def test_who_confirms_sees_what_was_reported_and_which_steps_are_left(measure, officer, head, signed_in):
    tell(measure, officer, timezone.localdate(), "Đang soạn thảo")
    now = timezone.now()
    steps = [
        Milestone.objects.create(measure=measure, kind="other", title=name, position=n, recorded_at=now) for n, name in enumerate("ABC")
    ]
    Milestone.objects.filter(pk=steps[1].pk).update(reached_on=timezone.localdate(), reached_recorded_at=now)
    Milestone.objects.filter(pk=steps[2].pk).update(removed_at=now)
    given = {"effective_on": timezone.localdate(), "note": "xong", "new": SHOWN}
    found = services.propose_completion(measure=measure, by=officer, now=now, seen=None, **given)
    page = signed_in(head).get(f"{PAGE}completions/{found.pk}/")
    assert [step.name for step in page.context["missing"]] == ["A"]
    asked = page.content.decode().split('aria-labelledby="asked"')[1].split("</section>")[0]
    assert re.findall(r"<dt>(Báo cáo gần nhất|Các mốc chưa đạt)</dt>\s*<dd>(40|A)", asked) == [
        ("Báo cáo gần nhất", "40"),
        ("Các mốc chưa đạt", "A"),
    ]


def tell(measure, by, day, narrative):
    given = {"percent": 40, "health": "on_track", "reason": "", "difficulties": "Thiếu người"}
    services.record_status(
        measure=measure, by=by, state="in_progress", effective_on=day, narrative=narrative, now=timezone.now(), seen=None, **given
    )


@pytest.mark.parametrize(
    ("is_key", "confirms", "decides"),
    [
        (False, "Thủ trưởng đơn vị chủ trì hoặc Bộ phận thường trực xác nhận.", "Bộ phận thường trực quyết định."),
        (True, "Bộ phận thường trực xác nhận.", "Lãnh đạo Bộ quyết định."),
    ],
)
def test_who_asks_reads_whose_word_it_waits_for(is_key, confirms, decides, measure, officer, secretariat, leader, signed_in):
    Measure.objects.update(is_key=is_key, term="dated", due_on=timezone.localdate())
    measure.refresh_from_db()
    now, later = timezone.now(), timezone.localdate() + timedelta(days=90)
    services.ask_for_deadline(measure=measure, by=officer, term="dated", due_on=later, reason="Chờ ý kiến", now=now, seen=None)
    given = {"effective_on": timezone.localdate(), "note": "xong", "new": SHOWN}
    services.propose_completion(measure=measure, by=officer, now=now, seen=None, **given)
    told = signed_in(officer).get(PAGE).content.decode()
    assert [words in told for words in (confirms, decides)] == [True, True]
    own = signed_in(leader if is_key else secretariat).get(PAGE).content.decode()
    assert decides not in own
    for words, permission in ((confirms, measure.completion_permission()), (decides, measure.deadline_permission())):
        named = {key for key in roles_in("department") + roles_in("ministry") if str(ROLES[key].title).lower() in words.lower()}
        assert named == {key for key in roles_with(permission) if not key.startswith("mission_")}
