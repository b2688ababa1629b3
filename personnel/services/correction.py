"""What a person asks to have put right of what is held on them, and the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import needed, wrong
from accounts.given import text as tidy_text
from accounts.history import Unnamed
from accounts.models import User
from office import outbox
from personnel import notices
from personnel.models import Correction, Officer
from personnel.services.officer import must_stand, record


@transaction.atomic
def ask_for_correction(*, officer: Officer, text: str, by: User, now: datetime, seen: int | None) -> Correction:
    """The line names who asks by the number alone: only they can ask, and would give it away."""
    officer.lock_seen(seen)  # of the same question sent twice at once the second is known
    must_stand(officer)
    text = needed(text, "text", _("Say what is to be put right."))
    if officer.corrections.filter(state=Correction.State.ASKED, text=text).exists():
        raise wrong(_("You have asked for this already; it has not been answered yet."), "text")
    row = Correction.objects.create(officer=officer, text=text, asked_by=by, asked_at=now)
    record("personnel.correction_asked", officer, Unnamed(officer.label), now, {"text": (None, text)})
    return row


@transaction.atomic
def answer_correction(*, correction: Correction, state: str, answer: str, by: User, now: datetime, seen: int | None) -> Correction:
    """Put right, or refused with a reason. What is put right is changed on the page of the officer, with its own history."""
    correction.lock_seen(seen)
    answer = tidy_text(answer)
    if correction.state != Correction.State.ASKED:
        raise wrong(_("This has been answered already."))
    if state not in (Correction.State.MADE, Correction.State.REFUSED):
        raise wrong(_("Choose an answer."), "state")
    if state == Correction.State.REFUSED and not answer:
        raise wrong(_("Say why it is refused."), "answer")
    correction.save_seen(None, {"state": state, "answer": answer, "answered_by": by, "answered_at": now})
    changes = {"state": (Correction.State.ASKED.value, state), "answer": (None, answer)}
    record("personnel.correction_answered", correction.officer, by, now, changes)
    if letter := notices.of_correction(correction):
        outbox.post(letter, now=now)
    return correction
