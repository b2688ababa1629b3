"""What becomes of a compiled report: approved over what is missing, superseded, recognised by its file, compared with another,
and noted on."""

import shutil
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import Event
from reports import services
from reports.models import ProgressReport, ReportNote
from tests import cast, once
from tests.factories import PlanFactory
from tests.reports import filing
from tests.reports.conftest import NOW, compile_one, update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
LIST = "/reports/progress/"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def revised(reported, django_db_blocker, tmp_path_factory):
    """An approved report, and a later revision in which something has changed; answers where their files are."""
    files = tmp_path_factory.mktemp("media")
    with once.made_once(django_db_blocker):
        asked = {"on": None, "period": filing.period("2026-Q2")}
        with once.compiling(files):
            first = compile_one(PlanFactory(), cast.secretariat(), **asked)
            approve(first, cast.member("leader", cast.ministry()), NOW + HOUR)
            update(cast.measure(), "paused", first.on, narrative="Tạm dừng để rà soát lại phạm vi.")
            compile_one(PlanFactory(), cast.secretariat(), **asked, now=NOW + 2 * HOUR)
        yield files


@pytest.fixture
def whole(reported):
    return PlanFactory()


@pytest.fixture
def two(revised, media):
    shutil.copytree(revised, media)
    return tuple(ProgressReport.objects.order_by("revision"))


def approve(report, by, now):
    return services.approve(report=report, by=by, now=now, seen=None, acknowledged=True)


def rows(*reports):
    found = {row.pk: row for row in ProgressReport.objects.with_rows()}
    return [found[report.pk] for report in reports]


class TestSuperseded:
    def test_by_a_later_revision_that_is_approved_and_by_none_before(self, two, leader, signed_in):
        assert [row.standing for row in rows(*two)] == ["approved", "draft"]
        approve(two[1], leader, NOW + 3 * HOUR)
        assert [row.standing for row in rows(*two)] == ["superseded", "approved"]
        listed = signed_in(leader).get(LIST).content.decode()
        assert "Đã được thay thế" in listed
        assert all(report.files.get(kind="docx").sha256 in listed for report in two)

    def test_not_by_another_language_or_another_question(self, two, compiled, leader, quarter):
        for other in (
            compiled(on=None, period=quarter, language="en", now=NOW + 2 * HOUR),
            compiled(on=date(2026, 6, 14), now=NOW + 2 * HOUR),
        ):
            approve(other, leader, NOW + 3 * HOUR)
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
        approve(second, leader, NOW + 3 * HOUR)
        code, said = self.verify(media / first.files.get(kind="docx").file.name, capsys)
        assert (code, second.code in said) == (2, True)

    def test_one_byte_more_is_not_known(self, two, media, tmp_path, capsys):
        other = tmp_path / "other.docx"
        other.write_bytes((media / two[0].files.get(kind="docx").file.name).read_bytes() + b" ")
        code, said = self.verify(other, capsys)
        assert (code, said.startswith("Not known")) == (1, True)
        assert self.verify(tmp_path / "nowhere.docx", capsys)[0] == 4


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
