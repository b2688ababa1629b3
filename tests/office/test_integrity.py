"""What `check_integrity` says of files and leases, and how the command tells it: each fault is put in, and found."""

import json
import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import checking
from accounts.checking import Asked
from accounts.history import System
from accounts.models import Unit
from office import files, integrity, runs
from office.models import Mail, Run, StoredFile
from tests.office import uploads as u

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
BY = System("tests")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def stored():
    return files.store(files.check(u.upload("Quyết định.pdf", u.PDF)), by=BY, now=NOW)


def found(check, now=NOW):
    return [(finding.kind, finding.where) for finding in check(Asked(now))]


def path_of(stored, media):
    return media / stored.content.name


def test_a_file_as_it_was_stored_gives_nothing(stored):
    assert found(integrity.files) == found(integrity.orphans) == []


def test_a_missing_file_is_found_and_one_that_was_erased_is_none(stored, media, django_capture_on_commit_callbacks):
    path_of(stored, media).unlink()
    assert found(integrity.files) == [("file-missing", f"office.storedfile {stored.pk}")]
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(stored, by=BY, reason="nhầm", now=NOW)
    assert found(integrity.files) == []


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:-1] + bytes([content[-1] ^ 1])])
def test_one_changed_byte_of_a_file_is_found(stored, media, damage):
    path = path_of(stored, media)
    path.chmod(0o600)
    path.write_bytes(damage(path.read_bytes()))
    assert found(integrity.files) == [("file-altered", f"office.storedfile {stored.pk}")]


def test_orphans_are_found_once_the_job_has_had_its_turns(stored, media):
    stray = media / "files" / "ab" / "abcdef"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    os.utime(stray, (NOW.timestamp(), NOW.timestamp()))
    assert found(integrity.orphans, NOW + timedelta(hours=30)) == [], "the job may still be about to remove them"
    wanted = [("orphan", f"office.storedfile {stored.pk}"), ("orphan", "files/ab/abcdef")]
    assert found(integrity.orphans, NOW + timedelta(days=3)) == wanted
    StoredFile.objects.all().delete()
    stored.content.delete(save=False)
    stray.unlink()
    assert found(integrity.orphans, NOW + timedelta(days=3)) == []


def test_what_nobody_holds_any_more_is_found(officer, monkeypatch):
    monkeypatch.setattr(runs, "_send", lambda *message: None)
    run, _new = runs.ask(job="reports.jobs.compile", key="k", payload={}, by=None, now=NOW)
    mail = Mail.objects.create(
        key="k", kind="x", user=officer, address="a@demo.test", language="vi", subject="s", text="t", message_id="m", not_before=NOW, created_at=NOW
    )  # fmt: skip
    assert found(integrity.leases) == []
    held = {"owner": "0" * 32, "lease_until": NOW}
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, **held)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENDING, **held)
    assert found(integrity.leases, NOW + timedelta(minutes=4)) == [], "the sweeper comes first"
    wanted = [("stuck-lease", f"office.run {run.pk} (k)"), ("stuck-lease", f"office.mail {mail.pk} (x)")]
    assert found(integrity.leases, NOW + timedelta(minutes=6)) == wanted
    assert (runs.let_go(NOW), Mail.objects.let_go(NOW)) == (1, 1)
    assert found(integrity.leases, NOW + timedelta(minutes=6)) == []
    assert runs.claim(run.pk, NOW) is not None, "it can be done again"


class TestCommand:
    @pytest.fixture
    def stored(self):
        return files.store(files.check(u.upload("Quyết định.pdf", u.PDF)), by=BY, now=timezone.now())

    def run(self, *words):
        out, err = StringIO(), StringIO()
        try:
            call_command("check_integrity", *words, stdout=out, stderr=err)
        except CommandError as error:
            return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
        return 0, out.getvalue(), err.getvalue()

    def test_a_small_house_in_use_gives_nothing(self, stored, officer):
        code, out, _err = self.run()
        assert code == 0
        assert out.startswith("Nothing found: ")
        assert all(name in out for name in checking.CHECKS)

    def test_a_finding_is_one_line_that_says_where_and_what_to_do(self, stored, media):
        path_of(stored, media).unlink()
        code, out, err = self.run("--only", "files", "words")
        assert code == 1
        [line] = out.splitlines()
        assert line.startswith(f"file-missing: office.storedfile {stored.pk}: files/")
        assert " → put it back from a backup" in line
        assert err == "1 finding(s): file-missing 1."

    def test_a_machine_is_told_the_same(self, stored, media):
        path_of(stored, media).unlink()
        code, out, _err = self.run("--json")
        told = json.loads(out)
        assert (code, told["ok"], told["counts"]) == (1, False, {"file-missing": 1})
        assert told["findings"][0]["where"] == f"office.storedfile {stored.pk}"

    def test_what_follows_from_its_row_is_mended_and_the_rest_is_left(self, stored, media, department):
        path_of(stored, media).unlink()
        Unit.objects.filter(pk=department.pk).update(search_text="khác")
        code, out, err = self.run("--mend")
        assert (code, len(out.splitlines())) == (1, 1)
        assert "mended: accounts.unit" in err
        department.refresh_from_db()
        assert "to chuc can bo" in department.search_text
        assert self.run("--only", "words")[0] == 0

    def test_a_wrong_number_is_refused(self):
        assert self.run("--last", "0")[0] == 1


def test_two_checks_of_one_name_would_hide_each_other():
    with pytest.raises(ValueError, match="files"):
        checking.register(files=integrity.files)
