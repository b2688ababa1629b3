"""The texts of a page that are in another language than the page says: what a screen reader would read by the wrong rules."""

import re
from html.parser import HTMLParser

from accounts.models import User
from accounts.tongue import language_of
from office.models import StoredFile
from personnel.models import Officer

ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_READ = {"script", "style", "title"}
TYPED = {"textarea", "option"}  # hold text alone, and no element that could have a language


class _Reader(HTMLParser):
    def __init__(self, names):
        super().__init__()
        # One expression for all of them: a thousand officers have names, and each text of each page is asked.
        self.names = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)")
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ALONE:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag = self.open[-1][0] if self.open else ""
        said = next((language for _tag, language in reversed(self.open) if language), "")
        if tag not in NOT_READ | TYPED and language_of(self._without_names(data)) not in ("", said):
            self.found.append(data.strip())

    def _without_names(self, text):
        return self.names.sub(" ", text)


def unmarked(page, names=()):
    """Each text of the page that is told to be in another language than the nearest `lang` says. Proper names have none
    (WCAG 3.1.2): `names`."""
    reader = _Reader(names)
    reader.feed(page)
    return reader.found


NAMES = ["Hà Nội", "Phạm Minh Chính", "đồng", "Tiếng Việt", "MH-22/QĐ-BNG", "Cán bộ 999", "Không Có Ai", "Nguyễn Thu Hà", "Trần Quốc Bảo"]
QUOTED = ["phấn đấu", "Mức bình quân ASEAN", "Vụ Luật pháp và Điều ước quốc tế"]  # words of Vietnamese within a sentence of ours


def proper_names():
    """Of people, of places and files, and the currency."""
    people = [*User.objects.values_list("name", flat=True), *Officer.objects.values_list("name", flat=True)]
    return {*people, *StoredFile.objects.values_list("name", flat=True), *NAMES, *QUOTED} - {""}
