"""How documents are written down in the database."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Func, JSONField


class Unescaped(DjangoJSONEncoder):
    """Chinese as it is: half the text to write, to read and to look into."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class Parts(Func):
    """Some parts of a JSON column as one list, null where it lacks one.

    Of thousands of documents nobody then reads what was not asked for. Two paths or
    more, each of keys; at most the hundred that a function of either database takes.
    """

    output_field = JSONField()

    def __init__(self, field: str, *paths: tuple[str, ...]) -> None:
        super().__init__(F(field))
        self.paths = paths

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        named = ["$" + "".join(f'."{key}"' for key in path) for path in self.paths]
        marks = ", ".join(["%s"] * len(named))
        return f"JSON_EXTRACT({column}, {marks})", [*params, *named]

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        parts = ", ".join([f"{column} #> %s"] * len(self.paths))
        named = [value for path in self.paths for value in (*params, list(path))]
        return f"JSONB_BUILD_ARRAY({parts})", named
