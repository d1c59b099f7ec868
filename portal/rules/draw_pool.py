"""What a draw of experts is made from: who, for which dossiers, by which rules."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "draw-pool-v1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as a draw sees them: a code, and marks that are compared alone.

    ``employer`` and ``city`` are keyed digests (``draw_record.mask``): two that are
    equal stand for the same name, and no name can be read from one.

    Units   ``load`` is the dossiers of this round that the expert has already.
    """

    code: str
    categories: frozenset[str]
    employer: frozenset[str]
    city: str
    load: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """A dossier that is given a panel; ``barred`` are codes with a declared tie."""

    number: str
    employer: frozenset[str]
    city: str
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DrawRules:
    """What every panel has to be, fixed before anything random is known.

    ``minima`` seats of a category, and ``shares`` of the whole panel, rounded up.

    Units   ``size`` seats a dossier; ``shares`` in percent; ``candidates`` experts a
            seat, at least; ``reserves`` a dossier; ``most`` dossiers an expert;
            ``city_most`` experts of one city on a panel, 0 for any number.
    """

    size: int
    minima: Mapping[str, int]
    shares: Mapping[str, int]
    candidates: int
    reserves: int
    most: int
    city_most: int = 0
    other_city: bool = True
    apart: tuple[tuple[str, str], ...] = ()

    @property
    def seats(self) -> tuple[str, ...]:
        """The category of each seat, "" for any; longer than ``size`` if none fits."""
        wanted = [key for key in sorted(self.minima) for _ in range(self.minima[key])]
        for key in sorted(self.shares):
            wanted += [key] * -(-self.shares[key] * self.size // 100)
        return (*wanted, *[""] * (self.size - len(wanted)))


@dataclass(frozen=True, slots=True)
class NamedValue:
    """The public value that does not exist yet; ``due`` is an ISO 8601 instant."""

    name: str
    due: str
    source: str


@dataclass(frozen=True, slots=True)
class DrawPool:
    """All that decides a draw but the secret and the value; ``labels`` of categories.

    ``number`` counts the draws of a round.
    """

    round: str
    number: int
    frozen_at: str
    value: NamedValue
    rules: DrawRules
    labels: Mapping[str, str]
    experts: tuple[Candidate, ...]
    filings: tuple[Filing, ...]


def canonical(value: object) -> str:
    """JSON with sorted keys, no blanks, no escapes beyond what JSON demands.

    With ASCII keys and whole numbers, as here, this is the form of RFC 8785.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def pool_data(pool: DrawPool) -> dict[str, Any]:
    """The pool as JSON has it, everything in one order: experts by code, dossiers by
    number, pairs and marks sorted, so that equal pools have equal text."""
    pairs = sorted(sorted(pair) for pair in pool.rules.apart)
    return {
        "format": FORMAT,
        "round": pool.round,
        "number": pool.number,
        "frozen_at": pool.frozen_at,
        "value": asdict(pool.value),
        "rules": {**asdict(pool.rules), "apart": pairs},
        "labels": dict(pool.labels),
        "experts": [_listed(e) for e in sorted(pool.experts, key=lambda e: e.code)],
        "filings": [_listed(f) for f in sorted(pool.filings, key=lambda f: f.number)],
    }


def _listed(value: Candidate | Filing) -> dict[str, Any]:
    """Its fields by name, what has no order sorted."""
    return {
        key: sorted(each) if isinstance(each, frozenset) else each
        for key, each in asdict(value).items()
    }


def pool_text(pool: DrawPool) -> str:
    """The canonical text; its UTF-8 bytes are what is hashed and published."""
    return canonical(pool_data(pool))


def read_pool(text: str) -> DrawPool:
    """The pool of a text that ``pool_text`` wrote.

    Raises  KeyError or ValueError, for any other text.
    """
    data = json.loads(text)
    rules = data["rules"]
    return DrawPool(
        round=data["round"],
        number=data["number"],
        frozen_at=data["frozen_at"],
        value=NamedValue(**data["value"]),
        rules=DrawRules(
            **{**rules, "apart": tuple((one, two) for one, two in rules["apart"])}
        ),
        labels=data["labels"],
        experts=tuple(
            Candidate(
                **{
                    **each,
                    "categories": frozenset(each["categories"]),
                    "employer": frozenset(each["employer"]),
                }
            )
            for each in data["experts"]
        ),
        filings=tuple(
            Filing(
                **{
                    **each,
                    "employer": frozenset(each["employer"]),
                    "barred": frozenset(each["barred"]),
                }
            )
            for each in data["filings"]
        ),
    )
