"""What a unit answers to remarks (giải trình): kept with the version that answers them, sealed with it, told beside them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import Event
from reports import services, triggers
from reports.kinds import LONGEST
from reports.models import Remark, Reply
from reports.replies import key_of, remark_of
from reports.services import StaleAnswers, digest_of
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import NOW, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("report_stands")]
WHY = "Mười hai người, đã đối chiếu quyết định điều động."


@pytest.fixture
def returned(report, mission_head, reviewer):
    """Version 1 was returned with two remarks; version 2 is written."""
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer, remarks={OVERVIEW: "Nêu kết quả.", PRESENT: "Vì sao 12?"})
    return report


def remark(report, question="present"):
    return Remark.objects.get(report_version__report=report, question=question)


def reply(report, by, text=WHY, seen=0, question="present", now=NOW):
    pk = remark(report, question).pk
    return services.save_replies(report=report, texts={pk: text}, seen={pk: seen}, by=by, now=now)


def replies(report, number=None):
    rows = Reply.objects.filter(report_version__report=report)
    return [(row.report_version.number, row.text) for row in (rows.filter(report_version__number=number) if number else rows)]


def test_the_officer_and_the_head_answer_a_remark(returned, mission_officer, mission_head):
    version = reply(returned, mission_officer)
    assert (version.number, replies(returned)) == (2, [(2, WHY)])
    reply(returned, mission_head, "Đã sửa thành 13.", seen=1)
    row = Reply.objects.get()
    assert (row.text, row.by, row.version) == ("Đã sửa thành 13.", mission_head, 2)
    reply(returned, mission_head, " ", seen=2)
    assert version.said_of_remarks() == []


def test_what_somebody_else_has_written_meanwhile_is_a_clash_and_stands(returned, mission_officer, mission_head):
    reply(returned, mission_officer)
    with pytest.raises(StaleAnswers) as stale:
        reply(returned, mission_head, "Khác", seen=0)
    (clash,) = stale.value.clashes
    assert (clash.key, clash.saved, clash.by, clash.is_own) == (key_of(remark(returned).pk), WHY, "mission_officer", False)
    assert reply(returned, mission_head, WHY, seen=0).said_of_remarks()[0].by == mission_officer  # both wrote the same


def test_what_is_no_remark_on_the_report_cannot_be_answered(returned, mission_officer, mission_head, reviewer):
    with pytest.raises(ValidationError) as refused:
        services.save_replies(
            report=returned, texts={0: "x", remark(returned).pk: "x" * (LONGEST + 1)}, seen={}, by=mission_officer, now=NOW
        )
    assert set(refused.value.message_dict) == {"_0", f"_{remark(returned).pk}"}
    filing.submit(returned, mission_head)
    with pytest.raises(ValidationError, match="đã được gửi"):
        reply(returned, mission_officer)
    first = remark(returned)
    filing.give_back(returned, reviewer, remarks={OVERVIEW: "Chưa đủ."})
    with pytest.raises(ValidationError):
        services.save_replies(report=returned, texts={first.pk: "x"}, seen={}, by=mission_officer, now=NOW)


def test_a_reply_is_something_said(returned, mission_officer, mission_head):
    """The same answers with a reason are not "the same": nobody need tick that nothing has changed."""
    first = returned.versions.get(number=1)
    with pytest.raises(ValidationError) as refused:
        filing.submit(returned, mission_head, unchanged=False)
    assert list(refused.value.message_dict) == ["unchanged"]
    reply(returned, mission_officer)
    version = filing.submit(returned, mission_head, unchanged=False)
    assert version.answers_digest not in {first.answers_digest, ""}
    assert digest_of(returned.versions.get(number=2)) == version.answers_digest


def test_one_written_since_the_page_was_read_is_not_submitted_unread(returned, mission_officer, mission_head):
    read = digest_of(returned.latest())
    reply(returned, mission_officer)
    with pytest.raises(services.quarterly.StaleVersion):
        filing.submit(returned, mission_head, read=read)


def test_none_is_needed_and_the_history_tells_how_many(returned, mission_officer, mission_head):
    reply(returned, mission_officer)
    assert not Event.objects.filter(verb__contains="repl").exists()
    filing.submit(returned, mission_head)
    assert Event.objects.filter(verb="reports.submitted").latest("id").body.changes["replies"] == [0, 1]


def test_what_is_taken_back_goes_on_with_the_same_replies_and_what_is_returned_again_with_none(
    returned, mission_officer, mission_head, reviewer
):
    reply(returned, mission_officer)
    filing.submit(returned, mission_head)
    filing.take_back(returned, mission_head)
    assert replies(returned) == [(2, WHY), (3, WHY)]
    reply(returned, mission_officer, "Rõ hơn.", seen=1)
    filing.submit(returned, mission_head)
    filing.give_back(returned, reviewer)
    assert replies(returned) == [(2, WHY), (3, "Rõ hơn.")]
    assert returned.latest().number == 4


ACTS = {
    "changed": lambda rows: rows.update(text="Khác"),
    "removed": lambda rows: rows.delete(),
    "added": lambda rows: Reply.objects.create(
        report_version=rows[0].report_version, remark=Remark.objects.get(question="overview"), text="x", by=rows[0].by, at=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_once_sent_the_database_itself_refuses_to_change_it(returned, mission_officer, mission_head, act):
    reply(returned, mission_officer)
    filing.submit(returned, mission_head)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        act(Reply.objects.all())
    assert replies(returned) == [(2, WHY)]
    with triggers.lifted(connection):
        act(Reply.objects.all())
    assert replies(returned) != [(2, WHY)]  # the control


def test_a_name_of_a_reply_is_no_name_of_a_question():
    assert [remark_of((name, "")) for name in ("_12", "12", "_", "_x", "_" + "9" * 30, "staff")] == [12, None, None, None, None, None]


class TestTheCall:
    @pytest.fixture
    def put(self, signed_in, returned):
        def call(person, typed=WHY, seen=0, pk=None):
            address = f"/api/v1/reports/2026-Q4/emb-fr/replies/{pk or remark(returned).pk}/"
            return signed_in(person).put(address, {"typed": typed, "seen": seen}, content_type="application/json")

        return call

    def test_it_saves_as_it_is_typed(self, put, mission_officer, returned):
        answer = put(mission_officer)
        assert (answer.status_code, answer.json()["seen"], answer.json()["mark"][:2]) == (200, 1, "1-")
        assert answer.json()["told"].startswith("Đã lưu ")
        assert put(mission_officer, "", seen=1).json()["told"] == "Chưa trả lời"
        assert put(mission_officer, pk=10**6).status_code == 404

    def test_a_clash_gives_both_texts(self, put, mission_officer, mission_head):
        put(mission_officer)
        answer = put(mission_head, "Khác")
        assert (answer.status_code, answer.json()["theirs"], answer.json()["clashes"][0]["sent"]) == (409, WHY, "Khác")

    def test_once_sent_it_is_held_up(self, put, mission_officer, mission_head, returned):
        filing.submit(returned, mission_head)
        answer = put(mission_officer)
        assert (answer.status_code, answer.json()["clashes"]) == (409, [])

    def test_the_report_tells_them_to_its_unit_and_once_sent_to_all(
        self, put, signed_in, mission_officer, mission_head, reviewer, returned
    ):
        def told(person):
            body = signed_in(person).get("/api/v1/reports/2026-Q4/emb-fr/").json()
            given = [(row["remark"], row["field"], row["text"], row["by"]) for row in body["versions"][-1]["replies"]]
            return body["unreplied"], given

        put(mission_officer)
        own = (remark(returned).pk, "present", WHY, "mission_officer")
        assert told(mission_head) == ([remark(returned, "overview").pk], [own])
        assert told(reviewer) == ([], [])
        filing.submit(returned, mission_head)
        assert told(reviewer) == told(mission_head) == ([], [own])


def test_a_stranger_to_the_report_answers_nothing(returned, signed_in, geographic):
    other = MembershipFactory(user=UserFactory(), unit=filing.mission("emb-de"), role="mission_officer").user
    answer = signed_in(other).put(f"/api/v1/reports/2026-Q4/emb-fr/replies/{remark(returned).pk}/", {}, content_type="application/json")
    assert answer.status_code == 404
