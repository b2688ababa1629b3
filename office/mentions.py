"""Who is named in a text by “@Nguyễn Văn A”, without diacritics too, or by “@” and the first part of an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.folding import fold
from accounts.models import User

LONGEST = 6  # words of a name
# An “@” inside a word belongs to an address and calls nobody.
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")
_WORD = re.compile(r"[\w+-]+(?:\.[\w+-]+)*")


@dataclass
class Call:
    """One “@…” of a text: where it stands, the words that may be a name, and the people it can mean."""

    start: int
    words: list[re.Match[str]]
    length: int = 1  # how many of the words are the name
    people: list[User] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.words[self.length - 1].end()

    def typed(self, length: int | None = None) -> str:
        return " ".join(word.group() for word in self.words[: length or self.length])


def calls_in(text: str) -> list[Call]:
    """Every call, with nobody found yet. A name ends at anything but a space."""
    found = []
    for at in _AT.finditer(text):
        words: list[re.Match[str]] = []
        end = at.end()
        for word in _WORD.finditer(text, at.end()):
            if len(words) == LONGEST or (words and (not text[end : word.start()].isspace() or "\n" in text[end : word.start()])):
                break
            words.append(word)
            end = word.end()
        found.append(Call(at.start(), words))
    return found


def find_people(calls: Iterable[Call]) -> None:
    """Put into each call the people whom it can mean: one where it is clear. One query for them all."""
    calls = list(calls)
    firsts = {call.words[0].group() for call in calls}
    if not firsts:
        return
    wanted = reduce(or_, (Q(search_text__contains=fold(first)) | Q(email__istartswith=f"{first}@") for first in sorted(firsts)))
    people = list(User.objects.filter(wanted, is_active=True).order_by("sort_key", "pk"))
    names = {person.pk: fold(person.name) for person in people}
    for call in calls:
        call.length, call.people = _meant(call, people, names)


def _meant(call: Call, people: list[User], names: dict[int, str]) -> tuple[int, list[User]]:
    local = call.words[0].group().lower()
    if found := [person for person in people if person.email.partition("@")[0].lower() == local]:
        return 1, found
    lengths = range(len(call.words), 0, -1)
    for length in lengths:  # the longest whole name
        typed = call.typed(length)
        if found := [person for person in people if names[person.pk] == fold(typed)]:
            exact = [person for person in found if person.name.lower() == typed.lower()]
            return length, exact if len(exact) == 1 else found
    for length in lengths:  # else the longest part of one
        part = f" {fold(call.typed(length))} "
        if part.strip() and (found := [person for person in people if part in f" {names[person.pk]} "]):
            return length, found
    return 1, []


def named(text: str, calls: Iterable[Call]) -> str:
    """The text with each call that means one person written out as their name."""
    for call in sorted(calls, key=lambda call: -call.start):
        if len(call.people) == 1:
            text = f"{text[: call.start]}@{call.people[0].name}{text[call.end :]}"
    return text
