"""Asking, watching and reading in the browser: what each sees, with and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from office import runs
from reports import services
from reports.models import ProgressReport, QuarterlyReport
from tests import cast, once
from tests.factories import PlanFactory
from tests.reports import filing, heard
from tests.reports.conftest import NOW, compile_one, make_whole, update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
LIST = "/reports/progress/"
KINDS = {
    "docx": (b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (b"%PDF", "application/pdf"),
    "html": (b"<!doctype html>", "text/html; charset=utf-8"),
}


@pytest.fixture
def clock(monkeypatch):
    """The pages are opened at the moment of the story."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def fields(**values):
    return {"plan": "292", "on": "30/06/2026", "language": "vi", **values}


class TestWhoMay:
    def test_a_stranger_gets_404(self, signed_in, stranger, compiled):
        report = compiled()
        browser = signed_in(stranger)
        for address in (LIST, f"{LIST}{report.pk}/", f"{LIST}{report.pk}/status/", f"{LIST}{report.pk}.docx"):
            assert browser.get(address).status_code == 404
        assert browser.post(LIST, fields()).status_code == 404

    def test_a_reader_reads_and_may_not_compile(self, signed_in, auditor, compiled):
        report = compiled()
        browser = signed_in(auditor)
        page = browser.get(LIST)
        assert (page.status_code, page.context["form"]) == (200, None)
        assert browser.get(f"{LIST}{report.pk}/").status_code == 200
        assert browser.get(f"{LIST}{report.pk}.docx").status_code == 200
        assert browser.post(LIST, fields()).status_code == 403

    def test_an_unknown_report_is_404(self, signed_in, secretariat):
        browser = signed_in(secretariat)
        for address in (f"{LIST}999/", f"{LIST}999/status/", f"{LIST}999.docx"):
            assert browser.get(address).status_code == 404


class TestAsking:
    def test_one_press_asks_and_leads_to_the_report(self, signed_in, secretariat, whole):
        answer = signed_in(secretariat).post(LIST, fields())
        report = ProgressReport.objects.get()
        assert (answer.status_code, answer.url) == (302, f"{LIST}{report.pk}/")
        assert report.run.payload["address"] == "http://testserver/"

    def test_two_presses_are_one_report_and_the_page_says_so(self, signed_in, secretariat, whole):
        browser = signed_in(secretariat)
        browser.post(LIST, fields())
        page = browser.post(LIST, fields(), follow=True)
        assert ProgressReport.objects.count() == 1
        assert len(page.context["messages"]) == 1

    def test_unchanged_inputs_say_so(self, signed_in, secretariat, compiled):
        report = compiled()
        page = signed_in(secretariat).post(LIST, fields(), follow=True)
        assert page.redirect_chain == [(f"{LIST}{report.pk}/", 302)]
        assert len(page.context["messages"]) == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [("on", "31/02/2026"), ("on", ""), ("on", "01/01/2199"), ("on", "01/01/2000"), ("plan", "999"), ("language", "fr"), ("on", "\x00")],
    )
    def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(self, signed_in, secretariat, whole, field, value):
        page = signed_in(secretariat).post(LIST, fields(**{field: value}))
        assert page.status_code == 422
        assert field in page.context["form"].errors
        assert page.context["form"]["language"].value() == fields(**{field: value})["language"]
        assert not ProgressReport.objects.exists()


class TestAskingForAPeriod:
    def test_the_quarter_closed_last_is_offered_first(self, signed_in, secretariat, whole, clock):
        for code in ("2026-Q1", "2026-Q2", "2026-Q3", "2026"):
            filing.period(code)
        form = signed_in(secretariat).get(LIST).context["form"]
        assert form["period"].value() == "2026-Q2"
        assert [code for code, _name in form.fields["period"].choices] == ["", "2026-Q3", "2026-Q2", "2026-Q1", "2026", "9m-2026"]

    def test_one_press_asks_and_the_page_names_it(self, signed_in, secretariat, whole, clock):
        filing.period("2026-Q2")
        browser = signed_in(secretariat)
        answer = browser.post(LIST, fields(period="2026-Q2", on=""))
        report = ProgressReport.objects.get()
        assert (answer.url, report.period.code, str(report.on)) == (f"{LIST}{report.pk}/", "2026-Q2", "2026-06-14")
        html = browser.get(LIST).content.decode()
        assert "Quý II/2026" in html

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"period": "2026-Q2", "on": "30/06/2026"}, "on"),
            ({"period": "", "on": ""}, "on"),
            ({"period": "2026-Q9", "on": ""}, "period"),
        ],
        ids=["both", "neither", "unknown"],
    )
    def test_a_period_or_a_day_is_asked_for_and_the_input_kept(self, signed_in, secretariat, whole, clock, values, field):
        filing.period("2026-Q2")
        page = signed_in(secretariat).post(LIST, fields(**values))
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert page.context["form"]["period"].value() == values["period"]

    def test_a_failed_one_is_tried_again_as_what_it_was(self, signed_in, secretariat, asked, clock):
        report, _ = asked(on=None, period=filing.period("2026-Q2"))
        runs.fail(runs.claim(report.run_id, NOW), runs.UNEXPECTED, NOW)
        html = signed_in(secretariat).get(f"{LIST}{report.pk}/").content.decode()
        assert '<input type="hidden" name="period" value="2026-Q2">' in html


@pytest.fixture(scope="class")
def drafted(django_db_setup, django_db_blocker, tmp_path_factory):
    """A quarter that the field has reported on, and its draft; the tests read no file of it."""
    with once.made_once(django_db_blocker):
        plan, secretariat = make_whole(), cast.secretariat()
        heard.a_quarter(cast.measure(), secretariat)
        with once.compiling(tmp_path_factory.mktemp("media")):
            compile_one(plan, secretariat, on=None, period=filing.period("2026-Q2"))
        yield


class TestApproving:
    @pytest.fixture
    def whole(self, drafted):
        return PlanFactory()

    @pytest.fixture
    def report(self, drafted):
        return ProgressReport.objects.get()

    def test_who_may_is_offered_it_and_nobody_else(self, signed_in, report, leader, auditor, officer, stranger):
        address = f"{LIST}{report.pk}/approve/"
        assert address in signed_in(leader).get(f"{LIST}{report.pk}/").content.decode()
        assert address not in signed_in(auditor).get(f"{LIST}{report.pk}/").content.decode()
        assert signed_in(auditor).post(address).status_code == 403
        assert signed_in(officer).post(address).status_code == 404
        assert signed_in(stranger).get(address).status_code == 404

    def test_what_is_missing_is_said_first_and_acknowledged(self, signed_in, report, leader):
        browser, address = signed_in(leader), f"{LIST}{report.pk}/approve/"
        assert browser.get(address).context["gaps"].missing == 1
        refused = browser.post(address, {"version": report.version, "note": "Đồng ý"})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["acknowledged"])
        assert refused.context["form"]["note"].value() == "Đồng ý"
        done = browser.post(address, {"version": report.version, "acknowledged": "on"})
        assert done.url == f"{LIST}{report.pk}/"
        page = browser.get(done.url).content.decode()
        assert "leader phê duyệt" in page
        assert address not in page

    def test_the_number_of_what_is_missing_opens_its_rows(self, signed_in, report, leader):
        browser = signed_in(leader)
        address = browser.get(f"{LIST}{report.pk}/approve/").context["addresses"]["missing"]
        assert f'<a href="{escape(address)}">1</a>' in browser.get(f"{LIST}{report.pk}/approve/").content.decode()
        assert browser.get(address).context["register"].counts.missing == 1

    def test_which_reports_have_come_since_is_listed_for_who_reads_them(self, signed_in, report, leader, secretariat, officer):
        waiting = QuarterlyReport.objects.get(obligation__unit__code="emb-at", obligation__period__code="2026-Q2")
        services.accept(report=waiting, by=secretariat, now=NOW + timedelta(hours=1), seen=None)
        address = f"{LIST}{report.pk}/"
        found = signed_in(leader).get(address).context["came"]
        assert [(one.address, one.is_accepted) for one in found] == [("/reports/2026-Q2/emb-at/", True)]
        assert not signed_in(officer).get(address).context.get("came")

    def test_a_complete_report_asks_for_no_acknowledgement(self, signed_in, compiled, leader):
        report = compiled()
        browser, address = signed_in(leader), f"{LIST}{report.pk}/approve/"
        assert "acknowledged" not in browser.get(address).context["form"].fields
        assert browser.post(address, {"version": report.version}).status_code == 302
        again = browser.post(address, {"version": report.version + 1})
        assert again.status_code == 422  # it has been approved already

    def test_a_stale_page_is_answered_409(self, signed_in, report, leader):
        answer = signed_in(leader).post(f"{LIST}{report.pk}/approve/", {"version": report.version - 1, "acknowledged": "on"})
        assert answer.status_code == 409
        report.refresh_from_db()
        assert report.state == "draft"

    def test_inputs_changed_since_are_listed_with_links(self, signed_in, report, leader, secretariat):
        quarterly = report.versions_used.get(report__obligation__unit__code="emb-fr").report
        services.reopen(report=quarterly, by=secretariat, reason="Nhầm số liệu", now=NOW + timedelta(hours=1), seen=None)
        html = signed_in(leader).get(f"{LIST}{report.pk}/").content.decode()
        assert '<a href="/reports/2026-Q2/emb-fr/">Quý II/2026, ' in html
        assert "Nhầm số liệu" in html
        assert 'name="period" value="2026-Q2"' not in html  # who may not compile is not offered it
        assert "tổng hợp lại trước khi phê duyệt" not in html
        assert "Chờ Bộ phận thường trực tổng hợp lại, hoặc phê duyệt báo cáo như hiện có." in html
        page = signed_in(secretariat).get(f"{LIST}{report.pk}/").content.decode()
        assert '<section class="note note--warn' in page
        assert 'name="period" value="2026-Q2"' in page
        assert "Số liệu đầu vào đã thay đổi" in signed_in(secretariat).get(LIST).content.decode()

    def test_inputs_as_they_were_are_not_marked(self, signed_in, report, secretariat):
        assert "Số liệu đầu vào đã thay đổi" not in signed_in(secretariat).get(LIST).content.decode()
        assert "note--warn" not in signed_in(secretariat).get(f"{LIST}{report.pk}/").content.decode()

    def test_what_changed_asks_little_more(self, signed_in, report, leader, secretariat, django_assert_max_num_queries):
        quarterly = report.versions_used.get(report__obligation__unit__code="emb-fr").report
        services.reopen(report=quarterly, by=secretariat, reason="Nhầm số liệu", now=NOW + timedelta(hours=1), seen=None)
        for person, address in ((secretariat, LIST), (secretariat, f"{LIST}{report.pk}/"), (leader, f"{LIST}{report.pk}/approve/")):
            browser = signed_in(person)
            browser.get(address)
            with django_assert_max_num_queries(15):
                assert browser.get(address).status_code == 200

    def test_what_was_received_since_a_draft_is_said_with_the_act_to_compile_again(self, signed_in, report, leader, secretariat, auditor):
        unit = heard.owed("emb-later")
        filing.begun(unit, heard.DECIDED)
        missing = unit.report
        assert not signed_in(secretariat).get(f"{LIST}{report.pk}/").context["since"]
        services.submit(report=missing, by=filing.head_of(unit.unit), now=NOW + timedelta(hours=1), seen=None, nil=True)
        page = signed_in(secretariat).get(f"{LIST}{report.pk}/")
        assert "đã nhận thêm 1 báo cáo. Dự thảo này chưa có các báo cáo đó; cần tổng hợp lại" in page.content.decode()
        assert 'name="period" value="2026-Q2"' in page.content.decode()
        for address in (f"{LIST}{report.pk}/", f"{LIST}{report.pk}/approve/"):  # who cannot compile is not told to
            html = signed_in(leader).get(address).content.decode()
            assert "chờ Bộ phận thường trực tổng hợp lại, hoặc phê duyệt như hiện có." in html
            assert "cần tổng hợp lại" not in html
        assert "phê duyệt" not in signed_in(auditor).get(f"{LIST}{report.pk}/").context["since"]
        services.approve(report=report, by=leader, now=NOW + timedelta(hours=2), seen=None, acknowledged=True)
        assert not signed_in(secretariat).get(f"{LIST}{report.pk}/").context["since"]

    def test_the_revisions_of_the_same_question_are_listed(self, signed_in, report, leader, secretariat, compiled, measure):
        update(measure, "paused", report.on)
        second = compiled(on=None, period=filing.period("2026-Q2"), now=NOW + timedelta(hours=1))
        html = signed_in(leader).get(f"{LIST}{second.pk}/").content.decode()
        assert f'<a href="{LIST}{report.pk}/">' in html
        assert signed_in(leader).get(f"{LIST}{second.pk}/").context["later"] is None
        older = signed_in(leader).get(f"{LIST}{report.pk}/")
        assert older.context["later"] == second
        assert f'<a href="{LIST}{second.pk}/">' in older.content.decode().partition("<article")[0]


class TestWatching:
    def test_the_page_asks_by_itself_with_and_without_a_script(self, signed_in, secretariat, asked):
        report, _ = asked()
        html = signed_in(secretariat).get(f"{LIST}{report.pk}/").content.decode()
        assert f'hx-get="{LIST}{report.pk}/status/" hx-trigger="every 2s"' in html
        assert '<noscript><meta http-equiv="refresh"' in html
        assert "<progress" in html

    def test_progress_survives_a_reload(self, signed_in, secretariat, asked):
        report, _ = asked(now=timezone.now())
        runs.Held(runs.claim(report.run_id, timezone.now())).progress(2, 5, "Counting")
        browser = signed_in(secretariat)
        for address in (f"{LIST}{report.pk}/", f"{LIST}{report.pk}/status/"):
            assert '<progress max="100" value="40"' in browser.get(address).content.decode()

    def test_says_within_a_minute_that_nobody_is_there(self, signed_in, secretariat, asked):
        report, _ = asked(now=timezone.now() - timedelta(seconds=21))
        browser = signed_in(secretariat)
        said = "Hiện không có tiến trình xử lý nào hoạt động."
        assert said in browser.get(f"{LIST}{report.pk}/status/").content.decode()
        runs.beat("worker", timezone.now())
        assert said not in browser.get(f"{LIST}{report.pk}/status/").content.decode()

    def test_a_failure_names_its_reason_and_offers_another_try(self, signed_in, secretariat, asked):
        report, _ = asked()
        runs.fail(runs.claim(report.run_id, NOW), f"{runs.UNEXPECTED}\nOSError: no space", NOW)
        browser = signed_in(secretariat)
        page = browser.get(f"{LIST}{report.pk}/")
        html = page.content.decode()
        assert "OSError: no space" in html
        assert "hx-trigger" not in html
        assert browser.post(LIST, fields()).url == f"{LIST}{report.pk}/"
        report.refresh_from_db()
        assert report.standing == "compiling"

    def test_how_many_steps_are_done_is_said_and_to_what(self, signed_in, secretariat, asked):
        report, _ = asked(now=timezone.now())
        runs.Held(runs.claim(report.run_id, timezone.now())).progress(3, 12, "Counting", "Đại sứ quán & khác")
        html = signed_in(secretariat).get(f"{LIST}{report.pk}/").content.decode()
        assert "Tính toán số liệu: Đại sứ quán &amp; khác" in html
        assert "Đã xong 3/12 bước" in html

    def test_it_is_cancelled_by_a_press_and_by_nobody_else(self, signed_in, secretariat, auditor, asked):
        report, _ = asked()
        address = f"{LIST}{report.pk}/cancel/"
        assert address not in signed_in(auditor).get(f"{LIST}{report.pk}/").content.decode()
        assert signed_in(auditor).post(address).status_code == 403
        browser = signed_in(secretariat)
        assert address in browser.get(f"{LIST}{report.pk}/").content.decode()
        page = browser.post(address, follow=True)
        assert "hx-trigger" not in page.content.decode()
        assert "Đã hủy" in page.content.decode()
        assert "việc tổng hợp đã kết thúc" in browser.post(address, follow=True).content.decode()

    def test_done_opens_the_page_again(self, signed_in, secretariat, compiled):
        report = compiled()
        browser = signed_in(secretariat)
        assert browser.get(f"{LIST}{report.pk}/status/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
        assert browser.get(f"{LIST}{report.pk}/status/").url == f"{LIST}{report.pk}/"
        browser.get(f"{LIST}{report.pk}/status/", headers={"HX-Request": "true"})  # a slow page asks once more before it is gone
        page = browser.get(f"{LIST}{report.pk}/").content.decode()
        assert page.count("Báo cáo đã được tổng hợp.") == 1
        assert "<title>Báo cáo tính đến" in page

    def test_what_ends_without_a_report_opens_the_page_again_too(self, signed_in, secretariat, asked):
        report, _ = asked()
        browser = signed_in(secretariat)
        assert "<title>Đang tổng hợp báo cáo: " in browser.get(f"{LIST}{report.pk}/").content.decode()
        runs.fail(runs.claim(report.run_id, NOW), f"{runs.UNEXPECTED}\nOSError: no space", NOW)
        assert browser.get(f"{LIST}{report.pk}/status/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
        assert "<title>Không tổng hợp được báo cáo: " in browser.get(f"{LIST}{report.pk}/").content.decode()


class TestReading:
    def test_the_page_says_what_it_stands_on(self, signed_in, auditor, compiled):
        report = compiled()
        html = signed_in(auditor).get(f"{LIST}{report.pk}/").content.decode()
        assert all(file.sha256 in html for file in report.files.all())
        assert report.figures_digest in html
        assert "09:00 01/07/2026" in html  # known at, on the clock of Hà Nội
        assert "Thiếu &lt;biên chế&gt; &amp; kinh phí" in html

    def test_each_file_is_the_one_that_was_drawn_and_is_only_taken_along(self, signed_in, auditor, compiled):
        report = compiled()
        browser = signed_in(auditor)
        html = browser.get(f"{LIST}{report.pk}/").content.decode()
        for kind, (begins, media_type) in KINDS.items():
            answer = browser.get(f"{LIST}{report.pk}.{kind}")
            assert b"".join(answer.streaming_content).startswith(begins)
            assert answer.headers["Content-Type"] == media_type
            assert f'attachment; filename="bao-cao-tien-do-292-2026-06-30-vi-1.{kind}"' in answer.headers["Content-Disposition"]
            assert f'href="{LIST}{report.pk}.{kind}"' in html
            again = browser.get(f"{LIST}{report.pk}.{kind}", headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304

    def test_a_report_without_its_file_is_404_and_not_a_fault(self, signed_in, auditor, asked, compiled, media):
        waiting, _ = asked(language="en")
        report = compiled()
        for file in report.files.all():
            (media / file.file.name).unlink()
        browser = signed_in(auditor)
        for kind in KINDS:
            assert browser.get(f"{LIST}{waiting.pk}.{kind}").status_code == 404
            assert browser.get(f"{LIST}{report.pk}.{kind}").status_code == 404

    def test_an_illustration_is_marked_on_the_page(self, signed_in, auditor, compiled):
        from office.models import Installation

        Installation.objects.update_or_create(id=1, defaults={"kind": "demo"})
        report = compiled()
        assert report.figures["demo"] is True
        assert signed_in(auditor).get(f"{LIST}{report.pk}/").status_code == 200


class TestQueries:
    def test_each_page_asks_little_and_the_same_at_ten_times_the_rows(
        self, signed_in, secretariat, asked, compiled, django_assert_max_num_queries
    ):
        report = compiled()
        waiting, _ = asked(language="en")
        browser = signed_in(secretariat)
        for _round in range(2):
            for address in (LIST, f"{LIST}{report.pk}/", f"{LIST}{waiting.pk}/", f"{LIST}{waiting.pk}/status/", f"{LIST}{report.pk}.docx"):
                with django_assert_max_num_queries(15):
                    assert browser.get(address).status_code == 200
            for place in range(10):
                asked(on=report.on - timedelta(days=place + 1))
