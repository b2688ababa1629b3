"""The codes themselves: those of the standard, each once, hashed or locked at rest."""

from datetime import UTC, datetime

import pytest

from accounts import one_time

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: the ASCII letters 12345678901234567890


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_the_digits_are_those_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert one_time.digits(RFC, one_time.step_at(moment)) == code


def test_what_is_locked_opens_with_the_key_of_today_and_those_before(settings):
    locked = one_time.lock("bí mật")
    assert "bí mật" not in locked
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert one_time.unlock(locked) == "bí mật"
    anew = one_time.locked_anew(locked)
    settings.SECRET_KEY_FALLBACKS = []
    assert (one_time.unlock(anew), one_time.locked_anew(anew)) == ("bí mật", None)
    with pytest.raises(one_time.Unreadable):
        one_time.unlock(locked)


def test_recovery_codes_are_long_random_and_hashed_apart():
    codes = one_time.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(one_time.is_recovery_code(code) for code in codes)
    hashes = one_time.hashes_of([codes[0], codes[0]])
    assert hashes[0] != hashes[1], "each with a salt of its own"
    assert one_time.hash_of(codes[0], hashes) == hashes[0]
    assert one_time.hash_of(codes[1], hashes) is None


@pytest.mark.parametrize("code", ["", "12345678901", "1234567890123", "١٢٣٤٥٦٧٨٩٠١٢", "12345678901a"])
def test_what_is_no_recovery_code_is_not_compared_with_any(code):
    assert not one_time.is_recovery_code(code)


def test_the_app_is_told_who_and_where():
    address = one_time.app_address(RFC, "a+b@mofa.vn")
    assert address == (
        "otpauth://totp/L%E1%BB%99%20tr%C3%ACnh%20292%3Aa%2Bb%40mofa.vn"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=L%E1%BB%99%20tr%C3%ACnh%20292"
    )
