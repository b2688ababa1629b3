"""Questions that every page asks: made into SQL once in a process, and then only filled in.

    @prepared
    def updates_of(measure: int, day: date) -> QuerySet[StatusUpdate]:
        return StatusUpdate.objects.filter(measure=measure, effective_on__lte=day).select_related("by")

    rows = updates_of(measure=row.pk, day=today)  # a list of what the QuerySet would have given

Django builds and compiles a QuerySet anew each time, which costs it five times what the answer costs
(docs/decisions/0029-questions-compiled-once.md). Here the function is called once, with a `Place` for each argument, so what
it does must not depend on their values: it hands them to filters and compares them with themselves (`Moment`), nothing else.
No value is None, none is a list. PostgreSQL keeps its plan of such a question too (0054-plans-of-questions-are-kept.md).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from inspect import signature
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.models import BigIntegerField, DateField, DateTimeField, Field, QuerySet, TextField
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

FIELDS: dict[str, type[Field]] = {"int": BigIntegerField, "str": TextField, "date": DateField, "datetime": DateTimeField}
Row = TypeVar("Row")


class Place(Expression):
    """Where the value of an argument will stand."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def __ge__(self, other: object) -> bool:
        """As a value of which nothing is known but that it equals itself (`plan.moment.Moment`, of today)."""
        return self == other

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[Row]):
    def __init__(self, make: Callable[..., QuerySet[Any, Row]]) -> None:
        update_wrapper(self, make)
        self.make = make
        self.places = {name: Place(name, FIELDS[part.annotation]()) for name, part in signature(make).parameters.items()}
        self.form: tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]] | None = None
        self.converters: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # of a row of the answer, by connection

    def __call__(self, **given: Any) -> list[Row]:
        rows, compiler, sql, params = self.form = self.form or self._compiled()
        connection = connections[rows.db]
        values = {name: self._value(name, given.pop(name), connection) for name in self.places}
        if given:
            raise TypeError(f"{self.make.__name__} has no place for {', '.join(given)}")
        # Copies, since another thread may be asking the same: a compiler keeps its connection.
        filled = _copied(compiler, connection=connection)
        filled.get_converters = partial(self._converters, filled.get_converters, connection)
        if connection.vendor == "postgresql":
            filled.execute_sql = partial(_bound_by_the_server, connection, filled.execute_sql)
        filled.as_sql = lambda: (sql, tuple(values[part.name] if isinstance(part, Place) else part for part in params))
        return list(_copied(rows, _query=_copied(rows.query, get_compiler=lambda using: filled)))

    def _converters(self, find: Callable[[Any], Any], connection: Any, columns: Any) -> Any:
        """By which columns become values: Django asks each column each time, and the columns are always the same."""
        if connection not in self.converters:
            self.converters[connection] = find(columns)
        return self.converters[connection]

    def _compiled(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]:
        rows = self.make(**self.places)
        compiler = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        return rows, compiler, sql, tuple(params)

    def _value(self, name: str, value: Any, connection: Any) -> Any:
        if value is None:
            raise TypeError(f"{name} of {self.make.__name__} is None, which is equal to nothing in SQL")
        return self.places[name].output_field.get_db_prep_value(value, connection)


def _copied(thing: Any, **changed: Any) -> Any:
    """A copy that shares all but what is changed; `copy.copy` takes ten times as long for the same."""
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__, **changed)
    return made


def _bound_by_the_server(connection: Any, execute: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """The cursors of Django on PostgreSQL write the values into the question, and so never ask the same twice. Those of this
    one question send them apart: what a connection asks for the `prepare_threshold`th time is planned no more."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # reads psycopg: not where there is only SQLite

    connection.ensure_connection()
    link = connection.connection
    before, link.cursor_factory = link.cursor_factory, ServerBindingCursor
    try:
        return execute(*given, **named)
    finally:
        link.cursor_factory = before


def prepared(make: Callable[..., QuerySet[Any, Row]]) -> Prepared[Row]:
    return Prepared(make)
