"""How a mail on its way is spoken of: pure wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from office import outbox
from office.models import Mail

State = Mail.State
FIGURES: Mapping[str, tuple[str, ...]] = {
    "waiting": (State.WAITING, State.SENDING),
    "undelivered": Mail.UNDELIVERED,
    "sent": (State.SENT,),
    "dropped": (State.DROPPED,),
}
LABELS = {
    "waiting": pgettext_lazy("mail", "on the way"),
    "undelivered": pgettext_lazy("mail", "not delivered"),
    "sent": pgettext_lazy("mail", "sent"),
    "dropped": pgettext_lazy("mail", "no longer needed"),
}
SIGNS = {State.WAITING: "wait", State.SENDING: "wait", State.SENT: "good", State.FAILED: "bad", State.GAVE_UP: "bad", State.DROPPED: "none"}


@dataclass(frozen=True)
class Figure:
    """A count that opens exactly its rows."""

    label: str
    value: int
    address: str
    is_chosen: bool


def figures(counts: Mapping[str, int], chosen: str) -> list[Figure]:
    address = reverse("office:mail")
    return [
        Figure(str(LABELS[name]), sum(counts.get(state, 0) for state in states), f"{address}?state={name}", name == chosen)
        for name, states in FIGURES.items()
    ]


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    mail: Mail

    @property
    def kind(self) -> str:
        kind = outbox.KINDS.get(self.mail.kind)
        return str(kind.label) if kind else self.mail.kind

    @property
    def sign(self) -> str:
        return SIGNS[State(self.mail.state)]

    @property
    def reason(self) -> str:
        return _(self.mail.error.partition("\n")[0]) if self.mail.error else ""

    @property
    def said(self) -> str:
        """What the mail server answered, in its own words."""
        return self.mail.error.partition("\n")[2]

    @property
    def may_retry(self) -> bool:
        return self.mail.state in Mail.UNDELIVERED
