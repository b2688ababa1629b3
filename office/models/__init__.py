"""The machinery of the house: one named module for one thing."""

from office.models.comment import Comment, Mention
from office.models.draft import ImportDraft
from office.models.idempotency import RememberedAnswer
from office.models.installation import Installation
from office.models.outgoing import Mail, MailOff
from office.models.run import Heartbeat, Run
from office.models.saved_view import DefaultView, SavedView
from office.models.stored_file import StoredFile
from office.models.turn import Turn
from office.models.visit import Visit

__all__ = [
    "Comment",
    "DefaultView",
    "Heartbeat",
    "ImportDraft",
    "Installation",
    "Mail",
    "MailOff",
    "Mention",
    "RememberedAnswer",
    "Run",
    "SavedView",
    "StoredFile",
    "Turn",
    "Visit",
]
