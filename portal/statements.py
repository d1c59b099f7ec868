"""A query that every request asks: put into SQL once, only its parameters change."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

Query = Callable[[], "models.QuerySet[Any, Any]"]


class Ready:
    """A ``values_list`` of the ORM whose ``marks`` stand for what is given later.

    Each mark is a value that the query's parameters hold once.
    """

    def __init__(self, query: Query, *marks: Any) -> None:
        self.query, self.marks = query, marks

    @cached_property
    def _compiled(self) -> tuple[str, list[Any], list[int], Any]:
        compiler = self.query().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        selected = [column for column, _, _ in compiler.select]
        converters = compiler.get_converters(selected)

        def converted(rows: list[Any]) -> list[Sequence[Any]]:
            return list(compiler.apply_converters(rows, converters))

        return (
            sql,
            list(params),
            [params.index(_adapted(m)) for m in self.marks],
            converted,
        )

    def rows(self, *given: Any) -> list[Sequence[Any]]:
        """What the query answers with ``given`` in the places of the marks."""
        sql, params, places, converted = self._compiled
        params = params.copy()
        for place, value in zip(places, given, strict=True):
            params[place] = _adapted(value)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return converted(cursor.fetchall())


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
