"""How documents are written down in the database."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


class Unescaped(DjangoJSONEncoder):
    """Chinese as it is: half the text to write, to read and to look into."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})
