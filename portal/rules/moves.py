"""What became of each dossier between two rankings of the same ones (更正前后)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Placed:
    """A dossier's line in one of them; ``figures`` is whatever else is told of it."""

    place: int | None
    mark: Decimal | None
    is_selected: bool
    figures: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One dossier in both; None where a ranking does not know it."""

    dossier: str
    old: Placed | None
    new: Placed | None

    @property
    def enters(self) -> bool:
        """Selected now, and not before."""
        return _is_selected(self.new) and not _is_selected(self.old)

    @property
    def leaves(self) -> bool:
        return _is_selected(self.old) and not _is_selected(self.new)

    @property
    def climbed(self) -> int | None:
        """How many places up, negative: down; None where either has no place."""
        before, after = _place(self.old), _place(self.new)
        return None if before is None or after is None else before - after

    @property
    def gained(self) -> Decimal | None:
        """Units   points, out of 100."""
        before, after = _mark(self.old), _mark(self.new)
        return None if before is None or after is None else after - before

    @property
    def is_changed(self) -> bool:
        """Whether anything at all that is told of it is another."""
        return self.old != self.new


def moves(old: Mapping[str, Placed], new: Mapping[str, Placed]) -> tuple[Move, ...]:
    """A move a dossier: in the new order, then those that only the old one knows."""
    gone = [each for each in old if each not in new]
    return tuple(Move(each, old.get(each), new.get(each)) for each in (*new, *gone))


def _is_selected(placed: Placed | None) -> bool:
    return placed is not None and placed.is_selected


def _place(placed: Placed | None) -> int | None:
    return placed.place if placed else None


def _mark(placed: Placed | None) -> Decimal | None:
    return placed.mark if placed else None
