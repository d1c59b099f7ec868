"""Pools for draws, and the record of one as the portal publishes it."""

import importlib.util
import random
from typing import Any

from portal.rules import draw as drawing
from portal.rules import draw_record
from portal.rules.draw_pool import (
    Candidate,
    DrawPool,
    DrawRules,
    Filing,
    NamedValue,
    pool_data,
    pool_text,
)
from tests.house.tree import ROOT

SCRIPT = ROOT / "static" / "verify_draw.py"
SECRET = "5e" * 32
VALUE = "03 09 11 18 22 31 + 07"
LABELS = {"technical": "技术类", "finance": "财务类"}
TECHNICAL, FINANCE = frozenset({"technical"}), frozenset({"finance"})


def verifier() -> Any:
    """The script that outsiders download, loaded as they have it."""
    spec = importlib.util.spec_from_file_location("verify_draw", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_rules(**fields: Any) -> DrawRules:
    return DrawRules(
        **{
            "size": 3, "minima": {"finance": 1}, "shares": {"technical": 60},
            "candidates": 3, "reserves": 3, "most": 30,
            **fields,
        }
    )  # fmt: skip


def make_candidate(n: int, **fields: Any) -> Candidate:
    return Candidate(
        **{
            "code": f"Z{n:03d}", "categories": TECHNICAL,
            "employer": frozenset({f"e{n}"}), "city": f"c{n % 5}",
            **fields,
        }
    )  # fmt: skip


def make_filing(n: int, **fields: Any) -> Filing:
    return Filing(
        **{
            "number": f"N{n:05d}", "employer": frozenset({f"f{n}"}),
            "city": "elsewhere",
            **fields,
        }
    )  # fmt: skip


def make_pool(
    technical: int = 8, finance: int = 4, dossiers: int = 2, **fields: Any
) -> DrawPool:
    experts = [make_candidate(n) for n in range(technical)]
    experts += [
        make_candidate(n, categories=FINANCE)
        for n in range(technical, technical + finance)
    ]
    return DrawPool(
        **{
            "round": "R1", "number": 1, "frozen_at": "2026-11-20T02:00:00Z",
            "value": NamedValue("示例彩票第 1 期", "2026-11-21T13:15:00Z", "示例网站"),
            "rules": make_rules(), "labels": LABELS, "experts": tuple(experts),
            "filings": tuple(make_filing(n) for n in range(dossiers)),
            **fields,
        }
    )  # fmt: skip


def random_pool(chance: random.Random) -> DrawPool:
    """Of any size, with any rules, ties, pairs and cities; not always feasible."""
    kinds = [TECHNICAL, TECHNICAL, FINANCE, TECHNICAL | FINANCE, frozenset()]
    experts = [
        make_candidate(
            n,
            categories=chance.choice(kinds),
            employer=frozenset({f"e{chance.randrange(30)}", f"x{n}"}),
            city=f"c{chance.randrange(9)}",
            load=chance.randrange(3),
        )
        for n in chance.sample(range(999), chance.randint(12, 30))
    ]
    codes = [each.code for each in experts]
    filings = [
        make_filing(
            n,
            employer=frozenset({f"e{chance.randrange(60)}", f"y{n}"}),
            city=f"c{chance.randrange(9)}",
            barred=frozenset(chance.sample(codes, chance.randrange(3))),
        )
        for n in chance.sample(range(99999), chance.randint(1, 4))
    ]
    size = chance.randint(3, 5)
    rules = make_rules(
        size=size,
        minima={"finance": chance.randint(0, 1)},
        candidates=chance.randint(1, 3),
        reserves=chance.randint(0, 4),
        most=chance.randint(4, 12),
        city_most=chance.randint(0, 3),
        other_city=chance.random() < 0.5,
        apart=tuple(
            (one, two)
            for one, two in (
                chance.sample(codes, 2) for _ in range(chance.randrange(4))
            )
        ),
    )
    return make_pool(
        rules=rules, experts=tuple(experts), filings=tuple(filings),
        round=f"R{chance.randrange(99)}", number=chance.randint(1, 4),
    )  # fmt: skip


def record_of(pool: DrawPool, value: str = VALUE, /, **parts: Any) -> dict[str, Any]:
    """What is published of a draw, but for its own digest."""
    text = pool_text(pool)
    sha256 = draw_record.digest(text)
    seed = draw_record.seed_of(SECRET, sha256, value)
    entry = {"by": "示例", "source": "示例网站", "at": "2026-11-21T13:30:00Z"}
    return {
        "state": "drawn",
        "pool": pool_data(pool),
        "pool_sha256": sha256,
        "committed_at": pool.frozen_at,
        "commitment": draw_record.commitment(pool.round, pool.number, sha256, SECRET),
        "secret": SECRET,
        "value": value,
        "entries": [entry, entry],
        "seed": seed.hex(),
        "result": draw_record.result_data(drawing.draw(pool, seed)),
        "replacements": [],
        **parts,
    }


def written(record: dict[str, Any]) -> bytes:
    return draw_record.record_text(record).encode()
