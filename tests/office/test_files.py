"""Stored files: kept apart, given out as downloads, gone when they belong to nothing. What comes in too large is answered."""

import io
import os
import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.http import Http404
from django.template import engines
from django.urls import reverse

from accounts.history import System
from accounts.models import Event
from office import files, jobs
from office.forms import CleanedForm, UploadField, forms
from office.inspection import Fault, NotTaken
from office.models import StoredFile
from tests.office import uploads as u

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
BY = System("tests")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def keep(name="Quyết định.pdf", content=u.PDF, at=NOW, by=BY):
    return files.store(files.check(u.upload(name, content)), by=by, now=at)


def on_disk(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.mark.both
def test_a_file_is_kept_under_a_name_that_says_nothing(settings, officer):
    stored = keep(by=officer)
    stored.refresh_from_db()
    assert (stored.name, stored.kind, stored.size, stored.stored_by) == ("Quyết định.pdf", "pdf", len(u.PDF), officer)
    [path] = on_disk(settings)
    assert path.suffix == ""
    assert "Quy" not in str(path.relative_to(settings.MEDIA_ROOT))
    assert path.stat().st_mode & 0o137 == 0, "nobody runs it, and not everybody reads it"
    assert files.open_file(stored) == u.PDF
    assert keep().content.name != stored.content.name


def test_what_is_refused_is_kept_nowhere(settings):
    with pytest.raises(NotTaken):
        keep("a.pdf", u.EXE)
    assert not on_disk(settings)
    assert not StoredFile.objects.exists()


def test_a_size_that_was_said_is_not_believed():
    sent = u.upload("a.txt", b"x" * (files.MOST + 1))
    sent.size = 3
    with pytest.raises(NotTaken) as refused:
        files.check(sent)
    assert refused.value.code == Fault.TOO_BIG


def test_it_is_given_out_to_be_kept_and_never_to_be_run():
    answer = files.serve(keep('Quyết định "12", bản 1.txt', "Nội dung".encode()))
    assert answer.content.decode() == "Nội dung"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20_12_%2C%20b%E1%BA%A3n%201.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_plain_name_is_sent_plainly():
    assert files.serve(keep("bao cao.pdf"))["Content-Disposition"] == 'attachment; filename="bao cao.pdf"'


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"other"), lambda path: path.unlink()])
def test_what_was_altered_or_is_gone_is_not_given_out(harm, settings, caplog):
    stored = keep()
    harm(on_disk(settings)[0])
    with pytest.raises(Http404):
        files.serve(stored)
    assert f"stored file {stored.pk}" in caplog.text


# The scanner


def scanner(code):
    return f'{sys.executable} -c "import sys; sys.exit({code})"'


def test_a_scanner_is_asked(settings):
    settings.UPLOAD_SCANNER = scanner("1 if b'Catalog' in sys.stdin.buffer.read() else 0")
    with pytest.raises(NotTaken) as refused:
        keep()
    assert refused.value.code == Fault.INFECTED
    assert keep("a.txt", b"clean")


@pytest.mark.parametrize("command", [scanner(2), "/no/such/scanner", scanner("__import__('time').sleep(9)")])
def test_without_its_answer_nothing_is_taken(command, settings, monkeypatch, caplog):
    settings.UPLOAD_SCANNER = command
    monkeypatch.setattr(files, "SCANNED_WITHIN", 0.5)
    with pytest.raises(ValidationError, match="vi-rút"):
        keep()
    assert "scanner" in caplog.text


def test_a_full_disk_is_told(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(ValidationError) as refused:
        keep()
    assert refused.value.message
    assert not StoredFile.objects.exists()


# What belongs to nothing


@pytest.mark.both
def test_what_belongs_to_nothing_is_removed_after_a_day(settings):
    old, young = keep(at=NOW - timedelta(days=2)), keep(at=NOW - timedelta(hours=2))
    for number, age in enumerate([timedelta(days=2), timedelta(hours=2)]):
        name = default_storage.save(f"files/ab/{number:032}", io.BytesIO(b"left by a save that was undone"))
        os.utime(default_storage.path(name), times=((NOW - age).timestamp(),) * 2)
    assert files.remove_orphans(now=NOW) == 2
    assert list(StoredFile.objects.all()) == [young]
    assert not default_storage.exists(old.content.name)
    assert len(on_disk(settings)) == 2
    assert jobs.remove_orphaned_files() >= 0


def test_there_may_be_no_folder_yet():
    assert files.remove_orphans(now=NOW) == 0


@pytest.mark.both
def test_what_should_never_have_been_uploaded_is_erased_and_the_history_says_so(settings, django_capture_on_commit_callbacks):
    stored, other = keep(), keep("khac.txt", b"x")
    with pytest.raises(CommandError):
        call_command("erase_file", "0" * 64, reason="x", verbosity=0)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase_file", stored.sha256, reason="Tải lên nhầm", verbosity=0)
    with pytest.raises(Http404):
        files.serve(stored)
    assert files.serve(other).content == b"x"
    event = Event.objects.about(stored).get()
    assert (event.verb, event.object_label, event.body.reason) == ("file.erased", "Quyết định.pdf", "Tải lên nhầm")


# In a form


class Form(CleanedForm, forms.Form):
    title = forms.CharField()
    file = UploadField()


def test_the_form_says_why_beside_the_field_and_what_must_be_chosen_again():
    form = Form({"title": "x"}, {"file": u.upload("a.pdf", u.EXE)})
    assert form.errors["file"].as_data()[0].code == Fault.WRONG_TYPE
    form = Form({"title": ""}, {"file": u.upload("a.pdf", u.PDF)})
    html = engines["django"].from_string("{{ form }}").render({"form": form})
    assert "a.pdf" in html
    assert "bí mật nhà nước" in html, "the warning stands beside every field for files"
    [described] = re.findall(
        r'<div[^>]*id="id_file_helptext">(.*?)</div>\s*<input[^>]* aria-describedby="id_file_helptext"', html, re.DOTALL
    )
    assert all(words in described for words in ("a.pdf", "bí mật nhà nước", "10 MB")), "and is heard with it"
    assert "multipart" not in html
    assert form.is_multipart()
    form = Form({"title": "x"}, {"file": u.upload("a.pdf", u.PDF)})
    assert form.is_valid()
    assert form.cleaned_data["file"].kind.code == "pdf"
    assert list(Form({"title": "x"}, {}).errors) == ["file"]


# Too large to be read at all


@pytest.fixture
def _small_limit(settings):
    settings.MOST_SENT = 1000


@pytest.mark.usefixtures("_small_limit")
def test_a_request_too_large_is_answered_with_a_page(signed_in, officer):
    answer = signed_in(officer).post(reverse("overview:theme"), {"x": "y" * 5000})
    page = answer.content.decode()
    assert (answer.status_code, "10 MB" in page) == (413, True)
    assert signed_in(officer).post(reverse("overview:theme"), {"theme": "dark"}).status_code == 302


@pytest.mark.usefixtures("_small_limit")
def test_a_call_too_large_is_answered_with_a_problem(signed_in, officer):
    answer = signed_in(officer).post("/api/v1/plans/292/measures/2.3/updates/", {"narrative": "y" * 5000}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_a_form_with_too_much_text_is_answered_with_a_page(signed_in, officer):
    answer = signed_in(officer).post(reverse("overview:theme"), {"theme": "y" * 3_000_000})
    assert answer.status_code == 413
