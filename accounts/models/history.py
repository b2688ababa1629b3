from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models.unit import Unit
from accounts.models.user import User


class Immutable(Exception):
    """History is appended to, never changed; the database refuses as well."""


_encoder = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _canonical(value: Any) -> bytes:
    return _encoder.encode(value).encode()


HEADER = (
    "id",
    "at",
    "by_id",
    "by_label",
    "acting_for_id",
    "acting_for_label",
    "verb",
    "object_kind",
    "object_id",
    "object_code",
    "object_label",
    "unit_id",
    "fields",
    "digest",
)
_AT = HEADER.index("at")


def header_of(values: Iterable[Any]) -> bytes:
    """What the chain covers of an event, in one fixed form: the values of HEADER, the moment in UTC."""
    row = list(values)
    row[_AT] = row[_AT].astimezone(UTC).isoformat()
    return _canonical(row)


def digest_of(changes: Any, reason: str, salt: str) -> str:
    """Salted, so that a blanked body cannot be guessed back from its digest."""
    return hashlib.sha256(salt.encode() + _canonical([changes, reason])).hexdigest()


def link_of(previous: str, header: bytes) -> str:
    return hashlib.sha256(previous.encode() + header).hexdigest()


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, obj: models.Model) -> EventQuerySet:
        """The history of one object, newest first."""
        return self.filter(object_kind=obj._meta.label_lower, object_id=str(obj.pk)).order_by("-id")

    def about_any(self, kind: type[models.Model]) -> EventQuerySet:
        """The history of all objects of a kind, newest first, with what it says."""
        return self.filter(object_kind=kind._meta.label_lower).select_related("body").order_by("-id")

    def of_units(self, unit_ids: frozenset[int] | None) -> EventQuerySet:
        return self if unit_ids is None else self.filter(unit_id__in=unit_ids)

    def by_person(self, words: str) -> EventQuerySet:
        """What people of the name or address did, also for others and through others; or a part of the house itself."""
        people = list(User.objects.matching(words).values_list("pk", flat=True)[:200])
        itself = models.Q(by__isnull=True, by_label__icontains=words)
        return self.filter(models.Q(by_id__in=people) | models.Q(acting_for_id__in=people) | itself)

    def of_code(self, code: str) -> EventQuerySet:
        """Objects of the code as people write it: "2.3" finds the measure 292/2.3 as well."""
        return self.filter(models.Q(object_code__iexact=code) | models.Q(object_code__iendswith=f"/{code}"))

    def touching(self, fields: Iterable[str]) -> EventQuerySet:
        """Those that changed any of the fields."""
        asked = models.Q()
        for field in fields:
            alone, first, last, between = field, f"{field},", f",{field}", f",{field},"
            asked |= models.Q(fields=alone) | models.Q(fields__startswith=first)
            asked |= models.Q(fields__endswith=last) | models.Q(fields__contains=between)
        return self.filter(asked)

    def since_changed(self, kind: type[models.Model], field: str, at: datetime | None) -> dict[int, Any]:
        """Of each object of a kind whose field was changed after the instant (None: now) what stood in it then, by its key."""
        if at is None:
            return {}
        later = self.filter(object_kind=kind._meta.label_lower, at__gt=at).touching([field]).order_by("id")
        found: dict[int, Any] = {}
        for pk, changes in later.values_list("object_id", "body__changes"):
            if field in changes:  # a body that was blanked since tells nothing
                found.setdefault(int(pk), changes[field][0])
        return found

    def as_known(self, kind: type[models.Model], field: str, at: datetime | None, now: Any = "") -> Any:
        """What stood in a field at the instant, for `annotate`; `now`: the expression where no change has been told since. Of
        what was not there yet it says nothing."""
        told = self.since_changed(kind, field, at)
        then = [models.When(pk=pk, then=models.Value(value)) for pk, value in told.items() if value is not None]
        column = now or models.F(field)
        return models.Case(*then, default=column) if then else column

    def unsealed(self, beyond: int = 0) -> EventQuerySet:
        """The events with an id greater than `beyond` that have no seal yet, oldest first.

        That the seal's event is greater too follows from this, but PostgreSQL uses its index only if it is asked for.
        """
        links = Seal.objects.filter(event=models.OuterRef("pk"), event_id__gt=beyond)
        return self.filter(~models.Exists(links), pk__gt=beyond).order_by("id")


class Event(models.Model):
    """One thing that somebody did. Label and code are kept as text: history survives the thing it is about."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="events")
    by_label = models.CharField(max_length=200)  # the name at the time, or "system: load_plan"
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="events_as_principal")
    acting_for_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)  # a key of accounts.words.VERBS, registered by each app
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_code = models.CharField(max_length=120)
    object_label = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="events")
    fields = models.CharField(max_length=300, blank=True)  # names of the changed fields, for the filter
    digest = models.CharField(max_length=64)  # of the salted body

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="event_by_object"),
            models.Index(fields=["unit", "-id"], name="event_by_unit"),
            models.Index(fields=["by", "-id"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.by_label} {self.verb} {self.object_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Immutable("an event is written once, by accounts.history.record")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable("an event is never removed")

    def header(self) -> bytes:
        return header_of(getattr(self, name) for name in HEADER)

    def unit_ids(self) -> Iterable[int]:
        return () if self.unit_id is None else (self.unit_id,)


class EventBody(models.Model):
    """What changed and why. Can be blanked once by `redact`; the chain covers its digest, not its text."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="body")
    changes = models.JSONField(default=dict)  # {field: [old, new]}
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    redacted_at = models.DateTimeField(null=True)

    @property
    def says_something(self) -> bool:
        return bool(self.changes or self.reason)

    def __str__(self) -> str:
        return f"what changed in event {self.event_id}"

    def computed_digest(self) -> str:
        return digest_of(self.changes, self.reason, self.salt)


class Seal(models.Model):
    """One link of the chain: the hash of the link before it and of one event's header."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64, unique=True)  # unique: the chain cannot fork
    hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event_id} {self.hash[:12]}"
