"""Files that a unit puts beside its answers: checked, sealed with the version, carried on, given to exactly who reads it."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from accounts.models import Event
from office import files
from office.inspection import MOST, Fault
from office.models import StoredFile
from reports import services, triggers
from reports.models import Attachment
from reports.services import digest_of
from tests.office import uploads
from tests.office.uploads import LOCKED_PDF, PDF
from tests.reports import filing
from tests.reports.filing import DAY, NOW, PRESENT, RESULTS

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("report_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
SECTION = "work"
WORK = f"{PAGE}sections/{SECTION}/"
FILES = f"{WORK}files/"
API = f"/api/v1{PAGE}attachments/"


@pytest.fixture
def attach(report, mission_officer):
    """attach(name, content) puts a file beside the first section."""

    return partial(filing.attach, report, mission_officer)


def post(browser, name="so-lieu.pdf", content=PDF, **fields):
    return browser.post(FILES, {"file": uploads.upload(name, content), **fields})


class TestChoosing:
    def test_a_file_is_added_beside_an_answer_and_shown_where_it_belongs(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        answer = post(browser, "Bảng số liệu.pdf", about="results.2.3")
        assert (answer.status_code, answer.url) == (302, FILES)
        attached = report.latest().attachments.get()
        assert (attached.key, attached.section, attached.file.name, attached.by) == (RESULTS, "work", "Bảng số liệu.pdf", mission_officer)
        for page in (FILES, f"{PAGE}check/"):
            assert f"{PAGE}files/{attached.pk}/" in browser.get(page).content.decode()

    def test_what_was_typed_is_saved_on_the_way_to_the_files(self, signed_in, mission_officer, report):
        answer = signed_in(mission_officer).post(WORK, {"a-overview": "Mới.", "seen-overview": 1, "then": "files"})
        assert answer.url == FILES
        assert report.latest().values()["overview", ""] == "Mới."

    @pytest.mark.parametrize(
        ("name", "content", "fault"),
        [
            ("a.exe", uploads.EXE, Fault.WRONG_TYPE),
            ("a.pdf", b"%PDF-1.4 " + b"x" * MOST, Fault.TOO_BIG),
            ("a.pdf", b"", Fault.EMPTY),
            ("a.txt", uploads.TEST_VIRUS, Fault.INFECTED),
            ("a.pdf", LOCKED_PDF, Fault.PROTECTED),
            ("a.docx", uploads.docx(**{"word/vbaProject.bin": b"x"}), Fault.WRONG_TYPE),
            ("a.xlsx", uploads.bomb(), Fault.TOO_BIG),
        ],
    )
    def test_r22_a_bad_file_is_refused_in_words_beside_the_field(self, signed_in, mission_officer, report, name, content, fault):
        answer = post(signed_in(mission_officer), name, content)
        [error] = answer.context["form"].errors.as_data()["file"]
        assert (answer.status_code, error.code) == (422, fault)
        assert str(error.message) in answer.content.decode()
        assert not Attachment.objects.exists()
        assert not StoredFile.objects.exists()

    def test_there_is_an_end_to_how_many(self, attach, monkeypatch):
        monkeypatch.setattr("reports.services.attachments.MOST", 2)
        attach(), attach()
        with pytest.raises(ValidationError) as refused:
            attach()
        assert list(refused.value.error_dict) == ["file"]

    @pytest.mark.parametrize("where", [{"about": ("colour", "")}, {"about": PRESENT}, {"section": "nope"}])
    def test_it_belongs_to_what_is_asked(self, attach, where):
        with pytest.raises(ValidationError):
            attach(**where)
        assert not StoredFile.objects.exists()

    def test_a_draft_leaves_no_history(self, attach, mission_officer):
        services.detach(attachment=attach(), by=mission_officer, now=NOW, seen=None)
        assert not Event.objects.exists()


class TestTakingAway:
    def test_from_a_draft_and_the_bytes_go_with_the_orphans(self, signed_in, mission_officer, attach):
        attached = attach()
        assert signed_in(mission_officer).post(FILES, {"remove": attached.pk}).url == FILES
        assert not Attachment.objects.exists()
        assert files.remove_orphans(now=NOW + 2 * DAY) == 1
        assert not default_storage.exists(attached.file.content.name)

    def test_twice_is_once(self, signed_in, mission_officer, attach):
        attached, browser = attach(), signed_in(mission_officer)
        assert [browser.post(FILES, {"remove": attached.pk}).status_code for _time in range(2)] == [302, 302]

    def test_what_was_submitted_keeps_its_files(self, signed_in, mission_officer, mission_head, report, attach):
        attached = attach()
        filing.submit(report, mission_head)
        with pytest.raises(ValidationError):
            services.detach(attachment=attached, by=mission_officer, now=NOW, seen=None)
        assert post(signed_in(mission_officer)).status_code == 422
        assert list(report.latest().attachments.all()) == [attached]


class TestSealing:
    def test_the_fingerprint_covers_the_files(self, report, attach, mission_officer):
        before = digest_of(report.latest())
        attached = attach()
        with_it = digest_of(report.latest())
        services.detach(attachment=attached, by=mission_officer, now=NOW, seen=None)
        assert before == digest_of(report.latest()) != with_it

    def test_what_was_read_without_the_file_is_not_submitted_with_it(self, signed_in, mission_head, report, attach):
        read = digest_of(report.latest())
        attach()
        answer = signed_in(mission_head).post(f"{PAGE}check/", {"version": report.version, "read": read})
        assert answer.status_code == 409

    def test_the_next_version_begins_with_the_same_files_and_no_bytes_are_copied(self, report, attach, mission_head, reviewer):
        attached = attach(about=RESULTS)
        filing.submit(report, mission_head)
        draft = filing.give_back(report, reviewer)
        carried = draft.attachments.get()
        assert (carried.file, carried.key, carried.by, carried.at) == (attached.file, RESULTS, attached.by, attached.at)
        assert (carried.pk == attached.pk, StoredFile.objects.count()) == (False, 1)
        assert services.said_before(draft, report.versions.order_by("number")).number == 1
        services.detach(attachment=carried, by=mission_head, now=NOW, seen=None)
        assert files.remove_orphans(now=NOW + 2 * DAY) == 0  # version 1 still has it

    def test_the_history_says_how_many(self, report, attach, mission_head):
        attach(), attach("khac.pdf")
        filing.submit(report, mission_head)
        assert Event.objects.get().body.changes["files"] == [0, 2]

    @pytest.mark.parametrize("act", ["add", "move", "remove"])
    def test_the_database_itself_refuses_to_change_them(self, report, attach, mission_head, mission_officer, act):
        attached = attach()
        filing.submit(report, mission_head)
        row = Attachment(report_version=report.latest(), section="work", file=attached.file, by=mission_officer, at=NOW)
        deeds = {"add": row.save, "move": lambda: Attachment.objects.update(section="staff"), "remove": attached.delete}
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            deeds[act]()
        with triggers.lifted(connection):  # the control
            deeds[act]()


class TestReviewing:
    def test_a_resubmission_shows_what_came_and_what_went(self, signed_in, reviewer, report, attach, mission_head):
        attach("cu.pdf"), attach("con-nguyen.pdf")
        filing.submit(report, mission_head)
        draft = filing.give_back(report, reviewer)
        services.detach(attachment=draft.attachments.get(file__name="cu.pdf"), by=mission_head, now=NOW, seen=None)
        attach("moi.pdf", about=RESULTS)
        filing.submit(report, mission_head)
        page = signed_in(reviewer).get(f"{PAGE}review/")
        told = [(one.attachment.file.name, one.came, one.about) for one in page.context["moved"]]
        assert told == [("moi.pdf", True, "1.2 Giải pháp 2.3"), ("cu.pdf", False, "Cả phần 1")]


class TestAQuestionOfFiles:
    @pytest.fixture
    def report(self, embassy, measure, mission_officer):
        """Of another quarter, for which a questionnaire of its own asks for files as well."""
        content = {**filing.CONTENT, "sections": [*filing.CONTENT["sections"]]}
        question = {"key": "minutes", "kind": "file", **filing.words("label", "Biên bản"), "required": True}
        content["sections"].append({"key": "papers", **filing.words("title", "Tài liệu"), "questions": [question]})
        asked = filing.questionnaire(2, content=content)
        assert asked.form.question("minutes").kind == "file"
        report = filing.begin(filing.owed(embassy, "2026-Q3", questionnaire=asked), mission_officer)
        filing.write(report, filing.ANSWERS, mission_officer)
        return report

    def test_it_is_answered_by_its_files(self, report, attach, mission_head, mission_officer):
        with pytest.raises(ValidationError) as refused:
            filing.submit(report, mission_head)
        assert list(refused.value.error_dict) == ["minutes"]
        one = attach("bien-ban.pdf", section="papers", about=("minutes", ""))
        attach("phu-luc.pdf", section="papers", about=("minutes", ""))
        assert report.latest().values()["minutes", ""] == "bien-ban.pdf\nphu-luc.pdf"
        services.detach(attachment=one, by=mission_officer, now=NOW, seen=None)
        assert report.latest().values()["minutes", ""] == "phu-luc.pdf"
        filing.submit(report, mission_head)

    def test_its_page_offers_a_button_and_takes_no_text(self, report, signed_in, mission_officer):
        browser, page = signed_in(mission_officer), PAGE.replace("Q4", "Q3")
        html = browser.get(f"{page}sections/papers/").content.decode()
        assert 'value="files-minutes"' in html
        answer = browser.post(f"{page}sections/papers/", {"then": "files-minutes"})
        assert answer.url == f"{page}sections/papers/files/?about=minutes"
        assert '<option value="minutes" selected>' in browser.get(answer.url).content.decode()
        with pytest.raises(ValidationError):
            filing.write(report, {("minutes", ""): "x.pdf"}, mission_officer)


class TestOpening:
    def test_a_draft_is_its_units_own(self, signed_in, mission_officer, mission_head, reviewer, secretariat, leader, stranger, attach):
        at = f"{PAGE}files/{attach().pk}/"
        for person, status in ((mission_officer, 200), (mission_head, 200), (reviewer, 404), (secretariat, 404), (stranger, 404)):
            assert signed_in(person).get(at).status_code == status, person

    def test_what_was_submitted_is_open_to_exactly_who_reads_it(
        self, signed_in, mission_officer, mission_head, reviewer, leader, officer, stranger, report, attach
    ):
        attached = attach("Số liệu.pdf")
        filing.submit(report, mission_head)
        at = f"{PAGE}files/{attached.pk}/"
        for person, status in ((mission_officer, 200), (reviewer, 200), (leader, 200), (officer, 404), (stranger, 404)):
            assert signed_in(person).get(at).status_code == status, person
        answer = signed_in(reviewer).get(at)
        assert answer.content == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)

    def test_under_the_address_of_another_report_there_is_none(self, signed_in, secretariat, mission_head, geographic, report, attach):
        attached = attach()
        filing.submit(report, mission_head)
        filing.owed(filing.mission("emb-de", geographic))
        assert signed_in(secretariat).get(f"/reports/2026-Q4/emb-de/files/{attached.pk}/").status_code == 404


class TestApi:
    def test_added_listed_opened_taken_away(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        sent = {"file": uploads.upload("a.pdf", PDF), "section": "work", "about": "results.2.3"}
        made = browser.post(API, sent, headers={"Idempotency-Key": "k"})
        assert made.status_code == 201, made.content
        again = browser.post(API, {**sent, "file": uploads.upload("a.pdf", PDF)}, headers={"Idempotency-Key": "k"})
        assert (again.json(), again["Idempotency-Replayed"]) == (made.json(), "true")
        [row] = browser.get(API).json()["results"]
        assert (row["name"], row["about"], row["edition"], row["size"]) == ("a.pdf", "results.2.3", 1, len(PDF))
        assert browser.get(f"{API}{row['id']}/").content == PDF
        assert browser.delete(f"{API}{row['id']}/").status_code == 204
        assert browser.get(API).json()["count"] == 0

    def test_refused_in_the_words_of_the_page(self, signed_in, mission_officer, reviewer, report, attach):
        answer = signed_in(mission_officer).post(API, {"file": uploads.upload("a.pdf", LOCKED_PDF), "section": "work"})
        assert answer.status_code == 400
        assert "mật khẩu" in answer.json()["errors"]["file"][0]
        stale = signed_in(mission_officer).post(
            API, {"file": uploads.upload("a.pdf", PDF), "section": "work"}, headers={"If-Match": '"v7.000000000000"'}
        )
        assert stale.status_code == 412
        assert signed_in(reviewer).get(API).json()["count"] == 0
        assert signed_in(reviewer).delete(f"{API}{attach().pk}/").status_code == 403
