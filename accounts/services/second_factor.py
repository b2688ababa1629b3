"""The second step at sign-in: set up, taken away, its codes used. No secret stands in the history, in a mail or in the log."""

from __future__ import annotations

import logging
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import access, factors, history, one_time
from accounts.history import Actor
from accounts.models import Event, User
from accounts.permissions import Permission
from accounts.services.memberships import hold_people, unit_of
from accounts.services.people import end_sessions

logger = logging.getLogger("sign_in")


def set_up(*, user: User, key: str, code: str, by: User, now: datetime, session: str | None = None) -> list[str]:
    """The phone that holds `key` belongs to the person from now on, in place of any other. Answers the recovery codes, told once.

    `session`: the present one; every other ends, for it was opened without this phone. ValidationError: the code is not of the key."""
    _must_be_own(by, user)
    step = one_time.step_of(key, one_time.typed(code), now)
    if step is None:
        raise _wrong()
    codes = one_time.new_recovery_codes()
    hashes = one_time.hashes_of(codes)  # takes a while: before anything is held
    with transaction.atomic():
        hold_people(user)
        had = _forget(user)
        Authenticator.objects.create(user=user, type=factors.PHONE, data={"secret": one_time.lock(key), "step": step}, created_at=now)
        Authenticator.objects.create(user=user, type=factors.RECOVERY, data={"hashes": hashes}, created_at=now)
        end_sessions(user, now, but=session)
        _told(user, _tell("factor.move" if had else "factor.setup", user, by, now), now)
    return codes


def make_codes(*, user: User, by: User, now: datetime) -> list[str]:
    """Ten new recovery codes, told once; the old ones open nothing any more."""
    _must_be_own(by, user)
    codes = one_time.new_recovery_codes()
    hashes = one_time.hashes_of(codes)
    with transaction.atomic():
        hold_people(user)
        if not factors.has_factor(user):
            raise ValidationError(_("Two-step sign-in is not set up."))
        Authenticator.objects.filter(user=user, type=factors.RECOVERY).delete()
        Authenticator.objects.create(user=user, type=factors.RECOVERY, data={"hashes": hashes}, created_at=now)
        _told(user, _tell("factor.codes", user, by, now), now)
    return codes


@transaction.atomic
def remove_factor(*, user: User, by: Actor, now: datetime, reason: str = "", session: str | None = None) -> None:
    """The password alone opens the account again. By the person, unless they must have it; by an administrator for somebody who
    has lost phone and codes, with a reason. Their sessions end, the present one apart."""
    hold_people(user)
    _must_take(by, user, reason, now)
    if not _forget(user):
        raise ValidationError(_("Two-step sign-in is not set up."))
    end_sessions(user, now, but=session)
    _told(user, _tell("factor.remove", user, by, now, reason=reason), now)


def use_code(*, user: User, code: str, now: datetime) -> Authenticator:
    """What the person has typed as the second step, each code once: six digits of the phone, or a recovery code.
    ValidationError: wrong, used before, too old, or the account is closed."""
    code = one_time.typed(code)
    used = None
    if user.is_active:
        used = _use_recovery_code(user, code, now) if one_time.is_recovery_code(code) else _use_digits(user, code, now)
    if used is None:
        raise _wrong()
    return used


def _use_digits(user: User, code: str, now: datetime) -> Authenticator | None:
    """The step is remembered in the row and not in the cache, which two processes may read at once, and which Redis may lose."""
    found = factors.factor_of(user)
    try:
        step = one_time.step_of(one_time.unlock(found.data["secret"]), code, now) if found else None
    except one_time.Unreadable:
        logger.error("A second step cannot be read: SECRET_KEY was changed without SECRET_KEY_FALLBACKS.", extra={"user": user.pk})
        return None
    if found is None or step is None:
        return None
    with transaction.atomic():
        held = Authenticator.objects.select_for_update(no_key=True).filter(pk=found.pk).first()
        if held is None or step <= held.data["step"]:
            return None
        held.data["step"] = step
        held.save(update_fields=["data"])
    return held


def _use_recovery_code(user: User, code: str, now: datetime) -> Authenticator | None:
    found = Authenticator.objects.filter(user=user, type=factors.RECOVERY).first()
    mine = one_time.hash_of(code, found.data["hashes"]) if found else None
    if found is None or mine is None:
        return None
    with transaction.atomic():
        held = Authenticator.objects.select_for_update(no_key=True).filter(pk=found.pk).first()
        if held is None or mine not in held.data["hashes"]:
            return None
        before = len(held.data["hashes"])
        held.data["hashes"] = [kept for kept in held.data["hashes"] if kept != mine]
        held.save(update_fields=["data"])
        changes = {"codes_left": (before, before - 1)}
        _told(user, _tell("factor.code_used", user, user, now, changes=changes), now)
    return held


def note_refused_code(*, user: User, is_slowed: bool, now: datetime) -> None:
    """A line of the log. Who is slowed down has given five wrong codes in five minutes: the password was right, so its owner is told,
    once a day."""
    said = "A second step was put off after five wrong codes." if is_slowed else "A second step was refused."
    logger.log(logging.WARNING if is_slowed else logging.INFO, said, extra={"user": user.pk})
    if is_slowed:
        with translation.override(user.language):
            head = _("Wrong codes for your account")
            line = _("Somebody knows your password and has given wrong codes five times. If it was not you, set a new password now.")
            _post(user, f"slowed {localdate(now)}", head, line, reverse("account_reset_password"), now)


@transaction.atomic
def lock_anew() -> int:
    """After a change of SECRET_KEY, while SECRET_KEY_FALLBACKS still names the old one; answers for how many. Nothing that a person
    would call a change: no history."""
    done = 0
    for row in Authenticator.objects.select_for_update(no_key=True).filter(type=factors.PHONE):
        try:
            locked = one_time.locked_anew(row.data["secret"])
        except one_time.Unreadable:
            logger.error("A second step cannot be read: SECRET_KEY was changed without SECRET_KEY_FALLBACKS.", extra={"user": row.user_id})
            continue
        if locked:
            row.data["secret"] = locked
            row.save(update_fields=["data"])
            done += 1
    return done


def forget_factor(user: User) -> None:
    """With the account, which says so itself."""
    _forget(user)


def _forget(user: User) -> bool:
    """Whether there was a phone."""
    rows = Authenticator.objects.filter(user=user)
    had = rows.filter(type=factors.PHONE).exists()
    rows.delete()
    return had


def _must_be_own(by: User, user: User) -> None:
    if by.pk != user.pk:
        raise PermissionDenied
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it first."))


def _must_take(by: Actor, user: User, reason: str, now: datetime) -> None:
    if isinstance(by, User) and by.pk == user.pk:
        if factors.must_have(user, localdate(now)):
            raise ValidationError(_("With your roles you must have two-step sign-in. You can move it to another phone."))
        return
    if isinstance(by, User) and not access.may_take_factor(by, user):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})


def _wrong() -> ValidationError:
    return ValidationError(
        _("This code is not right, or it has been used. Wait for the next one, and see that the phone's clock is right.")
    )


def _tell(verb: str, user: User, by: Actor, now: datetime, *, reason: str = "", changes: dict | None = None) -> Event:
    under = Permission.ADMINISTRATORS_MANAGE if isinstance(by, User) and by.pk != user.pk else None
    told = {"code": user.email, "label": user.name, "unit": unit_of(user, now), "changes": changes, "reason": reason, "under": under}
    return history.record(by=by, verb=verb, obj=user, at=now, **told)  # type: ignore[arg-type]


def _told(user: User, event: Event, now: datetime) -> None:
    """A mail to the person of what has just been written down: it may not have been them."""
    with translation.override(user.language):
        head, line = _letters()[event.verb]
        if_not = _("If it was not you, set a new password and tell the administrator of the system at once.")
        _post(user, f"event {event.pk}", head, f"{line}\n{if_not}", reverse("mfa_index"), now)


def _letters() -> dict[str, tuple[str, str]]:
    """Subject and first line by what was done, in the language that is active."""
    return {
        "factor.setup": (
            _("Two-step sign-in is set up"),
            _("From now on your account is opened by the password and a code of your phone. Other browsers are signed out."),
        ),
        "factor.move": (
            _("Two-step sign-in has moved to another phone"),
            _("From now on the codes of the new phone count, and new recovery codes. Other browsers are signed out."),
        ),
        "factor.remove": (
            _("Two-step sign-in is switched off"),
            _("From now on the password alone opens your account. Other browsers are signed out."),
        ),
        "factor.codes": (_("New recovery codes"), _("New recovery codes were made for your account; the old ones no longer work.")),
        "factor.code_used": (_("A recovery code was used"), _("A recovery code was used for your account. It does not work again.")),
    }


def _post(user: User, event: str, head: str, line: str, address: str, now: datetime) -> None:
    post = import_string(settings.ACCOUNT_MAIL)  # the outbox stands above this app
    post(user=user, event=event, subject=head, line=line, address=address, now=now)
