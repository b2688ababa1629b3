"""Guides for people (docs/guides/, in English docs/guides/en/): a small part of Markdown as a page. What stands in the file is
escaped; a mark that is none of these stands as it is written. Both languages have the same name, and the same blocks.

    # title    ## heading    - item    | a | b |    ![words](/static/…)    [words](address)    **words of a screen**
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

FOLDERS = {"vi": Path("docs") / "guides", "en": Path("docs") / "guides" / "en"}
PICTURE = re.compile(r"!\[([^\]]*)\]\(/static/([^)]+)\)")
LINK = re.compile(r"\[([^\]]+)\]\((/[^)]*)\)")
LABEL = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Guide:
    name: str
    title: str
    text: str
    language: str = "vi"

    @property
    def blocks(self) -> list[str]:
        return re.split(r"\n{2,}", self.text)

    @property
    def html(self) -> SafeString:
        return mark_safe("\n".join(_drawn(self.blocks)))  # noqa: S308 - of pieces that are escaped

    @property
    def labels(self) -> list[str]:
        """The words of screens that it quotes."""
        return LABEL.findall(self.text)

    @property
    def links(self) -> list[str]:
        return [address for _words, address in LINK.findall(PICTURE.sub("", self.text))]

    @property
    def pictures(self) -> list[str]:
        """Below the folder of static files."""
        return [path for _words, path in PICTURE.findall(self.text)]


def guides(language: str) -> list[Guide]:
    return [guide for name in sorted(_files("vi")) if (guide := read_guide(name, language))]


def read_guide(name: str, language: str) -> Guide | None:
    """In the language, if the house speaks it; else in Vietnamese, in which every guide is written first."""
    language = language if language in FOLDERS else "vi"
    file = _files(language).get(name)
    if file is None:
        return None if language == "vi" else read_guide(name, "vi")
    title, _newline, text = file.read_text(encoding="utf-8").partition("\n")
    return Guide(name, title.removeprefix("# ").strip(), text.strip(), language)


def _files(language: str) -> dict[str, Path]:
    """By name. What is asked for is looked up here and made no path of, however long it is and wherever it leads."""
    return {file.stem: file for file in (settings.BASE_DIR / FOLDERS[language]).glob("*.md")}


def _drawn(blocks: Iterable[str]) -> Iterator[str]:
    for block in blocks:
        lines = block.splitlines()
        if block.startswith("## "):
            yield format_html("<h2>{}</h2>", _inline(block.removeprefix("## ")))
        elif picture := PICTURE.fullmatch(block.strip()):
            yield format_html('<figure class="box"><img src="{}" alt="{}" loading="lazy"></figure>', static(picture[2]), picture[1])
        elif all(line.startswith("- ") for line in lines):
            yield format_html("<ul>{}</ul>", _each("<li>{}</li>", (line.removeprefix("- ") for line in lines)))
        elif all(line.startswith("|") for line in lines):
            yield _table(lines)
        else:
            yield format_html("<p>{}</p>", _inline(block))


def _table(lines: list[str]) -> str:
    head, _rule, *rows = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines)
    body = "".join(format_html("<tr>{}</tr>", _each("<td>{}</td>", row)) for row in rows)
    table = '<div class="box"><table class="table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    return format_html(table, _each('<th scope="col">{}</th>', head), mark_safe(body))  # noqa: S308 - of pieces that are escaped


def _each(shape: str, texts: Iterator[str] | list[str]) -> SafeString:
    return mark_safe("".join(format_html(shape, _inline(text)) for text in texts))  # noqa: S308 - of pieces that are escaped


def _inline(text: str) -> SafeString:
    shown = LABEL.sub(r"<strong>\1</strong>", escape(" ".join(text.split())))
    return mark_safe(LINK.sub(r'<a href="\2">\1</a>', shown))  # noqa: S308 - escaped above; addresses begin with "/"
