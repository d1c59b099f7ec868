"""What goes through the steps of a plan from hand to hand."""

from typing import Any


class Signed:
    """Of a row with ``steps``, ``stage``, ``state``, ``drawn_up_by``, a ``trail``."""

    #: What its audit entries are called: ``<noun>.approved``.
    noun: str
    steps: list[str]
    stage: int
    state: str
    trail: Any

    @property
    def step(self) -> str:
        """Whose turn it is, "" once all have signed."""
        return self.steps[self.stage] if self.stage < len(self.steps) else ""

    def signers(self) -> frozenset[int]:
        """Whose signatures stand; one query, none where ``trail`` was prefetched."""
        return frozenset(each.by_id for each in self.trail.all() if each.is_standing)

    @property
    def is_back_with_its_author(self) -> bool:
        return self.state == "drawn_up" and self.stage == 0
