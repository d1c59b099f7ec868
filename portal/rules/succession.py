"""Who follows (递补) where one of the selected leaves: the next of the reserve."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.rules.grounds import Ground, Why
from portal.rules.limits import SelectionRules


@dataclass(frozen=True, slots=True)
class Held:
    """One who is selected, or waits: what the rule looks at."""

    dossier: str
    place: int
    city: str


@dataclass(frozen=True, slots=True)
class Succession:
    """``able`` may follow: one, or equals of one place of whom an official names one;
    none where the reserve is used up. ``passed`` say why those before them may not."""

    able: tuple[str, ...] = ()
    passed: Mapping[str, Ground] = field(default_factory=dict)
    ground: Ground | None = None


def succession(
    selected: Sequence[Held],
    reserve: Sequence[Held],
    leaver: str,
    limits: SelectionRules,
) -> Succession:
    """``selected`` before ``leaver`` goes; ``reserve`` in its order, who declined left
    out. Where its city has less than it is to have, the next of that city comes first.
    """
    staying = [each for each in selected if each.dossier != leaver]
    held = Counter(each.city for each in staying)
    left = next(each.city for each in selected if each.dossier == leaver)
    if held[left] < (limits.city_least or 0):
        own = [each for each in reserve if each.city == left]
        if own:
            ground = Ground(Why.CITY_LEAST, most=limits.city_least)
            return Succession(_first(own), {}, ground)
    passed: dict[str, Ground] = {}
    most = limits.city_most
    for each in reserve:
        if most is None or held[each.city] < most:
            break
        places = tuple(one.place for one in staying if one.city == each.city)
        passed[each.dossier] = Ground(Why.CITY_FULL, most=most, places=places)
    able = [
        each
        for each in reserve
        if each.dossier not in passed and (most is None or held[each.city] < most)
    ]
    return Succession(_first(able), passed)


def _first(able: Sequence[Held]) -> tuple[str, ...]:
    return tuple(each.dossier for each in able if each.place == able[0].place)
