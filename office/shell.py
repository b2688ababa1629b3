"""What the form around a document says. Apart from `office.documents`, which draws it and brings python-docx with it: 21 MB
that a web process which draws no document need not hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Shell:
    """What the form around the text says; `address` is the root under which the pages behind the numbers are found."""

    agency_above: str  # empty for a ministry, which names none
    agency: str
    place: str
    title: str  # BÁO CÁO
    abstract: str
    as_of: date
    recipients: tuple[str, ...]
    signer: str  # capacity, one line or two: "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG"
    language: str
    demo: bool
    address: str = ""
    symbol: str = ""  # BC-BNG; from the initials of the agency where none is given
    addressee: str = ""  # Kính gửi
    other_signer: str = ""  # of minutes, which two sign: on the right, and `signer` on the left
