"""Whether a workbook may be opened at all: `office.archives` looks, this says it to the person who sent it.

must_be_sound(file)   # a ValidationError with a sentence, or the file at its beginning
"""

from __future__ import annotations

from collections import deque
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from office import archives

MB = 1024 * 1024
LARGEST, UNPACKED = 20 * MB, 64 * MB


def must_be_sound(file: IO[bytes], *, largest: int = LARGEST, unpacked: int = UNPACKED) -> None:
    """Refuse what is no plain archive, is too large, or would be once unpacked; every entry is unpacked in pieces that are
    counted and thrown away, for a directory can lie."""
    file.seek(0)
    content = file.read(largest + 1)
    file.seek(0)
    if len(content) > largest:
        raise ValidationError(_("The file is larger than %(n)d MB.") % {"n": largest // MB}, code="too_large")
    try:
        found = archives.entries(content)
        if sum(entry.unpacked for entry in found) > unpacked:
            raise archives.TooMuch
        for entry in found:
            deque(archives.pieces(content, entry), maxlen=0)
    except archives.Encrypted as error:
        message = _("The file is protected by a password. Take the password off and send it again.")
        raise ValidationError(message, code="encrypted") from error
    except archives.TooMuch as error:
        raise too_much() from error
    except archives.Broken as error:
        raise damaged() from error


def too_much() -> ValidationError:
    message = _("The file would be too large once unpacked. Split it, or take pictures and empty sheets out of it.")
    return ValidationError(message, code="bomb")


def damaged() -> ValidationError:
    message = _("The file is damaged or not what its name says. Open it in its program and save it again.")
    return ValidationError(message, code="damaged")
