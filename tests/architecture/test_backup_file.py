"""The file of a backup: written whole or not at all, and refused if one byte of it is another."""

import io
import tarfile

import pytest

from config.backups.archive import MEDIA, Manifest, Reader, Writer, verified
from config.backups.trouble import Trouble


def manifest(parts, **more):
    database = {"kind": "sqlite", "version": "3", "part": "database.sqlite3"}
    told = {
        "version": "1",
        "commit": "",
        "made_at": "2026-01-01T00:00:00+00:00",
        "kind": "real",
        "migrations": {},
        "rows": {},
        "head": None,
    }
    return Manifest(**told | {"database": database, "parts": parts} | more)


def written(target, contents, **more):
    with Writer(target) as archive:
        for name, content in contents.items():
            file = target.with_name("part")
            file.write_bytes(content)
            with file.open("rb") as part:
                archive.add(name, part)
        archive.finish(manifest(archive.parts, **more))
    return target


@pytest.fixture
def backup(tmp_path):
    return written(tmp_path / "a.tar", {"database.sqlite3": b"rows" * 100, f"{MEDIA}files/ab/{'x' * 120}": b"a file", f"{MEDIA}empty": b""})


def test_what_was_written_is_read(backup):
    with verified(backup) as archive:
        assert isinstance(archive, Reader)
        assert archive.manifest.dump.size == 400
        assert [(part.name[:8], part.size) for part in archive.manifest.files] == [("media/fi", 6), ("media/em", 0)]
        assert archive.open(archive.manifest.files[0]).read() == b"a file"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in backup.parent.iterdir()} == {"a.tar", "part"}


def test_any_changed_byte_is_refused(backup, tmp_path):
    whole = backup.read_bytes()
    other = tmp_path / "b.tar"
    for place in range(0, len(whole), 29):
        other.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Trouble), verified(other):
            pass
    with verified(backup):
        pass  # the whole one is taken


@pytest.mark.parametrize("cut", [1, 600, 5000])
def test_a_file_that_was_cut_off_is_refused(backup, cut):
    whole = backup.read_bytes()
    end = len(whole.rstrip(b"\0"))
    backup.write_bytes(whole[: end - cut])
    with pytest.raises(Trouble, match=r"no whole backup|damaged"), verified(backup):
        pass


def test_the_part_that_was_altered_is_named(backup):
    backup.write_bytes(backup.read_bytes().replace(b"a file", b"A file"))
    with pytest.raises(Trouble, match=r"media/files/ab/x+ is another\. Nothing was touched"), verified(backup):
        pass


def test_what_is_added_is_refused_and_so_is_another_tar(backup, tmp_path):
    with tarfile.open(backup, "a") as tar:
        tar.addfile(tarfile.TarInfo("media/more"), io.BytesIO())
    with pytest.raises(Trouble, match="manifest or its seal"), verified(backup):
        pass
    (tmp_path / "c.tar").write_text("no tar at all")
    for path in (tmp_path / "c.tar", tmp_path / "nowhere.tar"):
        with pytest.raises(Trouble), verified(path):
            pass


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "/etc/passwd"])
def test_no_part_leaves_the_folder_of_the_files(tmp_path, name):
    with (
        pytest.raises(Trouble, match="damaged or was altered"),
        verified(written(tmp_path / "a.tar", {"database.sqlite3": b"x", name: b"y"})),
    ):
        pass


def test_another_format_is_refused(tmp_path):
    with pytest.raises(Trouble, match="reads format 1"), verified(written(tmp_path / "a.tar", {"database.sqlite3": b"x"}, format=2)):
        pass


def test_what_stops_in_the_middle_leaves_nothing_and_takes_no_place(tmp_path):
    target = tmp_path / "a.tar"
    with pytest.raises(RuntimeError), Writer(target):
        raise RuntimeError
    assert not list(tmp_path.iterdir())
    with Writer(target) as archive:
        target.write_text("came meanwhile")
        with pytest.raises(Trouble, match="there already"):
            archive.finish(manifest([]))
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]
    assert target.read_text() == "came meanwhile"
