"""The page of a measure: comments, whom they call, what has changed since the last visit, its steps, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event
from office.models import Comment, Mention, Visit
from overview.work import mentions
from plan import services
from tests.factories import AssignmentFactory, UserFactory

PAGE, COMMENTS = "/plan/292/measures/2.3/", "/plan/292/measures/2.3/comments/"
pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def ha(head):
    head.name = "Trần Thu Hà"
    head.search_text = "tran thu ha head@demo.test"
    head.save()
    return head


def post(browser, text, **more):
    return browser.post(COMMENTS, {"text": text, **more})


class TestComments:
    def test_who_works_with_the_plan_comments_and_everybody_reads_it(self, measure, officer, auditor, signed_in):
        answer = post(signed_in(officer), "Đã gửi dự thảo.")
        comment = Comment.objects.get()
        assert answer["Location"] == f"{PAGE}#comment-{comment.pk}"
        assert (comment.author, comment.object_code, comment.language) == (officer, "292/2.3", "vi")
        page = signed_in(auditor).get(PAGE).content.decode()
        assert "Đã gửi dự thảo." in page
        assert f'action="{COMMENTS}"' not in page
        assert post(signed_in(auditor), "x").status_code == 403

    def test_one_line_of_history_in_the_area_of_the_lead_unit(self, measure, officer, department, signed_in):
        post(signed_in(officer), "Xong")
        event = Event.objects.get()
        assert (event.verb, event.unit, event.object_code, event.body.changes) == (
            "office.commented",
            department,
            "292/2.3",
            {"text": ["", "Xong"]},
        )

    def test_an_empty_comment_is_refused(self, measure, officer, signed_in):
        assert post(signed_in(officer), " \u200b ").status_code == 422
        assert not Comment.objects.exists()

    def test_of_many_the_latest_are_fetched_and_what_calls_the_reader(self, measure, officer, head, signed_in):
        said = {"object_kind": "plan.measure", "object_code": "292/2.3", "object_label": "x", "address": PAGE, "author": head}
        start = timezone.now() - timedelta(days=1)
        rows = [Comment.objects.create(**said, text=f"Lời thứ {n}", at=start + timedelta(minutes=n)) for n in range(25)]
        Comment.objects.create(**{**said, "object_code": "292/2.4"}, text="Nơi khác", at=start)
        for row in (rows[1], rows[24]):
            Mention.objects.create(comment=row, user=officer)
        browser = signed_in(officer)
        with CaptureQueriesContext(connection) as asked:
            first = browser.get(PAGE).context["thread"]
        assert (first.comments, first.hidden, first.total) == ([rows[1], *rows[5:]], 4, 25)
        assert any("LIMIT 20" in sql for one in asked if "office_comment" in (sql := one["sql"] or ""))
        assert not Mention.objects.unread(officer).exists()
        again = browser.get(PAGE).context["thread"]
        assert (again.comments, again.hidden) == (rows[5:], 5)
        whole = browser.get(f"{PAGE}?comments=1").context["thread"]
        assert (whole.comments, whole.hidden) == (rows, 0)

    def test_html_is_text(self, measure, officer, signed_in):
        post(signed_in(officer), "<script>alert(1)</script>")
        assert "<script>alert(1)" not in signed_in(officer).get(PAGE).content.decode()

    def test_a_button_pressed_twice_says_it_once(self, measure, officer, head, signed_in):
        """The form is the same for everybody, without a word of its own, and works without a script."""
        first, again = (post(signed_in(officer), "Đã xem.")["Location"] for _ in range(2))
        assert (first, Comment.objects.count(), Event.objects.count()) == (again, 1, 1)
        post(signed_in(head), "Đã xem.")
        post(signed_in(officer), "Đã xem.")
        post(signed_in(officer), "Đã xem xong.")
        assert Comment.objects.count() == 4

    def test_its_author_changes_it_and_the_history_keeps_both(self, measure, officer, head, signed_in):
        post(signed_in(officer), "Một")
        comment = Comment.objects.get()
        address = f"{COMMENTS}{comment.pk}/"
        assert signed_in(head).get(address).status_code == 403
        browser = signed_in(officer)
        assert 'value="1"' in browser.get(address).content.decode()  # the version seen
        assert browser.post(address, {"text": "Hai", "version": 1}).status_code == 302
        stale = browser.post(address, {"text": "Ba", "version": 1})
        assert stale.status_code == 409
        assert "Ba" in stale.content.decode()
        assert Event.objects.get(verb="office.comment_edited").body.changes == {"text": ["Một", "Hai"]}

    def test_what_is_withdrawn_is_not_shown_and_not_lost(self, measure, officer, reviewer, secretariat, signed_in):
        post(signed_in(officer), "Nói nhầm")
        address = f"{COMMENTS}{Comment.objects.get().pk}/withdraw/"
        assert signed_in(reviewer).post(address).status_code == 403
        assert signed_in(secretariat).post(address).status_code == 302
        page = signed_in(officer).get(PAGE).content.decode()
        assert "Nói nhầm" not in page
        assert Event.objects.get(verb="office.comment_withdrawn").body.changes == {"text": ["Nói nhầm", ""]}
        signed_in(officer).post(address)  # once more changes nothing
        assert Event.objects.filter(verb="office.comment_withdrawn").count() == 1

    def test_a_comment_is_not_found_under_another_measure(self, measure, other_measure, officer, signed_in):
        post(signed_in(officer), "x")
        assert signed_in(officer).get(f"/plan/292/measures/3.1/comments/{Comment.objects.get().pk}/").status_code == 404


class TestMentions:
    def test_a_name_without_diacritics_calls_the_person_until_they_open_the_page(self, measure, officer, ha, signed_in):
        post(signed_in(officer), "@tran thu ha: xem giúp mục 2")
        assert Comment.objects.get().text == "@Trần Thu Hà: xem giúp mục 2"
        (item,) = mentions(ha)
        assert item.address == f"{PAGE}#comment-{Comment.objects.get().pk}"
        assert "xem giúp mục 2" in signed_in(ha).get("/").content.decode()
        assert signed_in(ha).get(PAGE).context["thread"].comments[0].calls_me
        assert mentions(ha) == []
        assert Mention.objects.get().read_at is not None

    def test_oneself_is_not_called(self, measure, officer, signed_in):
        post(signed_in(officer), "@officer ghi nhớ")
        assert not Mention.objects.exists()

    def test_who_cannot_see_the_page_is_named_first_and_what_was_typed_is_kept(self, measure, officer, stranger, signed_in):
        browser = signed_in(officer)
        asked = post(browser, "@stranger cho ý kiến")
        page = asked.content.decode()
        assert (asked.status_code, Comment.objects.count()) == (422, 0)
        assert "@stranger cho ý kiến" in page
        assert f'name="warned" value="{stranger.pk}"' in page
        assert post(browser, "@stranger cho ý kiến", warned=str(stranger.pk)).status_code == 302
        assert Mention.objects.get().user == stranger

    def test_another_person_without_access_is_told_of_too(self, measure, officer, stranger, signed_in):
        other = UserFactory(email="nguoi-la@demo.test", name="Người Lạ")
        answer = post(signed_in(officer), "@stranger @nguoi-la", warned=str(stranger.pk))
        assert answer.status_code == 422
        assert {person.pk for person in answer.context["blind"]} == {stranger.pk, other.pk}

    def test_a_name_of_several_people_is_put_as_a_question(self, measure, officer, signed_in):
        first, second = (UserFactory(email=f"lan{n}@demo.test", name="Lê Thị Lan") for n in (1, 2))
        browser = signed_in(officer)
        asked = post(browser, "@Lê Thị Lan xem giúp", warned="1")
        assert asked.status_code == 422
        assert {pk for pk, _label in asked.context["form"].fields["who_0"].choices} == {str(first.pk), str(second.pk)}
        given = {"who_0": str(second.pk), "warned": f"{first.pk},{second.pk}"}
        assert post(browser, "@Lê Thị Lan xem giúp", **given).status_code == 302
        assert Mention.objects.get().user == second

    def test_a_forged_choice_calls_nobody_else(self, measure, officer, leader, signed_in):
        for n in (1, 2):
            UserFactory(email=f"lan{n}@demo.test", name="Lê Thị Lan")
        assert post(signed_in(officer), "@Lê Thị Lan", who_0=str(leader.pk), warned="0").status_code == 422
        assert not Mention.objects.exists()

    def test_a_name_that_nobody_has_is_said_beside_the_field(self, measure, officer, signed_in):
        answer = post(signed_in(officer), "@Phạm Không Ai xem")
        assert answer.status_code == 422
        assert "@Phạm" in answer.content.decode()

    def test_people_are_found_while_one_types(self, measure, officer, ha, auditor, signed_in):
        page = signed_in(officer).get(f"{COMMENTS}people/?who=thu ha").content.decode()
        assert 'data-insert="@Trần Thu Hà "' in page
        assert "<html" not in page
        assert signed_in(auditor).get(f"{COMMENTS}people/?who=ha").status_code == 403


class TestSinceMyLastVisit:
    def test_what_others_have_done_since_is_told_once_a_new_visit_begins(self, measure, officer, head, secretariat, signed_in):
        browser = signed_in(officer)
        assert browser.get(PAGE).context["since"] is None
        Visit.objects.update(at=timezone.now() - timedelta(days=2))
        services.edit_measure(measure=measure, by=secretariat, values={"output_vi": "Nghị định"}, now=timezone.now(), seen=None)
        services.edit_measure(measure=measure, by=officer, values={"output_vi": "Báo cáo"}, now=timezone.now(), seen=None)
        told = browser.get(PAGE)
        (event,) = told.context["news"]  # not what one has done oneself
        assert event.by == secretariat
        assert f'href="#event-{event.pk}"' in told.content.decode()
        assert f'id="event-{event.pk}"' in told.content.decode()

    def test_neither_a_past_day_nor_the_api_is_a_visit_and_a_visit_is_no_history(self, measure, officer, signed_in, call):
        signed_in(officer).get(f"{PAGE}?on=01/11/2025")
        call(officer).get("/api/v1/plans/292/measures/2.3/")
        assert not Visit.objects.exists()
        signed_in(officer).get(PAGE)
        assert Visit.objects.count() == 1
        assert not Event.objects.exists()


@pytest.mark.parametrize("role", ["officer", "head", "secretariat", "reviewer", "auditor"])
def test_the_same_few_queries_with_everything_on_it_and_ten_times(
    role, request, do, measure, geographic, officer, head, reviewer, signed_in
):
    AssignmentFactory(measure=measure, unit=geographic, role="coordinating")
    do.set_term(measure, timezone.localdate() + timedelta(days=10))
    person, now = request.getfixturevalue(role), timezone.now()
    browser = signed_in(person)

    def grow(times):
        for n in range(times):
            do.step(measure, kind="other", title=f"Bước {n}")
            comment = {"object_kind": "plan.measure", "object_code": "292/2.3", "object_label": "x", "address": PAGE}
            row = Comment.objects.create(**comment, author=officer, text=f"@ {n}", at=now)
            Mention.objects.create(comment=row, user=person, read_at=now)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PAGE).status_code == 200
        return len(captured)

    grow(1)
    do.view(do.propose(measure), geographic, reviewer)
    queries()
    queries()
    few = queries()
    grow(10)
    assert queries() == few
    assert few <= 15
