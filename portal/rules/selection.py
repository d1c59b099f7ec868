"""Who of a ranking is selected (入选): a step after ranking, which it never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from portal.rules.grounds import Ground, Shortfall, Why
from portal.rules.limits import SelectionRules
from portal.rules.ranking import Standing


class QuotaTooSmall(ValueError):
    """The places of a kind are fewer than what its cities are to have at least."""

    def __init__(self, quota: int, wanted: int) -> None:
        super().__init__(quota, wanted)
        self.quota, self.wanted = quota, wanted


class StraddledTie(ValueError):
    """Dossiers of one place straddle the line; it never cuts a tie in two.

    ``fewer`` and ``more`` are the quotas on either side that leave them together.
    """

    def __init__(self, tied: Sequence[str], fewer: int) -> None:
        super().__init__(tied, fewer)
        self.tied, self.fewer = tuple(tied), fewer
        self.more = fewer + len(tied)


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is selected, why others are not though their place might do, and who may
    follow where one of them leaves (候补), in this order."""

    chosen: frozenset[str]
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    reserve: tuple[str, ...] = ()


def shortfalls_of(standing: Standing, limits: SelectionRules) -> tuple[Shortfall, ...]:
    """Which minima a dossier's published marks miss; at the minimum it is met."""
    asked = [("", limits.total, standing.mark)] if limits.total is not None else []
    asked += [(g, least, standing.groups.get(g)) for g, least in limits.groups.items()]
    found = ((g, least, mark or Decimal(0)) for g, least, mark in asked)
    return tuple(Shortfall(g, least, mark) for g, least, mark in found if mark < least)


def select(
    placed: Sequence[Standing],
    cities: Mapping[str, str],
    limits: SelectionRules,
    *,
    quota: int | None,
    minimum: Decimal | None = None,
) -> Selection:
    """Go down the ranking and pass over who misses a minimum or is beyond a city's
    places, until the places of the kind are gone.

    ``placed`` in the order of their places; ``cities`` by dossier. By ``quota``, or
    with None down to ``minimum``. Of equal dossiers of one city that its places would
    divide none is selected, nor anybody of that city after them. What a city is to
    have at least is kept for its best; by minimum there is nothing to keep.
    Raises  StraddledTie, QuotaTooSmall.
    """
    walk = _Walk(placed, cities, limits)
    kept = walk.keep(limits.city_least or 0, quota) if quota is not None else set()
    walk.go_down(kept, quota, minimum)
    return Selection(
        frozenset(walk.chosen), walk.grounds, _reserve(placed, walk, limits, minimum)
    )


def _reserve(
    placed: Sequence[Standing],
    walk: "_Walk",
    limits: SelectionRules,
    minimum: Decimal | None,
) -> tuple[str, ...]:
    """The next in order that miss no minimum; equals of the last one come along."""
    able = [
        each
        for each in placed
        if each.dossier not in walk.chosen
        and each.dossier not in walk.short
        and (minimum is None or (each.mark or Decimal(0)) >= minimum)
    ]
    if not limits.reserve or not able:
        return ()
    last = able[: limits.reserve][-1].place or 0
    return tuple(each.dossier for each in able if (each.place or 0) <= last)


class _Walk:
    """One way down a ranking, with what each city has got so far."""

    def __init__(
        self,
        placed: Sequence[Standing],
        cities: Mapping[str, str],
        limits: SelectionRules,
    ) -> None:
        self.cities, self.limits = cities, limits
        self.places = {each.dossier: each.place or 0 for each in placed}
        self.marks = {each.dossier: each.mark or Decimal(0) for each in placed}
        missed = {each.dossier: shortfalls_of(each, limits) for each in placed}
        self.short = {dossier for dossier, found in missed.items() if found}
        self.grounds = {
            dossier: Ground(Why.SHORT, shortfalls=found)
            for dossier, found in missed.items()
            if found
        }
        able = [each.dossier for each in placed if each.dossier not in self.short]
        self.ties = [list(run) for _, run in groupby(able, self.places.__getitem__)]
        self.chosen: set[str] = set()
        self.held: dict[str, list[str]] = {}
        self.closed: dict[str, Ground] = {}

    def keep(self, least: int, quota: int) -> set[str]:
        """The best of each city, as many as it is to have at least; ties whole."""
        kept: dict[str, list[str]] = {}
        shut: set[str] = set()
        for tie in self.ties if least else ():
            for city, members in _by_city(tie, self.cities).items():
                mine = kept.setdefault(city, [])
                if len(mine) >= least or city in shut:
                    continue
                if self._room(len(mine)) < len(members):
                    shut.add(city)
                else:
                    mine += members
        found = {dossier for members in kept.values() for dossier in members}
        if len(found) > quota:
            raise QuotaTooSmall(quota, len(found))
        return found

    def go_down(
        self, kept: set[str], quota: int | None, minimum: Decimal | None
    ) -> None:
        left = None if quota is None else quota - len(kept)
        least = Ground(Why.CITY_LEAST, most=self.limits.city_least)
        is_over = False
        for tie in self.ties:
            if is_over and not kept:
                break
            able = self._admitted(tie, is_over)
            own = [dossier for dossier in able if dossier in kept]
            others = [dossier for dossier in able if dossier not in kept]
            if others and not is_over:
                under = minimum is not None and self.marks[others[0]] < minimum
                is_over = under or self._is_past(others, quota, left)
            self._take(own, least if is_over else None)
            if not is_over:
                self._take(others)
                left = None if left is None else left - len(others)
        self._explain_who_waits()

    def _is_past(self, members: list[str], quota: int | None, left: int | None) -> bool:
        if quota is None or left is None or len(members) <= left:
            return False
        if left:
            raise StraddledTie(members, quota - left)
        return True

    def _take(self, members: list[str], ground: Ground | None = None) -> None:
        for dossier in members:
            self.chosen.add(dossier)
            self.held.setdefault(self.cities[dossier], []).append(dossier)
            if ground is not None:
                self.grounds[dossier] = ground

    def _admitted(self, tie: list[str], is_over: bool) -> list[str]:
        """Of equals those whose city has places; the others are told why not."""
        able: list[str] = []
        for city, members in _by_city(tie, self.cities).items():
            ground = self.closed.get(city) or self._barrier(city, members)
            if ground is None:
                able += members
                continue
            if ground.why is Why.CITY_TIED:
                self.closed[city] = ground
            if not is_over:
                self.grounds |= dict.fromkeys(members, ground)
        return sorted(able, key=tie.index)

    def _barrier(self, city: str, members: list[str]) -> Ground | None:
        held = self.held.get(city, [])
        room = self._room(len(held))
        if room >= len(members):
            return None
        most = self.limits.city_most
        if room <= 0:
            places = tuple(self.places[dossier] for dossier in held)
            return Ground(Why.CITY_FULL, most=most, places=places)
        tied = (self.places[members[0]],) * len(members)
        return Ground(Why.CITY_TIED, most=most, places=tied, room=room)

    def _room(self, held: int) -> int:
        most = self.limits.city_most
        return len(self.places) if most is None else most - held

    def _explain_who_waits(self) -> None:
        """Who stands before one that was taken for its city's sake."""
        lifted = [d for d in self.chosen if d in self.grounds]
        lowest = max((self.places[dossier] for dossier in lifted), default=0)
        ground = Ground(Why.KEPT, most=self.limits.city_least, room=len(lifted))
        for dossier, place in self.places.items():
            if place <= lowest and dossier not in self.chosen:
                self.grounds.setdefault(dossier, ground)


def _by_city(tie: list[str], cities: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for dossier in tie:
        found.setdefault(cities[dossier], []).append(dossier)
    return found
