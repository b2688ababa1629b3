"""The machinery of the house: one named module for one thing."""

from office.models.idempotency import RememberedAnswer
from office.models.installation import Installation
from office.models.run import Heartbeat, Run
from office.models.stored_file import StoredFile

__all__ = ["Heartbeat", "Installation", "RememberedAnswer", "Run", "StoredFile"]
