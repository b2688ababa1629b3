"""`manage.py backup` and `restore`: what was kept comes back, and whatever cannot be is refused with nothing touched."""

import json
import shutil
from dataclasses import asdict, replace
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import history, sealing
from accounts.history import System
from accounts.models import Event, Seal, Unit
from config.backups import making, postgresql, restoring
from config.backups.archive import Writer, verified
from config.backups.databases import known_migrations, ours, tables
from config.backups.restoring import Wish, restore
from config.backups.trouble import Trouble
from office import files
from tests.architecture.test_backup_file import manifest
from tests.factories import UnitFactory
from tests.office import uploads as u

pytestmark = pytest.mark.both
BY = System("tests")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def house(real_transactions):
    """A unit, a file, and a history that is sealed."""
    if connection.vendor == "postgresql":
        pytest.skip("a dozen seconds of programs of PostgreSQL: tests/faults/test_restore.py starts them")
    unit = UnitFactory(code="vu-chau-au", name_vi="Vụ Châu Âu")
    stored = files.store(files.check(u.upload("a.pdf", u.PDF)), by=BY, now=timezone.now())
    history.record(by=BY, verb="unit.rename", obj=unit, code=unit.code, at=timezone.now())
    sealing.seal(timezone.now())
    return stored


def told(command, *words, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *words, stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{err.getvalue()}{error}"
    return 0, out.getvalue() + err.getvalue()


def test_what_was_backed_up_comes_back(house, media, tmp_path):
    file = tmp_path / "a.tar"
    assert told("backup", str(file), dry_run=True)[0] == 0
    assert not file.exists()
    code, said = told("backup", str(file))
    assert (code, "1 files" in said, "1 events" in said) == (0, True, True)
    with verified(file) as archive:
        kept = archive.manifest
    assert kept.rows["accounts_event"] == 1
    assert kept.rows.keys() == set(tables())
    assert kept.head == {"event": Event.objects.get().pk, "hash": Seal.objects.get().hash}
    assert not [word for word in ("SECRET_KEY", "tests-only-") if word.encode() in file.read_bytes()]

    Unit.objects.update(name_vi="Tên khác")
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    (media / house.content.name).unlink()
    history.record(by=BY, verb="unit.rename", obj=Unit.objects.get(), code="x", at=timezone.now())
    sealing.seal(timezone.now())
    assert "is not empty" in told("restore", str(file), reason="đĩa hỏng")[1]
    assert Unit.objects.get().name_vi == "Tên khác"
    code, said = told("restore", str(file), reason="đĩa hỏng", replace=ours().name())
    assert (code, "Nothing found" in said) == (0, True), said

    assert Unit.objects.get().name_vi == "Vụ Châu Âu"
    assert files.open_file(house) == u.PDF
    assert not Session.objects.exists(), "whoever had signed in does so again"
    lines = list(Event.objects.order_by("pk").values_list("verb", "body__reason"))
    assert lines == [("unit.rename", ""), ("history.restored", "đĩa hỏng")]
    assert told("verify_history") == (0, "The history is whole: 2 sealed events verified.\n")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(verb="x")
    assert UnitFactory(code="moi").pk, "the next key is free"


def test_files_that_were_gone_or_altered_before_are_named(house, media, tmp_path, django_capture_on_commit_callbacks):
    other = files.store(files.check(u.upload("b.pdf", u.PDF)), by=BY, now=timezone.now())
    erased = files.store(files.check(u.upload("c.pdf", u.PDF)), by=BY, now=timezone.now())
    files.erase(erased, by=BY, reason="nhầm", now=timezone.now())
    (media / house.content.name).unlink()
    (media / other.content.name).chmod(0o600)
    (media / other.content.name).write_bytes(b"other")
    code, said = told("backup", str(tmp_path / "a.tar"))
    assert code == 2
    assert f"gone: {house.content.name}\naltered: {other.content.name}" in said
    assert "1 file(s) were gone and 1 altered" in said
    assert erased.content.name not in said


class TestBackupRefused:
    @pytest.fixture(autouse=True)
    def _dumps(self, db, monkeypatch):
        monkeypatch.setattr(postgresql, "must_dump", lambda: None)

    def test_it_takes_the_place_of_no_other_and_makes_no_folder(self, tmp_path):
        (tmp_path / "a.tar").write_text("one of before")
        assert "there already" in told("backup", str(tmp_path / "a.tar"))[1]
        assert (tmp_path / "a.tar").read_text() == "one of before"
        assert told("backup", str(tmp_path / "nowhere" / "a.tar"))[0] == 1

    def test_room_is_asked_for_first(self, tmp_path, monkeypatch):
        monkeypatch.setattr(making.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 0))
        code, said = told("backup", str(tmp_path))
        assert (code, "make room" in said) == (1, True)
        assert not list(tmp_path.glob("*.tar"))

    def test_a_name_with_day_and_time_is_given(self, settings, tmp_path):
        assert f"Would write {tmp_path}/lotrinh292-20" in told("backup", str(tmp_path), dry_run=True)[1]
        assert f"Would write {settings.VAR_DIR}/backups/lotrinh292-20" in told("backup", dry_run=True)[1]
        assert not (settings.VAR_DIR / "backups").exists()


def test_a_program_that_is_missing_or_older_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(postgresql, "_server", lambda: "99.1")
    with pytest.raises(Trouble, match=r"pg_dump is .*, and the server is 99: install the package postgresql-client-99"):
        postgresql.must_dump()
    monkeypatch.setattr(postgresql, "PLACES", "nowhere")
    monkeypatch.setattr(postgresql.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match="pg_dump is not installed here"):
        postgresql.must_dump()


class TestRestoreRefused:
    @pytest.fixture
    def refused(self, db, tmp_path, monkeypatch):
        """refused(…) is what is said of a backup whose manifest says that; nothing is touched."""
        monkeypatch.setattr(postgresql, "load", None)
        monkeypatch.setattr(restoring, "_put_back", None)

        def refused(reason="x", replace_with=None, **more):
            target = tmp_path / "a.tar"
            target.unlink(missing_ok=True)
            database = {"kind": ours().KIND, "version": "1", "part": "dump"} | more.pop("database", {})
            with Writer(target) as archive:
                (tmp_path / "dump").write_bytes(b"x")
                with (tmp_path / "dump").open("rb") as dump:
                    archive.add("dump", dump)
                archive.finish(replace(manifest(archive.parts), database=database, **more))
            name = ours().name() if replace_with is None else replace_with
            with pytest.raises(Trouble) as said:
                restore(Wish(target, reason, name), now=timezone.now(), say=lambda line: None)
            return str(said.value)

        return refused

    def test_one_of_the_other_kind_of_database(self, refused):
        other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
        assert f"The backup is of {other} and this system uses" in refused(database={"kind": other})

    def test_one_with_migrations_that_this_code_does_not_know(self, refused):
        said = refused(migrations={"plan": ["0001_initial", "0999_tomorrow"]})
        assert "does not know the migration(s) plan.0999_tomorrow" in said
        assert "plan.0001_initial" not in said

    def test_one_of_an_illustration(self, refused):
        assert "of demo data and DEMO is false" in refused(kind="demo")

    def test_into_a_database_that_is_not_empty_and_not_named(self, refused):
        assert f"say --replace {ours().name()}" in refused(replace_with="")
        assert "is not empty" in refused(replace_with="another")

    def test_without_a_reason(self, refused):
        assert "Give --reason" in refused(reason=" ")

    def test_one_whose_database_is_no_database(self, refused):
        assert refused() != ""

    def test_one_of_a_newer_server(self, refused):
        if connection.vendor == "postgresql":
            assert "bring it back into 99 or newer" in refused(database={"version": "99.1"})

    def test_without_room(self, refused, monkeypatch):
        monkeypatch.setattr(restoring.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 0))
        assert "Nothing was touched" in refused()


def test_migrations_of_this_code_are_known_also_those_that_were_squashed(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    assert applied <= known_migrations()
    assert ("accounts", "0002_history_triggers") in known_migrations()


@pytest.mark.parametrize(
    ("broken", "state"),
    [
        ("_put_back", "files were being put back: x. The database is as it was; files of the backup lie in MEDIA_ROOT"),
        ("load", "the database was being brought back: x. The database is as it was, for it changes as a whole"),
        ("_must_be_what_was_kept", "it was compared with the manifest: x. The database is that of the backup"),
        ("call_command", "migrations were being applied: x. The database is that of the backup and the files are back, but its tables"),
        ("_say_so", "the history was being told: x. The database is that of the backup and the files are back, but the history"),
    ],
)
def test_whatever_stops_it_says_what_was_left(monkeypatch, tmp_path, broken, state):
    class Archive:
        manifest = replace(manifest([]), parts=[restoring.Part("media/a", 1, "x")])

    class Database:
        name = staticmethod(lambda: "house")
        load = staticmethod(lambda part: None)

    def fails(*words, **options):
        raise OSError("x")

    for name in ("_put_back", "_must_be_what_was_kept", "call_command", "_say_so", "forget_what_was_prepared"):
        monkeypatch.setattr(restoring, name, fails if name == broken else lambda *words, **options: None)
    monkeypatch.setattr(restoring, "ours", lambda: Database)
    if broken == "load":
        Database.load = staticmethod(fails)
    with pytest.raises(Trouble) as said:
        restoring._bring_back(Archive(), tmp_path, Wish(tmp_path, "x"), timezone.now(), lambda line: None)
    assert str(said.value).startswith(f"It failed while {state}")


def test_the_manifest_is_json_that_a_person_can_read():
    told = manifest([restoring.Part("media/a", 1, "x")], head={"event": 1, "hash": "y"})
    assert json.loads(told.as_json()) == asdict(told)
