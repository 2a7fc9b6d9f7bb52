"""Statements that the ORM compiles once: later runs only bind values.

For the few statements of the act that is done most often, a row saved; everything else stays plain ORM. What is
compiled belongs to a thread, as its database connection does.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

Make = Callable[[Any], Any]


class Parameter(Expression):
    """Stands in a query for a value of `field` that is given as `name` when the query runs."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def bound(self, values: Mapping[str, Any], connection: Any) -> Any:
        return self.output_field.get_db_prep_save(values[self.name], connection)


class _Statement(threading.local):
    """SQL with its parameters, compiled by each thread when it first runs it."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._sql = ""
        self._parameters: tuple[Any, ...] = ()

    def _compile(self, connection: Any) -> tuple[str, Iterable[Any]]:
        raise NotImplementedError

    def _execute(self, cursor: Any, connection: Any, values: Mapping[str, Any]) -> None:
        if self._connection is not connection:
            sql, parameters = self._compile(connection)
            self._sql, self._parameters, self._connection = sql, tuple(parameters), connection
        bound = [each.bound(values, connection) if isinstance(each, Parameter) else each for each in self._parameters]
        cursor.execute(self._sql, bound)


class Read(_Statement):
    """The rows of the queryset that `build` returns: what iterating over it gives, `Parameter`s filled in.

    Takes querysets of models (with select_related, only and annotations) and of values_list; a lock is taken as the
    queryset says, and the caller must be in a transaction then.
    """

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        super().__init__()
        self._build = build
        self._converters: list[tuple[int, list[Any], Any]] = []
        self._make: Make = tuple

    def __call__(self, **values: Any) -> list[Any]:
        """Return the rows for these values of the parameters; raises KeyError where one is missing."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._execute(cursor, connection, values)
            rows = cursor.fetchall()
        return [self._make(self._converted(row, connection)) for row in rows]

    def _compile(self, connection: Any) -> tuple[str, Iterable[Any]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self._converters = [(place, found, column) for place, (found, column) in converters.items()]
        if queryset._iterable_class is ModelIterable:
            self._make = _model_maker(compiler, connection.alias)
        return sql, parameters

    def _converted(self, row: Any, connection: Any) -> Any:
        values = list(row)
        for place, converters, column in self._converters:
            for converter in converters:
                values[place] = converter(values[place], column, connection)
        return values


def _model_maker(compiler: Any, alias: str) -> Make:
    """Return what makes of a row the object, and those that select_related reads with it, as Django does."""
    klass, select = compiler.klass_info, compiler.select
    first, last = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    populators = get_related_populators(klass, select, alias)  # type: ignore[call-arg]
    annotated = tuple(compiler.annotation_col_map.items())

    def make(row: Any) -> Any:
        found = klass["model"].from_db(alias, names, row[first:last])
        for populator in populators:
            populator.populate(row, found)
        for name, place in annotated:
            setattr(found, name, row[place])
        return found

    return make


class Update(_Statement):
    """An UPDATE of the rows that `build` returns: every field of `fields` is set to the value given by its name."""

    def __init__(self, build: Callable[[], QuerySet[Any]], fields: Iterable[str]) -> None:
        super().__init__()
        self._build = build
        self._fields = tuple(fields)

    def __call__(self, **values: Any) -> int:
        """Return how many rows were written."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._execute(cursor, connection, values)
            return int(cursor.rowcount)

    def _compile(self, connection: Any) -> tuple[str, Iterable[Any]]:
        queryset = self._build()
        query: Any = queryset.query.chain(UpdateQuery)
        field = queryset.model._meta.get_field
        query.add_update_values({name: Parameter(name, field(name)) for name in self._fields})
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        return sql, parameters


class Insert(_Statement):
    """An INSERT of one row of a model: every field is given by its name, the key is made by the database."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self._model = model

    def __call__(self, **values: Any) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._execute(cursor, connection, values)

    def _compile(self, connection: Any) -> tuple[str, Iterable[Any]]:
        fields = [field for field in self._model._meta.concrete_fields if not field.primary_key]
        blank = self._model(**{field.attname: Parameter(field.attname, field) for field in fields})
        query = InsertQuery(self._model)
        query.insert_values(fields, [blank], raw=True)
        [(sql, parameters)] = query.get_compiler(connection=connection).as_sql()
        return sql, parameters
