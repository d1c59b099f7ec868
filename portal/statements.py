"""A query asked over and over: put into SQL once, only its parameters change."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

BARE: dict[type, tuple[type, ...]] = {
    models.ForeignKey: (int, type(None)),
    models.IntegerField: (int, type(None)),
    models.BooleanField: (bool, type(None)),
    models.CharField: (str, type(None)),
    models.DecimalField: (type(None),),
}
Query = Callable[[], "models.QuerySet[Any, Any]"]


class Ready:
    """A query of the ORM whose ``marks`` stand for what is given later.

    Each mark is a value that the query's parameters hold, once or more.
    """

    def __init__(self, query: Query, *marks: Any) -> None:
        self.query, self.marks = query, marks

    @cached_property
    def _compiled(self) -> tuple[str, list[Any], list[list[int]], Any, SQLCompiler]:
        compiler = self.query().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        selected = [column for column, _, _ in compiler.select]
        converters = compiler.get_converters(selected)

        def converted(rows: list[Any]) -> list[Sequence[Any]]:
            return list(compiler.apply_converters(rows, converters))

        return (
            sql,
            list(params),
            [_places(params, _adapted(mark)) for mark in self.marks],
            converted,
            compiler,
        )

    def rows(self, *given: Any) -> list[Sequence[Any]]:
        """What the query answers with ``given`` in the places of the marks."""
        sql, params, places, converted, _ = self._compiled
        params = params.copy()
        for held, value in zip(places, given, strict=True):
            for place in held:
                params[place] = _adapted(value)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return converted(cursor.fetchall())


class ReadyObjects(Ready):
    """The same of a query for objects, with what it selects beside them."""

    @cached_property
    def _built(self) -> tuple[type[models.Model], int, int, list[str], list[Any]]:
        compiler = self._compiled[-1]
        about, select = compiler.klass_info, compiler.select
        start, end = about["select_fields"][0], about["select_fields"][-1] + 1
        names = [column.target.attname for column, _, _ in select[start:end]]
        beside = get_related_populators(about, select, DEFAULT_DB_ALIAS)
        return about["model"], start, end, names, beside

    def all(self, *given: Any) -> list[Any]:
        """Each as the ORM would make it."""
        model, start, end, names, beside = self._built
        found = []
        for row in self.rows(*given):
            each = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for related in beside:
                related.populate(row, each)
            found.append(each)
        return found


def insert(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Thousands of rows with these columns, the others at their defaults.

    As ``bulk_create`` writes them, but no object and no statement is made for each.
    """
    line = connections[DEFAULT_DB_ALIAS]
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    given = [model._meta.get_field(name) for name in names]
    rest = [field for field in fields if field not in given]
    columns = [line.ops.quote_name(field.column) for field in (*given, *rest)]
    marks = ", ".join(["%s"] * len(columns))
    table = line.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    usual = [each.get_db_prep_save(each.get_default(), line) for each in rest]
    saved = [(each.get_db_prep_save, _bare_in(each)) for each in given]
    values = (
        [
            *[
                cell if type(cell) in bare else save(cell, line)
                for (save, bare), cell in zip(saved, row, strict=True)
            ],
            *usual,
        ]
        for row in rows
    )
    with line.cursor() as cursor:
        cursor.executemany(sql, values)


def _bare_in(field: Any) -> tuple[type, ...]:
    """Of which types a column's values are written as they are on either database."""
    return next((types for kind, types in BARE.items() if isinstance(field, kind)), ())


def _places(params: Sequence[Any], mark: Any) -> list[int]:
    found = [place for place, value in enumerate(params) if value == mark]
    if not found:
        raise ValueError(f"the query has no parameter {mark!r}")
    return found


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
