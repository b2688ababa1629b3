"""The form of Decree 30/2020/NĐ-CP: its measures in millimetres and its fixed words, the same in each kind of file. Pure.

The words of the form belong to the form, not to the interface: they stand here in both languages, so that a file is the
same whatever the catalogue or the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.folding import clean
from office.shell import Shell
from office.widths import width

SHORT, LONG = 210, 297  # A4, millimetres
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
PORTRAIT, LANDSCAPE = SHORT - LEFT - RIGHT, LONG - LEFT - RIGHT  # widths of the text
AGENCY_COLUMN = 62  # leaves the national title, 95.7 mm at 13 points, on one line
INDENT = 12.7
OPEN = "\u00a0" * 6  # where a number or a day is written in later
NARROW = "\u00a0" * 4
DOTS = "……"  # where a word is written in later that nobody has given yet


@dataclass(frozen=True)
class Words:
    """The fixed words of the form."""

    locale: str
    nation: str
    motto: str
    number: str
    kind: str
    day: str
    annex: str
    attached: str
    addressee: str
    recipients: str
    filed: str
    files: str
    draft: str
    demo: str
    category: str
    contents: str  # of a workbook, its first sheet


WORDS = {
    "vi": Words(
        locale="vi-VN",
        nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto="Độc lập - Tự do - Hạnh phúc",
        number=f"Số:{OPEN * 2}/{{symbol}}",
        kind="BC",
        day=f"{{place}}, ngày{OPEN}tháng{OPEN}năm {{year}}",
        annex="Phụ lục",
        attached=f"(Kèm theo Báo cáo số{NARROW}/{{symbol}} ngày{NARROW}tháng{NARROW}năm {{year}} của {{agency}})",
        addressee="Kính gửi:",
        recipients="Nơi nhận:",
        filed="Lưu:",
        files="VT",
        draft="DỰ THẢO",
        demo="Số liệu minh họa",
        category="Báo cáo",
        contents="Danh mục bảng",
    ),
    "en": Words(
        locale="en-GB",
        nation="SOCIALIST REPUBLIC OF VIET NAM",
        motto="Independence - Freedom - Happiness",
        number=f"No.:{OPEN * 2}/{{symbol}}",
        kind="BC",
        day=f"{{place}},{OPEN * 4}{{year}}",
        annex="Annex",
        attached=f"(Attached to Report No.{OPEN}/{{symbol}} of{OPEN * 3}{{year}} of the {{agency}})",
        addressee="To:",
        recipients="Recipients:",
        filed="Filed:",
        files="Registry",
        draft="DRAFT",
        demo="Illustrative data",
        category="Report",
        contents="Tables",
    ),
}


def words_of(shell: Shell) -> Words:
    return WORDS.get(shell.language, WORDS["vi"])


def symbol(shell: Shell) -> str:
    """BC-BNG; from the initials of the agency where none is given."""
    initials = "".join(word[0] for word in clean(shell.agency).split() if word[0].isalpha())
    return clean(shell.symbol) or f"{words_of(shell).kind}-{initials.upper() or DOTS}"


def number_line(shell: Shell) -> str:
    """The number is given by the ministry's document system."""
    return words_of(shell).number.format(symbol=symbol(shell))


def day_line(shell: Shell) -> str:
    """The day is that of the signature."""
    return words_of(shell).day.format(place=clean(shell.place) or DOTS, year=shell.as_of.year)


def cited(on: date, issuer: str, language: str) -> str:
    """The day of a document and who issued it, at its first mention: 23 tháng 9 năm 2025 của Chính phủ. Days below 10 and
    months below 3 have a 0 before them."""
    if language != "vi":
        return f"{on:%d/%m}/{on.year:04d}"
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    day = f"{on.day:02d} tháng {month} năm {on.year:04d}"
    return f"{day} của {clean(issuer)}" if issuer else day


def attached(shell: Shell) -> str:
    return words_of(shell).attached.format(symbol=symbol(shell), year=shell.as_of.year, agency=clean(shell.agency))


def recipients(shell: Shell) -> list[str]:
    """- Như trên; … - Lưu: VT."""
    words = words_of(shell)
    names = [clean(name).strip().lstrip("-").strip().rstrip(";.") for name in shell.recipients]
    if not names or not names[-1].startswith(words.filed):
        names.append(f"{words.filed} {words.files}")
    return [f"- {name};" for name in names[:-1]] + [f"- {names[-1]}."]


def addressee(shell: Shell) -> str:
    return f"{words_of(shell).addressee} {clean(shell.addressee)}" if shell.addressee else ""


def short(text: str, size: float, within: float) -> float:
    """The length of a line below a text: between a third and a half of it."""
    return 0.4 * min(width(text, size), within)
