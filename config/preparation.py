"""What must be done before the first page: words, tables, data, static files; each only when what it is made from has changed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts import services, tables
from config import catalogues
from office.models import Installation
from overview import simulation

LOADERS = ("load_reference", "load_missions", "load_plan", "load_languages", "load_indicators", "load_questionnaires")
_ADVISORY_LOCK = 292_292


def prepare(say: Callable[[str], None]) -> None:
    make_folders()
    if compile_words():
        say("Words compiled.")
    _must_reach_the_database()
    with _one_host_at_a_time():
        done = _Done(settings.VAR_DIR / "prepared.json")
        _must_not_be_older_than_the_tables()
        if tables.lack_a_file():
            done.forget()  # a new database, a newer release, or a copy brought back that is older than what was done
        done.once("tables", _migration_files(), _migrate, say)
        _name_the_installation()
        done.belongs_to(_mark_of_the_database())
        new = settings.DEMO and simulation.may_begin(timezone.localdate())
        done.once("plan, network, units", _data_files(), lambda: _load(simulation.RECORDED_AT if new else None), say)
        if new:
            say("Making up a year of illustrative work …")
            call_command("simulate", verbosity=0)
        if changed := services.lock_anew():
            say(f"Second steps locked with the new SECRET_KEY: {changed}.")
        call_command("open_periods", verbosity=0)  # each time: a house that stood still for a quarter catches up
    done.once("static files", _static_files(), _collect, say)


def forget_what_was_prepared() -> None:
    """The database is another than it was: the next start brings its tables and data up to date, whatever it remembers."""
    (settings.VAR_DIR / "prepared.json").unlink(missing_ok=True)


def prepare_this_host(say: Callable[[str], None]) -> None:
    """What a host needs that runs a part of the house, without touching the database."""
    make_folders()
    compile_words()
    _Done(settings.VAR_DIR / "prepared.json").once("static files", _static_files(), _collect, say)


def make_folders() -> None:
    for folder in ("messages", "taken", "control"):
        (settings.QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    for path in (settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.EMAIL_FILE_PATH):
        Path(path).mkdir(parents=True, exist_ok=True)
    if settings.EMBEDDED:
        database = Path(settings.DATABASES["default"]["NAME"])
        database.parent.mkdir(parents=True, exist_ok=True)
        for path in (settings.VAR_DIR, *database.parent.glob(f"{database.name}*")):  # those made before they were closed to others
            Path(path).chmod(0o700 if Path(path).is_dir() else 0o600)


def compile_words() -> bool:
    try:
        return catalogues.compile_all(settings.BASE_DIR / "locale")
    except PermissionError as error:
        raise CommandError(
            f"The words are not compiled, and {Path(error.filename).parent} cannot be written by this user. "
            "Let whoever owns the code run `.venv/bin/python -m config.catalogues` once after each change of the code."
        ) from error


def _must_reach_the_database() -> None:
    """Whoever starts the house is told why it is not reached: a pool of connections says only that it waited in vain."""
    if connection.vendor != "postgresql":
        return
    asked = {key: value for key, value in connection.get_connection_params().items() if key not in {"pool", "context", "cursor_factory"}}
    import psycopg  # present wherever there is such a database

    try:
        psycopg.connect(**asked).close()
    except psycopg.OperationalError as error:
        raise CommandError(f"The database is not reached; look at DATABASE_URL and DATABASE_PASSWORD. It says: {error}") from error


def _must_not_be_older_than_the_tables() -> None:
    if newer := tables.ahead():
        raise CommandError(newer)


def _migrate() -> None:
    """Whoever may not is told before the first of several migrations, not by the database in the middle of them."""
    if (closed := tables.closed()) and tables.pending():
        raise CommandError(
            f"The tables are to be changed, but {closed}: run `manage.py prepare` as the owner of the tables, then start again."
        )
    call_command("migrate", interactive=False, verbosity=0)


class _Done:
    """A file that remembers from what each step was last made, and for which database."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.stamps: dict[str, str] = json.loads(file.read_text())
        except (OSError, ValueError):
            self.stamps = {}
        if self.stamps.get("database") != _mark_of_the_database():
            self.forget()

    def forget(self) -> None:
        """What was done to a database; the static files are none of it."""
        self.stamps = {name: stamp for name, stamp in self.stamps.items() if name == "static files"}

    def once(self, name: str, files: Iterable[Path], step: Callable[[], object], say: Callable[[str], None]) -> None:
        stamp = _digest(files)
        if self.stamps.get(name) != stamp:
            say(f"Preparing {name} …")
            step()
            self._keep(name, stamp)

    def belongs_to(self, mark: str) -> None:
        if self.stamps.get("database") != mark:
            self._keep("database", mark)

    def _keep(self, name: str, stamp: str) -> None:
        self.stamps[name] = stamp
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.stamps, indent=1))
        part.replace(self.file)


def _mark_of_the_database() -> str:
    """Which database this is; empty before its tables exist."""
    try:
        made_at = Installation.objects.values_list("made_at", flat=True).first()
    except DatabaseError:
        return ""
    return made_at.isoformat() if made_at else ""


def _name_the_installation() -> None:
    """A database is made real or made as an illustration, once; a real one never becomes an illustration."""
    kind = Installation.Kind.DEMO if settings.DEMO else Installation.Kind.REAL
    made, _ = Installation.objects.get_or_create(id=1, defaults={"kind": kind})
    if settings.DEMO and made.kind != Installation.Kind.DEMO:
        raise CommandError("DEMO is set, but this database was made for real data. Unset DEMO, or name another database.")


def _load(recorded_at: datetime | None) -> None:
    for command in LOADERS:
        call_command(command, verbosity=0, recorded_at=recorded_at)


def _collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _migration_files() -> Iterator[Path]:
    yield settings.BASE_DIR / "requirements.txt"  # libraries bring tables too
    yield from settings.BASE_DIR.glob("*/migrations/*.py")


def _data_files() -> Iterator[Path]:
    """The data, and the code that reads it."""
    for app in _apps_with_data():
        yield from app.glob("*.py")
        for below in ("data", "models", "management/commands"):
            yield from (app / below).glob("*")


def _static_files() -> Iterator[Path]:
    yield settings.BASE_DIR / "requirements.txt"  # libraries bring files too
    yield Path(__file__).with_name("static.py")
    yield from (settings.BASE_DIR / "static").rglob("*")


def _apps_with_data() -> Iterator[Path]:
    for label, path in tables.own_apps().items():
        if label != "config":
            yield path


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        total.update(str(file.relative_to(settings.BASE_DIR)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


@contextmanager
def _one_host_at_a_time() -> Iterator[None]:
    """Of several hosts that start at once, one prepares the database and the others wait."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
