"""The outbox (design rule 12): a mail is a row, written in the transaction of its cause, and sent by a job.

    outbox.post(Letter(kind="report-due", event="2026-Q4/emb-fr due-3", user=person, subject=…, text=…), now=now)

The job claims a row by one conditional UPDATE under a lease, sends it, and writes down what became of it. A mail server
that is away costs time, never a mail: nothing is claimed until it answers. What it refuses for now is tried again with
growing pauses; what it refuses for good is shown to staff with the address. A worker killed between claim and answer
leaves a lease that runs out; the mail then goes out again with the same Message-ID: the one case in which it can come twice.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urljoin

from celery import current_app
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import history
from accounts.folding import clean
from accounts.history import System
from accounts.models import User
from accounts.permissions import Permission
from office.installation import is_demo
from office.models import Mail, MailOff
from office.smtp import Unanswered

logger = logging.getLogger("outbox")

JOB = "office.jobs.send_mail"
LEASE = timedelta(seconds=75)  # three answers of the server of at most EMAIL_TIMEOUT each and its last; nothing else happens under it
PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 40))  # then every hour
AFTER_NO_ANSWER = timedelta(minutes=10)
PATIENCE = timedelta(days=3)  # of trying what the server refuses for now
WORK_FOR = timedelta(seconds=120)  # of one job; what is left follows with the next sweep
TEXT_KEPT, ROW_KEPT = timedelta(days=30), timedelta(days=400)
MOST_BYTES = 30 * 1024
_OFF_SALT = "office.outbox.off"

LATER = gettext_noop("The mail server refuses it for now; it is tried again.")
REFUSED = gettext_noop("The mail server refuses this address or this mail.")
GIVEN_UP = gettext_noop("The mail server refused it for three days.")
UNWRITTEN_YET = gettext_noop("The system could not write this mail; it is tried again.")
UNWRITTEN = gettext_noop("The system could not write this mail for three days.")
UNANSWERED = gettext_noop("The mail server took it and did not say whether it keeps it: it may have arrived.")
UNREACHABLE = gettext_noop("The mail server does not answer; nothing is lost, it is asked every half minute.")
CLOSED = gettext_noop("The account has been closed, or has no address.")
NOT_NEEDED = gettext_noop("What it was about was done before it could be sent.")


@dataclass(frozen=True)
class Kind:
    """A kind of mail: its name, a sentence for those who choose, and whether one may do without it."""

    key: str
    label: str | Promise
    sentence: str | Promise
    is_optional: bool = False
    still_wanted: Callable[[Mail, datetime], bool] | None = None  # asked once more before it goes out


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """In `AppConfig.ready()` of the app that writes them."""
    KINDS.update({kind.key: kind for kind in kinds})


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a mail: `path` below MEDIA_ROOT, of which a row elsewhere says that it stays."""

    path: str
    name: str
    type: str


@dataclass(frozen=True)
class Letter:
    """What is to be said to one person, in the person's language."""

    kind: str
    event: str  # with the person, what makes the mail the only one
    user: User
    subject: str
    text: str
    enclosed: Enclosed | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.event}:{self.user.pk}:mail"


class HeaderBroken(ValueError):
    """A subject over more than one line would write headers of its own."""


_silent: ContextVar[bool] = ContextVar("outbox_silent", default=False)


@contextmanager
def silent() -> Iterator[None]:
    """While an illustration is told: what is made up sends no mail."""
    before = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(before)


@transaction.atomic
def post(letter: Letter, *, now: datetime) -> Mail | None:
    """Put one letter into the outbox; None if it lies there already, or the person does without such mail."""
    posted = post_all([letter], now=now)
    return posted[0] if posted else None


@transaction.atomic
def post_all(letters: Sequence[Letter], *, now: datetime) -> list[Mail]:
    """Several at once, with one wake-up; what lies there already is left as it is."""
    if _silent.get():
        return []
    off = set(MailOff.objects.filter(user__in={letter.user.pk for letter in letters}).values_list("user_id", "kind"))
    posted = []
    for letter in letters:
        if KINDS[letter.kind].is_optional and (letter.user.pk, letter.kind) in off:
            continue
        mail, created = Mail.objects.get_or_create(key=letter.key, defaults=_row(letter, now))
        if created:
            posted.append(mail)
    if posted:
        transaction.on_commit(wake)
    return posted


def _row(letter: Letter, now: datetime) -> dict[str, Any]:
    if any(sign in letter.subject for sign in "\r\n"):
        raise HeaderBroken(letter.subject)
    if len(letter.text.encode()) > MOST_BYTES:
        raise ValueError(f"{letter.key}: a mail of {len(letter.text.encode())} bytes is too long for a slow line")
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {
        "kind": letter.kind,
        "user": letter.user,
        "address": letter.user.email,
        "language": letter.user.language,
        "subject": clean(letter.subject)[:300],
        "text": letter.text,
        "enclosed": asdict(letter.enclosed) if letter.enclosed else None,
        "message_id": f"<{salted_hmac('outbox', letter.key).hexdigest()[:32]}@{domain}>",
        "not_before": now,
        "created_at": now,
    }


def wake() -> None:
    """Tell a worker. A broker that does not answer loses nothing: the sweep sends what is due."""
    try:
        current_app.send_task(JOB, retry=False, expires=60)
    except Exception as error:  # whatever the carrier raises, the rows stand
        logger.error("Mail waits for the sweep: the broker took no message (%s: %s).", type(error).__name__, error)


def claim(mail_id: int, now: datetime) -> Mail | None:
    """Take the mail for this process, by one conditional UPDATE; None when there is nothing to take."""
    owner = uuid.uuid4()
    taken = (
        Mail.objects.due(now)
        .filter(pk=mail_id)
        .update(state=Mail.State.SENDING, owner=owner, lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return Mail.objects.select_related("user").filter(pk=mail_id, owner=owner).first() if taken else None


def send_due(clock: Callable[[], datetime] = timezone.now) -> int:
    """Send what is due, the longest waiting first; answers how many went out. A server that does not answer ends the round
    before anything is claimed."""
    began, sent, line = clock(), 0, _line()
    try:
        while clock() - began < WORK_FOR and (first := Mail.objects.first_due(clock())):
            try:
                line.open()
            except (SMTPException, OSError) as error:
                _say_unreachable(first, error)
                break
            if mail := claim(first.pk, clock()):
                sent += send(mail, line, clock)
    finally:
        _hang_up(line)
    return sent


def _line() -> Any:
    """The way out: an illustration writes files, unless it was told to send."""
    return get_connection("config.mail.ReadableFiles" if is_demo() and not settings.DEMO_SENDS_MAIL else None)


def _hang_up(line: Any) -> None:
    try:
        line.close()
    except (SMTPException, OSError) as error:
        logger.info("The mail server did not say goodbye: %s", error)


def send(mail: Mail, line: Any, clock: Callable[[], datetime]) -> bool:
    """Send one claimed mail and write down what became of it, whatever goes wrong: the mails behind it go out."""
    try:
        if why := _not_to_be_sent(mail, clock()):
            _finish(mail, Mail.State.DROPPED, why, clock())
            return False
        line.send_messages([_message(mail, line)])
    except Exception as error:
        _hang_up(line)  # whatever state the talk was in
        _refused(mail, error, clock())
        return False
    if not _finish(mail, Mail.State.SENT, "", clock()):
        logger.warning("Mail %s was sent after its lease had run out; it may go out twice.", mail.pk)
    return True


def _not_to_be_sent(mail: Mail, now: datetime) -> str:
    if not mail.user.is_active or mail.user.has_no_address:
        return CLOSED
    kind = KINDS.get(mail.kind)
    return NOT_NEEDED if kind and kind.still_wanted and not kind.still_wanted(mail, now) else ""


def _message(mail: Mail, line: Any) -> EmailMessage:
    kind = KINDS.get(mail.kind)
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    if kind and kind.is_optional:
        headers["List-Unsubscribe"] = f"<{off_address(mail.user, mail.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with translation.override(mail.language):
        house = _("Roadmap 292")
        subject, text = f"[{house}] {mail.subject}", mail.text
        if is_demo():
            mark = _("Illustrative data")
            subject, text = f"({mark}) {subject}", f"*** {mark} ***\n\n{text}"
    if mail.address != mail.user.email:
        Mail.objects.held_by(mail).update(address=mail.user.email)
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [mail.user.email], headers=headers, connection=line)
    if mail.enclosed:
        _enclose(message, mail, Enclosed(**mail.enclosed))
    return message


def _enclose(message: EmailMessage, mail: Mail, file: Enclosed) -> None:
    """A file that is gone does not keep the mail back: what it says stands in the text, with a link."""
    try:
        message.attach(file.name, (Path(settings.MEDIA_ROOT) / file.path).read_bytes(), file.type)
    except OSError as error:
        logger.warning("Mail %s goes without its file: %s", mail.pk, error)


def _refused(mail: Mail, error: Exception, now: datetime) -> None:
    """For good: shown to staff. For now, or the line broke, or the fault is ours: again after a pause, for three days. Taken
    without a word: once more, since it may have arrived; a person decides on a third time."""
    ours = not isinstance(error, SMTPException | OSError)
    if ours:
        logger.error("Mail %s to user %s could not be written.", mail.pk, mail.user_id, exc_info=error)
    if isinstance(error, Unanswered):
        _unanswered(mail, error, now)
    elif _is_final(error):
        logger.error("Mail %s to user %s was refused: %s", mail.pk, mail.user_id, _said(error))
        _finish(mail, Mail.State.FAILED, f"{REFUSED}\n{_said(error)}", now)
    elif now - mail.created_at > PATIENCE:
        logger.error("Mail %s to user %s was given up: %s", mail.pk, mail.user_id, _said(error))
        _finish(mail, Mail.State.GAVE_UP, f"{UNWRITTEN if ours else GIVEN_UP}\n{_said(error)}", now)
    else:
        pause = PAUSES[mail.attempts - 1] if mail.attempts <= len(PAUSES) else timedelta(hours=1)
        _wait(mail, now + pause, f"{UNWRITTEN_YET if ours else LATER}\n{_said(error)}")


def _unanswered(mail: Mail, error: Unanswered, now: datetime) -> None:
    said = f"{UNANSWERED}\n{_said(error)}"
    if mail.error.startswith(UNANSWERED):
        logger.error("Mail %s to user %s was taken twice without an answer.", mail.pk, mail.user_id)
        _finish(mail, Mail.State.GAVE_UP, said, now)
    else:
        _wait(mail, now + AFTER_NO_ANSWER, said)


def _wait(mail: Mail, until: datetime, error: str) -> None:
    Mail.objects.held_by(mail).update(state=Mail.State.WAITING, owner=None, lease_until=None, not_before=until, error=error)


def _is_final(error: Exception) -> bool:
    """The server said 5xx to this address or to this mail. What it says to our name or our password is not the mail's fault."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and 500 <= error.smtp_code < 600


def _said(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        answers: Iterable[tuple[int, Any]] = error.recipients.values()
    elif isinstance(error, SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return f"{type(error).__name__}: {error}"[:500]
    told = (words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words) for _code, words in answers)
    return clean(" ".join(f"{code} {words}" for (code, _w), words in zip(answers, told, strict=True)))[:500]


def _finish(mail: Mail, state: str, error: str, now: datetime) -> bool:
    return bool(Mail.objects.held_by(mail).update(state=state, error=error, owner=None, lease_until=None, finished_at=now))


def _say_unreachable(first: Mail, error: Exception) -> None:
    logger.error("The mail server does not answer (%s); mail waits.", _said(error))
    Mail.objects.filter(pk=first.pk, state=Mail.State.WAITING).update(error=f"{UNREACHABLE}\n{_said(error)}")


@transaction.atomic
def retry(*, mail: Mail, by: User, now: datetime) -> bool:
    """Once more, after the address or the server has been put right. Pressed twice it is sent once."""
    values = {"state": Mail.State.WAITING, "attempts": 0, "not_before": now, "created_at": now, "finished_at": None}
    if not Mail.objects.undelivered().filter(pk=mail.pk).update(**values):
        return False
    history.record(
        by=by, verb="office.mail_retried", obj=mail, code=mail.address, label=mail.subject, under=Permission.USERS_MANAGE, at=now
    )
    transaction.on_commit(wake)
    return True


def forget(now: datetime) -> int:
    """Texts are blanked a month after the end, rows go after four hundred days. Answers how many texts were blanked."""
    Mail.objects.filter(finished_at__lt=now - ROW_KEPT).delete()
    over = Mail.objects.filter(finished_at__lt=now - TEXT_KEPT, state__in=[Mail.State.SENT, Mail.State.DROPPED])
    return over.exclude(text="").update(text="")


def stalled_since(now: datetime) -> datetime | None:
    """Since when the mail that has been due longest is due."""
    first = Mail.objects.first_due(now)
    return (first.lease_until or first.not_before) if first else None


# What a person does without


def off_address(user: User, kind: str) -> str:
    """The link by which one switches off this kind, and nothing else."""
    return absolute(reverse("office:mail-off", args=[signing.dumps([user.pk, kind], salt=_OFF_SALT)]))


def switched_off(user: User) -> set[str]:
    """The kinds that the person does without."""
    return set(MailOff.objects.filter(user=user).values_list("kind", flat=True))


def read_off(token: str) -> tuple[User, Kind] | None:
    try:
        pk, key = signing.loads(token, salt=_OFF_SALT)
    except signing.BadSignature:
        return None
    user, kind = User.objects.filter(pk=pk).first(), KINDS.get(key)
    return (user, kind) if user and kind and kind.is_optional else None


@transaction.atomic
def switch(*, user: User, off: Iterable[str], now: datetime, by: User | System | None = None) -> None:
    """The person does without exactly these kinds; what duty needs cannot be switched off."""
    wanted = {key for key in off if key in KINDS and KINDS[key].is_optional}
    had = switched_off(user)
    if wanted == had:
        return
    MailOff.objects.filter(user=user, kind__in=had - wanted).delete()
    MailOff.objects.bulk_create([MailOff(user=user, kind=key, since=now) for key in sorted(wanted - had)], ignore_conflicts=True)
    changes = {"mail_off": (", ".join(sorted(had)), ", ".join(sorted(wanted)))}
    history.record(by=by or user, verb="user.mail", obj=user, code=user.email, label=user.name, changes=changes, at=now)


def absolute(path: str) -> str:
    """A link as it stands in a mail."""
    return urljoin(settings.SITE_ADDRESS, path)
