"""The veto items on file (一票否决事项): what keeps a dossier out, marks or not."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "vetoes.toml"


@dataclass(frozen=True, slots=True)
class VetoItem:
    """One item: what has to hold, and the fields by which an enterprise answers.

    Source  ``source`` and ``text`` stand in reports as a clause's own do.
    """

    id: str
    label: str
    source: str
    text: str
    field: str
    among: tuple[str, ...]
    statement: str
    look: str

    def is_admitted(self, document: Mapping[str, Any]) -> bool | None:
        """Whether the enterprise says that it is so; None where it does not answer."""
        answer = document.get("profile", {}).get(self.field)
        return answer in self.among if answer else None

    def statement_in(self, document: Mapping[str, Any]) -> str:
        return str(document.get("profile", {}).get(self.statement) or "")


@cache
def items() -> tuple[VetoItem, ...]:
    """In the order of the file."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    head, basis = data["title"], data["source"]
    return tuple(
        VetoItem(
            **{
                **each,
                "among": tuple(each["among"]),
                "source": f"{head}：{each['label']}（{basis}）",
            }
        )
        for each in data["item"]
    )


def item(id: str) -> VetoItem:
    """The item of this id; KeyError."""
    return {each.id: each for each in items()}[id]
