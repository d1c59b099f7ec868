"""All that a proposal rests on: the same question is given the same answer."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

Pair = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """Open seats, who could take them, what each would cost.

    ``wanted``  how many seats are open, by dossier.
    ``experts`` who may be proposed.
    ``barred``  the reason by (dossier, expert) that must not meet.
    ``loads``   how many dossiers each expert has already.
    ``caps``    how many each may have; who is not named has no cap.
    ``fits``    the pairs whose fields agree; every other pair costs one misfit.
    ``seated``  the pairs that sit already, of experts outside ``experts`` as well.
    ``groups``  what is compared with what: the kind of each dossier.
    """

    wanted: Mapping[int, int]
    experts: Sequence[int]
    barred: Mapping[Pair, str]
    loads: Mapping[int, int] = field(default_factory=dict)
    caps: Mapping[int, int] = field(default_factory=dict)
    fits: Collection[Pair] = frozenset()
    seated: Collection[Pair] = ()
    groups: Mapping[int, str] = field(default_factory=dict)
    seed: str = ""

    @cached_property
    def pairs(self) -> list[Pair]:
        """Who could be proposed where, in the order of dossiers and experts."""
        return [
            (dossier, expert)
            for dossier, seats in self.wanted.items()
            for expert in self.experts
            if seats and (dossier, expert) not in self.barred
        ]

    def room(self, expert: int) -> int:
        """How many more dossiers the expert may have."""
        most = len(self.wanted)
        if expert in self.caps:
            most = min(most, self.caps[expert] - self.loads.get(expert, 0))
        return max(0, most)

    def misfit(self, dossier: int, expert: int) -> int:
        return 0 if (dossier, expert) in self.fits else 1

    @cached_property
    def digest(self) -> str:
        """Of all that the answer could depend on."""
        said = [
            sorted(self.wanted.items()),
            list(self.experts),
            sorted((*pair, why) for pair, why in self.barred.items()),
            sorted(self.loads.items()),
            sorted(self.caps.items()),
            sorted(self.fits),
            sorted(self.seated),
            sorted(self.groups.items()),
            self.seed,
        ]
        text = json.dumps(said, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    def whim(self, pair: Pair) -> float:
        """Below 1, the same for the same question: what decides between equals."""
        text = f"{self.seed}:{pair[0]}:{pair[1]}"
        return int.from_bytes(sha256(text.encode()).digest()[:4]) / 2**32
