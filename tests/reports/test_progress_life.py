"""What becomes of a compiled report: approved over what is missing, superseded, recognised by its file, compared with another,
noted on, and told of by mail."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import Event, User
from office import outbox
from office.models import Mail
from reports import services
from reports.models import ProgressReport, ReportNote, Subscription
from tests.reports import filing, heard
from tests.reports.conftest import NOW, update

pytestmark = pytest.mark.django_db
LIST = "/reports/progress/"
HOUR = timedelta(hours=1)


@pytest.fixture
def quarter(whole, measure, secretariat):
    heard.a_quarter(measure, secretariat)
    return filing.period("2026-Q2")


@pytest.fixture
def two(quarter, compiled, leader, measure):
    """An approved report, and a later revision in which something has changed."""
    first = compiled(on=None, period=quarter)
    services.approve(report=first, by=leader, now=NOW + HOUR, seen=None, acknowledged=True)
    update(measure, "paused", first.on, narrative="Tạm dừng để rà soát lại phạm vi.")
    return first, compiled(on=None, period=quarter, now=NOW + 2 * HOUR)


def rows(*reports):
    found = {row.pk: row for row in ProgressReport.objects.with_rows()}
    return [found[report.pk] for report in reports]


class TestSuperseded:
    def test_by_a_later_revision_that_is_approved_and_by_none_before(self, two, leader, signed_in):
        assert [row.standing for row in rows(*two)] == ["approved", "draft"]
        services.approve(report=two[1], by=leader, now=NOW + 3 * HOUR, seen=None, acknowledged=True)
        assert [row.standing for row in rows(*two)] == ["superseded", "approved"]
        listed = signed_in(leader).get(LIST).content.decode()
        assert "Đã được thay thế" in listed
        assert all(report.files.get(kind="docx").sha256 in listed for report in two)

    def test_not_by_another_language_or_another_question(self, two, compiled, leader, quarter):
        for other in (
            compiled(on=None, period=quarter, language="en", now=NOW + 2 * HOUR),
            compiled(on=date(2026, 6, 14), now=NOW + 2 * HOUR),
        ):
            services.approve(report=other, by=leader, now=NOW + 3 * HOUR, seen=None, acknowledged=True)
        assert rows(two[0])[0].standing == "approved"

    def test_what_was_missing_is_confirmed_by_name_in_the_row_and_on_the_page(self, two, leader, signed_in):
        (row,) = rows(two[0])
        assert row.acknowledged["missing"] == 1
        assert Event.objects.about(row).first().body.changes["acknowledged"][1].startswith("missing 1")
        assert "Nội dung còn thiếu được xác nhận khi phê duyệt" in signed_in(leader).get(f"{LIST}{row.pk}/").content.decode()


class TestRecognising:
    def verify(self, file, capsys):
        try:
            call_command("verify_progress_report", str(file))
        except CommandError as error:
            return error.returncode, str(error)
        return 0, capsys.readouterr().out

    def test_each_file_says_whether_it_is_the_approved_one(self, two, leader, media, tmp_path, capsys):
        first, second = two
        for file in first.files.all():
            code, said = self.verify(media / file.file.name, capsys)
            assert (code, first.code in said, "leader" in said) == (0, True, True)
        assert self.verify(media / second.files.get(kind="docx").file.name, capsys)[0] == 3
        services.approve(report=second, by=leader, now=NOW + 3 * HOUR, seen=None, acknowledged=True)
        code, said = self.verify(media / first.files.get(kind="docx").file.name, capsys)
        assert (code, second.code in said) == (2, True)

    def test_one_byte_more_is_not_known(self, two, media, tmp_path, capsys):
        other = tmp_path / "other.docx"
        other.write_bytes((media / two[0].files.get(kind="docx").file.name).read_bytes() + b" ")
        code, said = self.verify(other, capsys)
        assert (code, said.startswith("Not known")) == (1, True)
        assert self.verify(tmp_path / "nowhere.docx", capsys)[0] == 1


class TestComparing:
    def test_numbers_stand_side_by_side_and_changed_words_are_marked(self, two, secretariat, signed_in, django_assert_max_num_queries):
        browser, address = signed_in(secretariat), f"{LIST}compare/?a={two[0].pk}&b={two[1].pk}"
        browser.get(address)
        with django_assert_max_num_queries(15):
            page = browser.get(address)
        cells = {pair.label: pair.difference for pair in page.context["groups"][0].pairs}
        assert (cells["Tạm dừng"], cells["Quá hạn"]) == (1, -1)
        html = page.content.decode()
        assert "<strong>−1</strong>" in html  # the sign of a minus and not a hyphen
        assert "<strong>-1</strong>" not in html
        assert "<ins>" in html
        assert "<del>" in html
        assert f"{LIST}{two[0].pk}/" in html
        before, after = page.context["names"]  # told apart where a narrow screen has no head of a column
        assert (before != after, f'data-label="{before}"' in html, f'data-label="{after}"' in html) == (True, True, True)
        only = browser.get(f"{address}&only=differences").context["groups"]
        assert {pair.label for group in only for pair in group.pairs if group.title == "Giải pháp"} == {"Tạm dừng", "Quá hạn"}

    def test_the_same_report_differs_in_nothing(self, two, secretariat, signed_in):
        page = signed_in(secretariat).get(f"{LIST}compare/?a={two[0].pk}&b={two[0].pk}")
        assert (page.context["passages"], any(group.differing().pairs for group in page.context["groups"])) == ([], False)

    def test_a_report_on_a_part_stands_under_the_name_of_its_part(self, two, compiled, quarter, secretariat, signed_in):
        part = compiled(on=None, period=two[1].period, scope="task:2")
        page = signed_in(secretariat).get(f"{LIST}compare/?a={two[1].pk}&b={part.pk}").content.decode()
        heads = page.partition("<thead")[2].partition("</thead>")[0]
        assert heads.count(part.part) == 1

    def test_two_languages_compare_numbers_alone(self, two, compiled, quarter, secretariat, signed_in):
        english = compiled(on=None, period=quarter, language="en", now=NOW + 2 * HOUR)
        page = signed_in(secretariat).get(f"{LIST}compare/?a={two[1].pk}&b={english.pk}")
        assert "passages" not in page.context
        assert not page.context["groups"][0].differing().pairs

    def test_a_draft_is_compared_by_those_who_read_it_and_by_nobody_else(self, two, officer, signed_in):
        browser = signed_in(officer)
        assert browser.get(f"{LIST}compare/?a={two[0].pk}&b={two[0].pk}").status_code == 200
        assert browser.get(f"{LIST}compare/?a={two[0].pk}&b={two[1].pk}").status_code == 404
        assert browser.get(f"{LIST}compare/?a=x&b={two[0].pk}").status_code == 404

    def test_the_api_says_the_same(self, two, secretariat, signed_in):
        browser = signed_in(secretariat)
        found = browser.get(f"/api/v1/progress-reports/compare/?a={two[0].pk}&b={two[1].pk}").json()
        assert {(row["label"], row["difference"]) for row in found["numbers"]} >= {("Tạm dừng", 1), ("Quá hạn", -1)}
        assert any("Tạm dừng để rà soát" in line for passage in found["texts"] for line in passage["added"])
        assert browser.get("/api/v1/progress-reports/compare/?a=x&b=1").status_code == 400


class TestNotes:
    def test_stand_beside_an_approved_report_which_does_not_change(self, two, leader, auditor, officer, signed_in):
        first = two[0]
        before = ProgressReport.objects.values().get(pk=first.pk)
        answer = signed_in(leader).post(f"{LIST}{first.pk}/notes/", {"text": "  Đẩy nhanh giải pháp 2.3. "})
        assert answer.url == f"{LIST}{first.pk}/"
        assert ProgressReport.objects.values().get(pk=first.pk) == before
        assert "Đẩy nhanh giải pháp 2.3." in signed_in(auditor).get(f"{LIST}{first.pk}/").content.decode()
        assert "Đẩy nhanh" not in signed_in(officer).get(f"{LIST}{first.pk}/").content.decode()
        assert Event.objects.about(first).first().verb == "report.noted"

    def test_nobody_else_writes_one_and_only_who_wrote_it_withdraws_it(self, two, leader, secretariat, auditor, signed_in):
        first = two[0]
        assert signed_in(auditor).post(f"{LIST}{first.pk}/notes/", {"text": "x"}).status_code == 403
        row = services.note(report=first, text="Rà soát.", by=leader, now=NOW)
        address = f"{LIST}{first.pk}/notes/{row.pk}/withdraw/"
        assert signed_in(secretariat).post(address).status_code == 404
        browser = signed_in(leader)
        browser.post(address)
        browser.post(address)
        assert "Rà soát." not in browser.get(f"{LIST}{first.pk}/").content.decode()
        assert Event.objects.filter(verb="report.note_withdrawn").count() == 1

    def test_an_empty_note_is_refused_beside_its_field(self, two, leader, signed_in):
        page = signed_in(leader).post(f"{LIST}{two[0].pk}/notes/", {"text": "  "})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])
        with pytest.raises(ValidationError):
            services.note(report=two[0], text="x" * 5000, by=leader, now=NOW)
        assert not ReportNote.objects.exists()


class TestMail:
    @pytest.fixture
    def want(self):
        def subscribe(user, **values):
            user.set_password("x")
            user.save()
            return services.subscribe(user=user, now=NOW, **{"is_on": True, "drafts": False, "with_file": False, **values})

        return subscribe

    def test_goes_to_who_wants_it_once_with_period_and_both_zones(self, quarter, compiled, want, leader, officer, mission_head):
        want(leader, with_file=True)
        want(mission_head)
        type(mission_head).objects.filter(pk=mission_head.pk).update(time_zone="Europe/Paris", language="en")
        report = compiled(on=None, period=quarter)
        assert not Mail.objects.exists()
        services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
        told = {mail.user: mail for mail in Mail.objects.all()}
        assert set(told) == {leader, mission_head}
        text = told[mission_head].text
        assert "Quarter II/2026" in told[mission_head].subject
        assert "09:00 on 01/07/2026 Hà Nội time, that is 04:00 in Paris" in text
        assert f"/reports/progress/{report.pk}/" in text
        assert (told[mission_head].enclosed, told[leader].enclosed["name"]) == (None, f"bao-cao-tien-do-{report.code}.docx")

    def test_a_report_on_a_part_of_the_plan_is_no_news_for_all(self, quarter, compiled, want, leader):
        want(leader)
        report = compiled(on=None, period=quarter, scope="task:2")
        services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
        assert not Mail.objects.exists()

    def test_a_draft_goes_only_to_who_may_read_it(self, quarter, want, leader, officer, secretariat, no_thread):
        from reports import jobs

        want(leader, drafts=True)
        want(officer, drafts=True)
        want(secretariat)
        services.compile_what_is_due(now=quarter.due_at + HOUR)
        jobs.compile_progress_report(ProgressReport.objects.get().run_id)
        assert [mail.user for mail in Mail.objects.all()] == [leader]
        assert "dự thảo" in Mail.objects.get().subject

    def test_the_file_goes_with_it_and_a_lost_one_keeps_nothing_back(self, quarter, compiled, want, leader, media, mailoutbox, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        want(leader, with_file=True)
        report = compiled(on=None, period=quarter)
        services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
        outbox.send_due(lambda: NOW + HOUR)
        (sent,) = mailoutbox
        ((name, content, _kind),) = sent.attachments
        assert (name, content[:2]) == (f"bao-cao-tien-do-{report.code}.docx", b"PK")
        (media / report.files.get(kind="docx").file.name).unlink()
        Mail.objects.update(state="waiting")
        outbox.send_due(lambda: NOW + 2 * HOUR)
        assert (len(mailoutbox), mailoutbox[1].attachments) == (2, [])

    def test_who_has_changed_their_mind_meanwhile_receives_nothing(self, quarter, compiled, want, leader, mailoutbox):
        want(leader)
        report = compiled(on=None, period=quarter)
        services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
        services.subscribe(user=leader, is_on=False, drafts=False, with_file=False, now=NOW)
        outbox.send_due(lambda: NOW + HOUR)
        assert (mailoutbox, Mail.objects.get().state) == ([], "dropped")

    def test_the_page_keeps_the_choice_and_switches_on_again_what_a_link_had_switched_off(self, leader, officer, signed_in):
        outbox.switch(user=leader, off=["progress-report"], now=NOW)
        browser = signed_in(leader)
        browser.post(f"{LIST}subscription/", {"is_on": "on", "drafts": "on"})
        row = Subscription.objects.get()
        assert (row.user, row.is_on, row.drafts, row.with_file) == (leader, True, True, False)
        assert not leader.mail_off.exists()
        page = f"{LIST}subscription/"
        assert leader.time_zone not in browser.get(page).content.decode()  # Hà Nội is named once
        User.objects.filter(pk=leader.pk).update(time_zone="Europe/Paris")
        assert "Europe/Paris" in browser.get(page).content.decode()
        assert 'name="drafts"' not in signed_in(officer).get(f"{LIST}subscription/").content.decode()
