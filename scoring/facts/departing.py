"""What an official says of one who leaves a published list."""

from dataclasses import dataclass

from scoring.facts.objected import Proof


@dataclass(frozen=True, slots=True)
class Departure:
    """Why one leaves, on what evidence; who follows, and how that was settled where
    equals were next. ``follower`` is an entry's key."""

    ground: str
    reason: str
    follower: int | None
    choice: str = ""
    proof: Proof | None = None
