"""The page of a clash; it lives below every app, in `accounts.conflicts`, and is given on here."""

from accounts.conflicts import Difference, conflict, differences, is_repeated

__all__ = ["Difference", "conflict", "differences", "is_repeated"]
