"""Of two who take the same code in the same moment, one is first and the other is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def first_come(must_be_free: Callable[[], object]) -> Iterator[None]:
    """`must_be_free` raises ValidationError for what is taken; within the block it is taken. Between the two somebody else may have
    been faster: the database then refuses, and what is taken is told in the same words as ever. Where nothing is taken, the
    database refused for another cause: IntegrityError."""
    must_be_free()
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        must_be_free()
        raise
