"""Mail on its way out, and the kinds of mail that a person does without."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self, at: datetime) -> MailQuerySet:
        """To be sent now: waiting, or being sent under a lease that has run out, since whoever sent it is gone."""
        waits = Q(state=Mail.State.WAITING, not_before__lte=at)
        return self.filter(waits | Q(state=Mail.State.SENDING, lease_until__lt=at))

    def first_due(self, at: datetime) -> Mail | None:
        return self.due(at).order_by("not_before", "pk").first()

    def held_by(self, mail: Mail) -> MailQuerySet:
        """The row, if it still belongs to this attempt. Every write of an attempt goes through here."""
        return self.filter(pk=mail.pk, owner=mail.owner, state=Mail.State.SENDING)

    def let_go(self, at: datetime) -> int:
        """After the house was brought back from a copy: what was being sent when the copy was made waits again."""
        held = self.filter(state=Mail.State.SENDING)
        return held.update(state=Mail.State.WAITING, owner=None, lease_until=None, not_before=at)

    def undelivered(self) -> MailQuerySet:
        """What will not be sent again unless somebody says so."""
        return self.filter(state__in=Mail.UNDELIVERED)

    def in_states(self, states: Iterable[str]) -> MailQuerySet:
        return self.filter(state__in=list(states))

    def for_list(self) -> MailQuerySet:
        """Without the text, which is between the house and who receives it."""
        return self.select_related("user").defer("text").order_by("-created_at", "-pk")

    def counted(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(n=models.Count("pk")))


class Mail(models.Model):
    """One mail to one person (design rule 12): written in the transaction of its cause, sent by a job, kept as the truth.

    `key` names event, recipient and channel, so that the same event never writes to the same person twice; `message_id`
    is settled with the row, so that a mail sent twice in a crash can be seen as one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Being sent")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Refused by the mail server")
        GAVE_UP = "gave_up", pgettext_lazy("mail", "Given up after many tries")
        DROPPED = "dropped", pgettext_lazy("mail", "Not sent: no longer needed")

    UNDELIVERED: ClassVar = (State.FAILED, State.GAVE_UP)

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)  # one of office.outbox.KINDS
    user = models.ForeignKey(User, models.PROTECT, related_name="mail")
    address = models.CharField(max_length=254)  # to which it was last sent; a later attempt takes the person's present one
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # blanked some weeks after it was sent
    enclosed = models.JSONField(null=True)  # a file that goes with it: {"path" below MEDIA_ROOT, "name", "type"}
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()  # of the next attempt
    owner = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)  # a msgid, and below it what the mail server said
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # sent, refused, given up or dropped

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before"], name="mail_to_send"),
            models.Index(fields=["-created_at"], name="mail_by_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(owner__isnull=False, lease_until__isnull=False), name="sending_means_owned"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}: {self.state}"

    def unit_ids(self) -> Iterable[int]:
        return ()


class MailOff(models.Model):
    """A kind of mail that the person has switched off; what duty needs cannot be."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_off")
    kind = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="a_kind_is_off_once")]

    def __str__(self) -> str:
        return f"{self.user}: no {self.kind}"
