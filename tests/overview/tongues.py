"""The texts of a page that are in another language than the page says: what a screen reader would read by the wrong rules."""

from html.parser import HTMLParser

from accounts.tongue import language_of

ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_READ = {"script", "style", "title"}
TYPED = {"textarea", "option"}  # hold text alone, and no element that could have a language


class _Reader(HTMLParser):
    def __init__(self, names):
        super().__init__()
        self.names, self.open, self.found = names, [], []

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
        for name in self.names:
            text = text.replace(name, " ")
        return text


def unmarked(page, names=()):
    """Each text of the page that is told to be in another language than the nearest `lang` says. Proper names have none
    (WCAG 3.1.2): `names`, the longest first."""
    reader = _Reader(names)
    reader.feed(page)
    return reader.found
