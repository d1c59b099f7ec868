"""Whom a batch action means: the rows ticked, or all that the conditions find."""

from dataclasses import dataclass
from hashlib import sha256

from django.http import QueryDict

from scoring.worktable.asked import Asked
from scoring.worktable.rows import WorkRow


@dataclass(frozen=True, slots=True)
class Picked:
    """``hidden`` says the same again; ``digest`` is another one for other dossiers."""

    rows: tuple[WorkRow, ...]
    hidden: list[tuple[str, str]]

    @property
    def digest(self) -> str:
        keys = ",".join(sorted(row.key for row in self.rows))
        return sha256(keys.encode()).hexdigest()


def picked_of(asked: Asked, sent: QueryDict) -> Picked:
    """A key that is not of this round is left out; all others are looked up anew."""
    if sent.get("all") == "1":
        return Picked(tuple(asked.rows), [*asked.pairs, ("all", "1")])
    keys = set(sent.getlist("d"))
    rows = tuple(row for row in asked.rows if row.key in keys)
    return Picked(rows, [*asked.pairs, *(("d", row.key) for row in rows)])
