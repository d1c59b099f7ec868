"""Why a dossier is selected, or not, where its place alone does not say."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.rules.gaps import plain


class Why(StrEnum):
    SHORT = "short"
    CITY_FULL = "city_full"
    CITY_TIED = "city_tied"
    KEPT = "kept"
    CITY_LEAST = "city_least"
    LEFT = "left"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A minimum that was missed: of a group's mark, or of the total (``group`` "").

    Units   points, rounded to 0.01 as published.
    """

    group: str
    least: Decimal
    mark: Decimal

    @property
    def short_by(self) -> Decimal:
        return self.least - self.mark


@dataclass(frozen=True, slots=True)
class Ground:
    """``most`` is the city's limit; ``places`` who holds its places, or who ties for
    them, or who follows or was followed after publication; ``room`` how many were left
    to tie for, or went to others' cities."""

    why: Why
    shortfalls: tuple[Shortfall, ...] = ()
    most: int | None = None
    places: tuple[int, ...] = ()
    room: int = 0

    @property
    def is_selected(self) -> bool:
        return self.why in {Why.CITY_LEAST, Why.FOLLOWS}


def ground_data(ground: Ground) -> dict[str, Any]:
    """As JSON knows it; ``read_ground`` of it is the ground again."""
    data: dict[str, Any] = {"why": str(ground.why)}
    if ground.shortfalls:
        data["shortfalls"] = [
            {"group": each.group, "least": plain(each.least), "mark": plain(each.mark)}
            for each in ground.shortfalls
        ]
    if ground.most is not None:
        data["most"] = ground.most
    if ground.places:
        data["places"] = list(ground.places)
    return {**data, "room": ground.room} if ground.room else data


def read_ground(data: dict[str, Any]) -> Ground:
    """What ``ground_data`` wrote down."""
    return Ground(
        Why(data["why"]),
        tuple(
            Shortfall(each["group"], Decimal(each["least"]), Decimal(each["mark"]))
            for each in data.get("shortfalls", ())
        ),
        data.get("most"),
        tuple(data.get("places", ())),
        data.get("room", 0),
    )
