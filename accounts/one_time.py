"""Codes of the second step at sign-in: six digits that an app on the phone shows (TOTP, RFC 6238), and recovery codes for the day
on which the phone is lost. No question to the database and no clock of its own: the moment comes in."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import constant_time_compare, salted_hmac

ISSUER = "Lộ trình 292"  # how the app names the house
STEP = 30  # seconds for which a code is shown
DRIFT = 1  # steps by which the clock of a phone may be ahead or behind
KEY_BYTES = 20
RECOVERY_CODES, RECOVERY_DIGITS = 10, 12


class Unreadable(Exception):
    """What was locked with a SECRET_KEY that the house no longer knows."""


def lock(text: str) -> str:
    """Encrypted with a key of its own that follows from SECRET_KEY."""
    return _fernet().encrypt(text.encode()).decode()


def unlock(locked: str, *, not_older: int | None = None) -> str:
    """`not_older`: seconds since it was locked. Unreadable: locked with another key, altered, or older."""
    try:
        return _fernet().decrypt(locked.encode(), ttl=not_older).decode()
    except InvalidToken as error:
        raise Unreadable from error


def locked_anew(locked: str) -> str | None:
    """The same under the SECRET_KEY of today; None where it is already."""
    try:
        _keys()[0].decrypt(locked.encode())
    except InvalidToken:
        return lock(unlock(locked))
    return None


def _fernet() -> MultiFernet:
    return MultiFernet(_keys())


def _keys() -> list[Fernet]:
    made = [salted_hmac("accounts.one_time", "lock", secret=key, algorithm="sha256") for key in _secrets()]
    return [Fernet(base64.urlsafe_b64encode(digest.digest())) for digest in made]


def _secrets() -> Iterable[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


# The six digits of the phone


def new_key() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def digits(key: str, step: int) -> str:
    """The code that the app shows in this step; the algorithm is the one that every app speaks."""
    return HOTP(base64.b32decode(key), 6, SHA1()).generate(step).decode()  # noqa: S303 - RFC 6238, an HMAC


def step_of(key: str, code: str, now: datetime) -> int | None:
    """The step to which the code belongs, of those that a clock slightly off may be in; None for a wrong code."""
    found = None
    for step in range(step_at(now) - DRIFT, step_at(now) + DRIFT + 1):
        if constant_time_compare(digits(key, step), code):
            found = step
    return found


def app_address(key: str, account: str) -> str:
    """What the square code says to the app."""
    label = quote(f"{ISSUER}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': ISSUER}, quote_via=quote)}"


def in_fours(text: str) -> str:
    """As a person reads and types it."""
    return " ".join(re.findall(".{1,4}", text))


# Recovery codes


def new_recovery_codes() -> list[str]:
    """Twelve random digits each: forty bits, by the same keys of a phone as the six."""
    return [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES)]


def hashes_of(codes: Iterable[str]) -> list[str]:
    """As passwords are hashed, each with its own salt: forty bits could be tried out against a plain hash."""
    return [make_password(code) for code in codes]


def hash_of(code: str, hashes: Iterable[str]) -> str | None:
    """The one of the hashes to which the code belongs."""
    return next((kept for kept in hashes if check_password(code, kept)), None)


def typed(code: str) -> str:
    """Without the spaces and hyphens that make it readable."""
    return re.sub(r"[\s\-–]", "", code)


def is_recovery_code(code: str) -> bool:
    """By its form; whether it is anybody's is another question."""
    return len(code) == RECOVERY_DIGITS and code.isascii() and code.isdigit()
