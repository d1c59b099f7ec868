"""The draw of experts: from a published pool and a seed, the same for everybody.

All that is needed to do it again:

1.  Sort experts by code and dossiers by number, as strings of Unicode code points.
2.  The seats of a panel have a category each: first ``minima`` (categories sorted, each
    so often as its number says), then ``shares`` (sorted, each so often as its percent
    of ``size``, rounded up), the rest "" (any).
3.  Pass 0: for each dossier, for each of its seats "1", "2" …, go through the experts
    and leave out, by the first of these reasons that applies,
    ``category``  not of the seat's category,
    ``employer``  shares an employer mark with the applicant,
    ``city``      has the applicant's city mark, where ``other_city`` is set,
    ``barred``    is listed with the dossier,
    ``seated``    already on this panel,
    ``load``      has ``most`` dossiers, those of ``load`` and of this pass together,
    ``apart``     makes a pair of ``apart`` with somebody of this panel,
    ``region``    would be one more than ``city_most`` of a city on this panel.
    Of the n that remain take number ``choose(seed, words, n)``, counted from 0;
    ``words`` is pass, dossier number and seat, joined by line feeds.
4.  Where nobody remains for a seat, the pass counts for nothing, its loads too: begin
    again from the first dossier as pass 1, and so on. The first pass that fills every
    seat is the result.
5.  Then, in the same pass, for each dossier its reserves "R1", "R2" …: the k-th has the
    category of seat k (and again from seat 1). As in 3, but ``seated`` means on the
    panel or a reserve of this dossier before, and ``apart`` and ``region`` are not
    asked. Where nobody remains, this reserve is left out.
6.  Whoever leaves is replaced on the same seat: ``next_reserve``.

``choose`` is RFC 3797's idea with HMAC: for counter 0, 1 … the first 8 bytes of
HMAC-SHA-256(seed, words + line feed + counter), big-endian, are x; the first x below
2^64 − (2^64 mod n) gives x mod n. So no expert is likelier than another.

Source  RFC 3797; the seed is ``draw_record.seed_of``.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from portal.rules.draw_pool import Candidate, DrawPool, DrawRules, Filing

#: ``draw_refusals`` lets no pool through for which so many would not do.
PASSES = 1000
_SPAN = 2**64

#: Who may sit at all, by dossier and category, and how many may not, by the reason.
Field = tuple[tuple[Candidate, ...], Mapping[str, int]]
Fields = dict[str, dict[str, Field]]


class DrawError(Exception):
    """No pass filled every seat."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One seat and how its expert came to it: ``index`` of ``candidates``.

    ``excluded`` counts the others by the reason that left them out.
    """

    number: str
    seat: str
    category: str
    candidates: int
    index: int
    expert: str
    excluded: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DrawResult:
    attempt: int
    seats: tuple[Pick, ...]
    reserves: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who comes ("" for nobody) and which reserves before them could not, and why."""

    expert: str
    skipped: tuple[tuple[str, str], ...]


def draw(pool: DrawPool, seed: bytes) -> DrawResult:
    """Panels and reserves for every dossier of the pool, as the module says.

    Raises  DrawError, where PASSES passes have not filled every seat.
    """
    fields = fields_of(pool)
    for attempt in range(PASSES):
        one_pass = Pass(pool, fields, seed, attempt)
        seats = one_pass.seats()
        if seats is not None:
            return DrawResult(attempt, tuple(seats), tuple(one_pass.reserves()))
    raise DrawError


def fields_of(pool: DrawPool) -> Fields:
    """What no pass changes: reasons ``category`` to ``barred``, asked once for all."""
    experts = sorted(pool.experts, key=lambda each: each.code)
    return {
        filing.number: {
            category: _field(experts, filing, category, pool.rules)
            for category in dict.fromkeys(pool.rules.seats)
        }
        for filing in sorted(pool.filings, key=lambda each: each.number)
    }


def _field(
    experts: list[Candidate], filing: Filing, category: str, rules: DrawRules
) -> Field:
    reasons = [_lasting(each, filing, category, rules) for each in experts]
    free = [each for each, why in zip(experts, reasons, strict=True) if not why]
    return tuple(free), Counter(why for why in reasons if why)


def _lasting(expert: Candidate, filing: Filing, category: str, rules: DrawRules) -> str:
    if category and category not in expert.categories:
        return "category"
    if expert.employer & filing.employer:
        return "employer"
    if rules.other_city and expert.city == filing.city:
        return "city"
    return "barred" if expert.code in filing.barred else ""


class Pass:
    """One pass over all dossiers: panels and loads grow seat by seat."""

    def __init__(
        self, pool: DrawPool, fields: Fields, seed: bytes, attempt: int
    ) -> None:
        self.rules, self.fields = pool.rules, fields
        self.categories = pool.rules.seats
        self.seed, self.attempt = seed, attempt
        self.loads = Counter({each.code: each.load for each in pool.experts})
        self.panels: dict[str, list[Candidate]] = {}

    def seats(self) -> list[Pick] | None:
        """Every seat; None where one found nobody."""
        found = []
        for number in self.fields:
            panel = self.panels[number] = []
            for place, category in enumerate(self.categories, start=1):
                pick = self._pick(number, str(place), category, panel, panel)
                if pick is None:
                    return None
                panel.append(pick[1])
                self.loads[pick[1].code] += 1
                found.append(pick[0])
        return found

    def reserves(self) -> Iterator[Pick]:
        """After ``seats``: those of every dossier, none twice."""
        categories = self.categories
        for number in self.fields:
            taken = list(self.panels[number])
            for place in range(self.rules.reserves):
                category = categories[place % len(categories)]
                pick = self._pick(number, f"R{place + 1}", category, taken, ())
                if pick is not None:
                    taken.append(pick[1])
                    yield pick[0]

    def _pick(
        self,
        number: str,
        seat: str,
        category: str,
        taken: Iterable[Candidate],
        beside: Iterable[Candidate],
    ) -> tuple[Pick, Candidate] | None:
        """``taken`` are on the panel or reserves; ``beside`` whom one would sit."""
        candidates, lasting = self.fields[number][category]
        codes = {each.code for each in taken}
        around = neighbours(beside, self.rules)
        reasons = [
            "seated"
            if each.code in codes
            else around.reason(each, self.loads, self.rules)
            for each in candidates
        ]
        free = [each for each, why in zip(candidates, reasons, strict=True) if not why]
        if not free:
            return None
        words = f"{self.attempt}\n{number}\n{seat}"
        index = choose(self.seed, words, len(free))
        excluded = Counter(lasting)
        excluded.update(why for why in reasons if why)
        chosen = free[index]
        pick = Pick(number, seat, category, len(free), index, chosen.code, excluded)
        return pick, chosen


def choose(seed: bytes, words: str, n: int) -> int:
    """0 … n − 1, each equally likely over all seeds."""
    limit = _SPAN - _SPAN % n
    for counter in count():
        block = hmac.digest(seed, f"{words}\n{counter}".encode(), "sha256")
        x = int.from_bytes(block[:8], "big")
        if x < limit:
            break
    return x % n


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Beside whom one would sit: with whom one may not, and whose cities are full."""

    foes: frozenset[str]
    cities: frozenset[str]

    def reason(
        self, expert: Candidate, loads: Mapping[str, int], rules: DrawRules
    ) -> str:
        """What the draw itself has brought about against this expert, or ""."""
        if loads[expert.code] >= rules.most:
            return "load"
        if expert.code in self.foes:
            return "apart"
        return "region" if expert.city in self.cities else ""


def neighbours(beside: Iterable[Candidate], rules: DrawRules) -> Neighbours:
    beside = list(beside)
    codes = {each.code for each in beside}
    foes = {pair[not n] for pair in rules.apart for n in (0, 1) if pair[n] in codes}
    cities = Counter(each.city for each in beside) if rules.city_most else {}
    full = {city for city, many in cities.items() if many >= rules.city_most}
    return Neighbours(frozenset(foes), frozenset(full))


def next_reserve(
    pool: DrawPool,
    reserves: Iterable[Pick],
    category: str,
    panel: Iterable[str],
    loads: Mapping[str, int],
    away: Mapping[str, str],
) -> Replacement:
    """The first of a dossier's ``reserves``, in their order, whom nothing hinders.

    ``category`` is that of the seat left, ``panel`` the codes that stay, ``loads`` the
    dossiers of this round by code; ``away`` are reasons from outside the rules (a tie
    declared since, no longer available, here before), which count first. Ties of the
    pool were asked when the reserves were drawn.
    """
    by_code = {each.code: each for each in pool.experts}
    beside = [by_code[code] for code in panel if code in by_code]
    around = neighbours(beside, pool.rules)
    skipped: list[tuple[str, str]] = []
    for pick in reserves:
        expert = by_code[pick.expert]
        reason = away.get(pick.expert, "")
        if not reason and category and category not in expert.categories:
            reason = "category"
        if not reason and expert in beside:
            reason = "seated"
        reason = reason or around.reason(expert, loads, pool.rules)
        if not reason:
            return Replacement(pick.expert, tuple(skipped))
        skipped.append((pick.expert, reason))
    return Replacement("", tuple(skipped))
