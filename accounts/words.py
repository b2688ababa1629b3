"""History in plain words: one sentence for one event, with names of fields and values as the reader's language has them.

Each app registers its verbs and kinds in `AppConfig.ready()`:

    words.register(
        {"measure.update": _("updated %(object)s")},
        {"plan.measure": words.Kind(_("Measure"), fields={"lead": _("Lead agency")}, address=measure_address)},
    )
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.folding import sort_key
from accounts.models import Event, User
from accounts.retold import Called, Places, Reader, one_of
from accounts.roles import Permission
from accounts.tongue import language_of
from accounts.unnamed import unnamed

LONGEST_VALUE = 200  # of a value inside a sentence; the event's own page shows it whole
LONGEST_KEPT = 2000  # characters that an event has written, so that the sentences kept of a thousand stay a few megabytes
Words = str | Promise
_TAG = re.compile("<[^>]*>")  # of our own making: what stands inside is escaped
_ENDED = re.compile(r"(?<!\.\w)\.(</(?:ins|del)>)$")


@dataclass(frozen=True)
class Kind:
    """How a kind of object is spoken of: its name, its fields where the model does not name them, its page.

    A field that one act names otherwise stands under the verb too: "plan.deadline_set:effective_on". `private`: what is
    recorded of the kind is read only by those who have this permission over the unit of the event, whatever history they read.
    `noted` (events, by, now, opened) writes down that somebody read what such lines say, where the kind asks for that.
    `about`: what the sentences of the kind name, where that is another thing: an enrolment is told of its course.
    `opened_by` names the permission that its page asks for; None: whoever reads the line may open it.

    What an event keeps in the language of its day is told to a reader of another one by `names`, where the names stand of what the
    kind is about (`accounts.retold`), by `named`, which says of what kind the objects are that a field names, and by `reads`,
    for words and figures of ours in a field ("" for the label).
    """

    label: Words
    fields: Mapping[str, Words | models.Field] = field(default_factory=dict)
    address: Callable[[Event], str] | None = None
    private: Permission | None = None
    noted: Callable[[list[Event], User, datetime, bool], None] | None = None
    about: Words = ""
    opened_by: Permission | None = None
    names: Places = ()
    named: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Reader] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


VERBS: dict[str, Words] = {}
KINDS: dict[str, Kind] = {}
PARTS: dict[str, Words] = {}


def register(verbs: Mapping[str, Words], kinds: Mapping[str, Kind] | None = None, parts: Mapping[str, Words] | None = None) -> None:
    """Add the sentences of an app. A sentence continues the doer's name and may hold %(object)s; `parts` says what the
    commands and jobs of the app do, by the names under which they write history."""
    VERBS.update(verbs)
    KINDS.update(kinds or {})
    PARTS.update(parts or {})
    for kept in (_kept, _alike, _named_fields):
        kept.cache_clear()


def kind_label(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind


def private_kinds() -> dict[Permission, list[str]]:
    """The kinds whose history is not for everybody who reads the history, by the permission that they ask for."""
    found: dict[Permission, list[str]] = {}
    for name, kind in KINDS.items():
        if kind.private:
            found.setdefault(kind.private, []).append(name)
    return found


def note_read(events: Iterable[Event], *, by: User, now: datetime, opened: bool = False) -> None:
    """Write down, where a kind asks for it, that these lines were read: in a list, or `opened` on a page of its own."""
    asking: dict[str, list[Event]] = {}
    for event in events:
        if event.object_kind in KINDS and KINDS[event.object_kind].noted:
            asking.setdefault(event.object_kind, []).append(event)
    for name, read in asking.items():
        KINDS[name].noted(read, by, now, opened)  # type: ignore[misc]


def closed_kinds(may: Callable[[Permission], bool]) -> frozenset[str]:
    """The kinds whose pages this reader may not open; `may` answers for a permission."""
    return frozenset(name for name, kind in KINDS.items() if kind.opened_by and not may(kind.opened_by))


def kind_choices() -> list[tuple[str, str]]:
    return sorted(((name, str(kind.label)) for name, kind in KINDS.items()), key=lambda choice: sort_key(choice[1]))


def field_choices() -> list[tuple[str, str]]:
    """The fields of all kinds that have a name for people, each name once; `called_alike` says which fields have it."""
    named = _named_fields()
    labels = {alike[0]: _label(named[alike[0]]) for alike in _alike().values()}
    return sorted(labels.items(), key=lambda choice: sort_key(choice[1]))


def called_alike(field: str) -> tuple[str, ...]:
    """The fields that people know by one name in Vietnamese, whichever language they read: the source of a target and that of
    an event. Empty where there is no such field."""
    return _alike().get(field, ())


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    together: dict[str, list[str]] = {}
    with override(settings.LANGUAGE_CODE):
        for key, known in _named_fields().items():
            together.setdefault(_label(known), []).append(key)
    return {key: tuple(alike) for alike in together.values() for key in alike}


@cache
def _named_fields() -> dict[str, Words | models.Field]:
    fields: dict[str, Words | models.Field] = {}
    for name, kind in KINDS.items():
        named = {known.name: known for known in apps.get_model(name)._meta.fields if known._verbose_name and known.editable}
        for key, known in {**named, **kind.fields}.items():
            fields.setdefault(key.rpartition(":")[2], known)
    return fields


def address(event: Event, closed: Collection[str] = ()) -> str:
    """The page of the object, empty where it has none, or none any more: old lines outlive addresses. `closed`: the kinds whose
    pages the reader may not open."""
    kind = None if event.object_kind in closed else KINDS.get(event.object_kind)
    try:
        return kind.address(event) if kind and kind.address else ""
    except NoReverseMatch:
        return ""


class _Told(NamedTuple):
    """All that a sentence is made of: what is equal here reads alike in one language and one zone, whichever event it is of."""

    verb: str
    kind: str
    by: str
    is_person: bool
    acting_for: str
    page: str | None  # None: the object is not named
    label: str
    changes: str  # as JSON, in which 1 is not true
    reason: str
    is_blanked: bool


def called(events: Iterable[Event]) -> Called:
    """What the events name, as the reader calls it: one question for all of them, for the functions below."""
    places = {name: kind.names for name, kind in KINDS.items() if kind.names}
    labels = ((event.object_kind, event.object_id, event.object_label) for event in events)
    values = (
        (kind, kept)
        for event in events
        for name, pair in event.body.changes.items()
        if (kind := _kind_named(event.object_kind, name))
        for kept in pair
        if isinstance(kept, str)
    )
    return Called.by(places, labels, values)


def _kind_named(kind: str, name: str) -> str:
    """The kind of the objects that a field names, empty where it names none."""
    if kind in KINDS and name in KINDS[kind].named:
        return KINDS[kind].named[name]
    column = _model_field(kind, name)
    return column.related_model._meta.label_lower if column is not None and isinstance(column, models.ForeignKey) else ""


def sentences(events: Iterable[Event], *, with_object: bool = True, closed: Collection[str] = ()) -> list[tuple[Event, SafeString]]:
    """Each event with what happened, at the cost of one question. `closed`: of `closed_kinds`, named without a link."""
    listed = list(events)
    names = called(listed)
    return [(event, sentence(event, names, with_object=with_object, closed=closed)) for event in listed]


def sentence(event: Event, names: Called | None = None, *, with_object: bool = True, closed: Collection[str] = ()) -> SafeString:
    """What happened, as safe HTML: who, for whom, what, from what to what, why. `names` of `called`; None: ask for this one."""
    body, names = event.body, names or called([event])
    told = _Told(
        event.verb, event.object_kind, event.by_label, event.by_id is not None, event.acting_for_label,
        address(event, closed) if with_object else None, names.label(*_label_of(event)) if with_object else "",
        json.dumps(_retold(event, names), ensure_ascii=False), body.reason, body.redacted_at is not None,
    )  # fmt: skip
    said = _kept if len(told.changes) + len(told.reason) <= LONGEST_KEPT else _sentence
    return said(told, get_language(), get_current_timezone())


def _sentence(told: _Told, _language: str | None, _zone: tzinfo) -> SafeString:
    text = _fill(_("%(who)s %(did)s"), who=_doer(told), did=_did(told))
    listed = [_change(change) for change in _changes(told.kind, told.verb, json.loads(told.changes))]
    if listed:
        text = _fill(_("%(text)s: %(changes)s"), text=text, changes=_join(listed))
    if told.is_blanked:
        text = _fill(_("%(text)s (the content has been blanked)"), text=text)
    text = _stopped(text)
    if told.reason:
        text = _stopped(_fill(_("%(text)s Reason: “%(reason)s”"), text=text, reason=_said("span", _short(told.reason))))
    return text


# The same lines stand at the end of a page each time that it is read; an event is never changed, and what is blanked is another.
_kept = lru_cache(maxsize=1024)(_sentence)


def _stopped(text: SafeString) -> SafeString:
    """The sentence with one full stop; what it quotes at its end may bring it."""
    return text if _TAG.sub("", text).removesuffix("”").endswith((".", "…", "!", "?")) else _fill("%(text)s.", text=text)


def _doer(told: _Told) -> SafeString:
    """The person by the name they then had, and for whom they acted; or the part of the house."""
    name = _name(told.by, told.is_person)
    who = _fill("<strong>%(name)s</strong>", name=name) if told.is_person else _said("strong", name)
    if not told.acting_for:
        return who
    return _fill(_("%(who)s, acting for %(principal)s,"), who=who, principal=_fill("<strong>%(n)s</strong>", n=told.acting_for))


def name_of(event: Event) -> str:
    return _name(event.by_label, event.by_id is not None)


def _name(label: str, is_person: bool) -> str:
    if is_person or not label.startswith("system: "):
        return label
    part = label.removeprefix("system: ")
    return _("The system (%(part)s)") % {"part": PARTS.get(part, part)}


def changes(event: Event, names: Called | None = None) -> list[Change]:
    """What the event changed, labels and values in the reader's language."""
    return list(_changes(event.object_kind, event.verb, _retold(event, names or called([event]))))


def label(event: Event, names: Called | None = None) -> str:
    """What the event is about, as the reader calls it."""
    kept = (names or called([event])).label(*_label_of(event))
    return _read(kept, event.object_kind, "")


def act(event: Event, names: Called) -> str:
    """What was done to what, without who, as plain text: for a file."""
    verb = VERBS.get(event.verb)
    return str(verb) % {"object": label(event, names)} if verb is not None else f"{event.verb}: {label(event, names)}"


def _label_of(event: Event) -> tuple[str, str, str]:
    return event.object_kind, event.object_id, event.object_label


def _retold(event: Event, names: Called) -> dict[str, list[Any]]:
    """What was changed, with every object named as the reader calls it."""
    told = {}
    for name, pair in event.body.changes.items():
        kind = _kind_named(event.object_kind, name)
        told[name] = [names.value(kind, kept) if kind and isinstance(kept, str) else kept for kept in pair]
    return told


def _changes(kind: str, verb: str, changed: Mapping[str, Iterable[Any]]) -> Iterator[Change]:
    named = KINDS[kind].fields if kind in KINDS else {}
    for name, (old, new) in changed.items():
        known = named.get(f"{verb}:{name}") or named.get(name) or _model_field(kind, name)
        column = known if isinstance(known, models.Field) else None
        yield Change(_label(known or name), *(value(_read(raw, kind, name), column) for raw in (old, new)))


def _read(raw: Any, kind: str, name: str) -> Any:
    read = KINDS[kind].reads.get(name) if kind in KINDS else None
    return read(raw) if read and isinstance(raw, str) else raw


def _label(known: Words | models.Field) -> str:
    label = str(known.verbose_name if isinstance(known, models.Field) else known)
    return label[:1].upper() + label[1:]


def value(raw: Any, column: models.Field | None = None) -> str:
    """A stored value as a person writes it: choices by their label, days as dd/mm/yyyy, moments in the current zone."""
    if raw is None or raw == "":
        return ""
    if column is not None and column.flatchoices:
        return str(dict(column.flatchoices).get(raw) or (_labels(column)(raw) if isinstance(raw, str) else raw))
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    return _dated(raw) if isinstance(raw, str) else str(raw)


@cache
def _labels(column: models.Field) -> Reader:
    return one_of(label for _key, label in column.flatchoices)


def _dated(text: str) -> str:
    try:
        if len(text) == 10:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        if len(text) >= 19 and text[10] == "T":
            return f"{localtime(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}"
    except ValueError:
        pass
    return text


@lru_cache(maxsize=1024)
def _model_field(kind: str, name: str) -> models.Field | None:
    try:
        found = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):
        return None
    return found if isinstance(found, models.Field) else None


def _did(told: _Told) -> SafeString:
    words = VERBS.get(told.verb)
    verb = str(words) if words is not None else _("recorded “%(verb)s” on %%(object)s") % {"verb": told.verb}
    if told.page is None:
        known = KINDS.get(told.kind)
        return _fill(unnamed(verb, str((known.about or known.label) if known else told.kind)))
    return _fill(verb, object=_object(told.page, str(_read(told.label, told.kind, ""))))


def _object(page: str, label: str) -> SafeString:
    return _said("a", label, f' href="{conditional_escape(page)}"') if page else _said("span", label)


def _said(tag: str, text: str, more: str = "") -> SafeString:
    """The text in its tag, with its language where that is not the reader's; a bare `span` only where it says something."""
    language = language_of(text)
    if language and language != get_language():
        more = f'{more} lang="{language}"'
    shown = conditional_escape(text)
    return mark_safe(f"<{tag}{more}>{shown}</{tag}>" if more or tag != "span" else shown)  # noqa: S308 - all of it is escaped


def _change(change: Change) -> SafeString:
    label = _fill("<em>%(label)s</em>", label=change.label)
    old, new = _said("del", _short(change.old)), _said("ins", _short(change.new))
    if not change.old:
        return _fill(_("%(field)s: %(new)s") if change.new else "%(field)s", field=label, new=new)
    if not change.new:
        return _fill(_("%(field)s no longer %(old)s"), field=label, old=old)
    return _fill(_("%(field)s from %(old)s to %(new)s"), field=label, old=old, new=new)


def _short(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= LONGEST_VALUE else Truncator(text).chars(LONGEST_VALUE)


def _join(parts: list[SafeString]) -> SafeString:
    """What a value brings at its end gives way to the semicolon, except in “v.v.”, whose stop is part of the word."""
    *before, last = parts
    return mark_safe("; ".join([*(_ENDED.sub(r"\1", part) for part in before), last]))  # noqa: S308 - every part is escaped already


def _fill(text: str, /, **parts: str) -> SafeString:
    """The text with its places filled; what is not safe already is escaped."""
    return mark_safe(text % {name: conditional_escape(part) for name, part in parts.items()})  # noqa: S308
